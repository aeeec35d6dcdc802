import { describe, reverse, type SchemaChange } from '../changes/index.ts';
import { orphansOf } from '../diff/orphans.ts';
import { isSame, type QualifiedName } from '../model/names.ts';
import type { Call, SqlWriter } from '../model/statement.ts';
import { callsOf } from './calls.ts';
import { type EnumColumns, enumColumns } from './enum-columns.ts';
import { type HintFrame, hintsOf } from './hints.ts';
import { printedCall, usesOf } from './literal.ts';
import { type ModelWords, type Said, saidBy } from './said.ts';

/** What a revision is written for. */
export interface RenderOptions {
  readonly write: SqlWriter;
  /** What stands before each line of a body; default: two spaces. */
  readonly indent?: string;
  /** What the models say besides the schema. */
  readonly words?: readonly ModelWords[];
}

/** The two bodies of a revision, each line indented. */
export interface RenderedRevision {
  readonly up: string;
  readonly down: string;
  /** What the bodies use of Sequelize, sorted: `DataTypes`, `fn`, `literal`. */
  readonly imports: readonly string[];
  /** Why there is no way back; null where there is one. */
  readonly irreversible: string | null;
}

/** The text of a revision that makes those changes, in their order, and takes them back in the reverse order: what a person would have written by hand. */
export function renderRevision(changes: readonly SchemaChange[], options: RenderOptions): RenderedRevision {
  const way = [...changes]
    .reverse()
    .filter((change) => change.kind !== 'execute' || change.down !== '')
    .map((change) => ({ change, back: reverse(change) }));
  const stuck = way.filter(({ change, back }) => back === null && change.kind !== 'validate constraint');
  const up = body(changes, options, orphansOf(changes));
  const down = body(
    way.flatMap(({ back }) => back ?? []),
    options,
    new Map(),
  );
  const stays = stuck.map(({ change }) => `${options.indent ?? '  '}// cannot be taken back: ${describe(change)}`);
  return {
    up: up.text,
    down: [...stays, ...(down.text === '' ? [] : [down.text])].join('\n'),
    imports: [...new Set([...up.uses, ...down.uses])].sort(),
    irreversible: stuck.length === 0 ? null : stuck.map(({ change }) => describe(change)).join('; '),
  };
}

/** A call with the comment above it. */
interface Line {
  readonly hints: readonly string[];
  readonly call: Call;
  /** The table, where `batchAlterTable` has the method. */
  readonly batched: unknown;
}

// What `batchAlterTable` gives; see sequelize/corrected.ts.
const BATCHED: ReadonlySet<string> = new Set([
  'addColumn',
  'removeColumn',
  'renameColumn',
  'alterColumn',
  'addConstraint',
  'removeConstraint',
  'renameConstraint',
]);

function body(
  changes: readonly SchemaChange[],
  { write, indent = '  ', words }: RenderOptions,
  orphans: HintFrame['orphans'],
): { readonly text: string; readonly uses: readonly string[] } {
  const enums = enumColumns(changes);
  const said = saidBy(words);
  const lines = changes.flatMap((change, at) =>
    enums.silent.has(change) ? [] : linesOf(change, changes.slice(0, at), { enums, write, said, orphans }),
  );
  const groups = write.dialect === 'sqlite' ? grouped(lines) : lines.map((line) => [line]);
  return {
    text: groups.map((group) => groupText(group, indent)).join('\n'),
    uses: lines.flatMap(({ call }) => call.args.flatMap(usesOf)),
  };
}

interface BodyFrame extends Pick<HintFrame, 'orphans'> {
  readonly enums: EnumColumns;
  readonly write: SqlWriter;
  readonly said: Said;
}

function linesOf(
  change: SchemaChange,
  before: readonly SchemaChange[],
  { enums, write, said, orphans }: BodyFrame,
): readonly Line[] {
  const own = enums.perhapsGone.has(change) && change.kind === 'drop enum' ? { ...change, ifExists: true } : change;
  const isNew = (table: QualifiedName) =>
    before.some((other) => other.kind === 'create table' && isSame(other.table.name, table));
  return callsOf(own, { write, labels: enums.labelsOf(change), said }).map((call, at) => ({
    call,
    hints: at === 0 ? hintsOf(own, { dialect: write.dialect, call, isNew, orphans }) : [],
    batched: BATCHED.has(call.method) ? JSON.stringify(call.args[0]) : null,
  }));
}

// Calls on one table that follow each other.
function grouped(lines: readonly Line[]): readonly (readonly Line[])[] {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last !== undefined && line.batched !== null && last[0]?.batched === line.batched) last.push(line);
    else groups.push([line]);
  }
  return groups;
}

function groupText(group: readonly Line[], indent: string): string {
  const [first] = group;
  if (first === undefined) return '';
  if (group.length === 1) return lineText(first.call, first.hints, 'await op', indent);
  const inner = group.map(({ call, hints }) =>
    lineText({ ...call, args: call.args.slice(1) }, hints, 'await batch', `${indent}  `),
  );
  const open = printedCall('await op.batchAlterTable', [first.call.args[0]]).slice(0, -1);
  return [`${indent}${open}, async (batch) => {`, ...inner, `${indent}});`].join('\n');
}

function lineText({ method, args }: Call, hints: readonly string[], receiver: string, indent: string): string {
  const comments = hints.map((hint) => `${indent}// ${hint}`);
  return [...comments, `${indent}${printedCall(`${receiver}.${method}`, args, indent)};`].join('\n');
}
