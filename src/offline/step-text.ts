import type { ScriptSession, ScriptStart } from '../dialects/script.ts';
import type { Direction } from '../events.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Revision } from '../graph/revision.ts';
import type { RunContext } from '../runner/context.ts';
import type { StepScope } from '../sequelize/scope.ts';
import { reading } from './reads.ts';
import type { RecordedStatement, RecordedStep } from './recording.ts';

/** What the steps of one script share. */
export interface StepTexts {
  readonly context: RunContext;
  readonly graph: RevisionGraph;
  readonly direction: Direction;
  readonly start: ScriptStart;
  readonly session: ScriptSession;
  /** The functions that a plain read may call; null: all. */
  readonly harmless: ReadonlySet<string> | null;
}

/** Whoever runs a script is not known when it is made. */
const ACTOR = 'windlass --sql';

/** A step as text. */
export interface StepText {
  /** All that an online run would do to the database: for a transaction, unless `transactional` is false. */
  readonly lines: readonly string[];
  /** A comment that names it. */
  readonly title: string;
  readonly transactional: boolean;
  /** Whether foreign keys are looked after while it runs (SQLite). */
  readonly foreignKeys: boolean;
}

/** The text of one step. */
export function stepText(texts: StepTexts, revision: Revision, { scope, statements }: RecordedStep): StepText {
  const { context, graph, direction, start, session } = texts;
  const { id, message, parents, dependsOn } = revision;
  const followers = [...(graph.children.get(id) ?? []), ...(graph.dependents.get(id) ?? [])];
  const strayed = session.restore !== null && statements.some(({ sql }) => /search_path/i.test(sql));
  const lines = changes(texts, revision, {
    scope,
    statements: scope.transactional ? statements.filter(outsideOnly) : statements,
  });
  const { script } = context.dialect;
  const step = {
    revision: id,
    start,
    needs: direction === 'up' ? [...parents, ...dependsOn] : [id],
    absent: direction === 'up' ? [id] : followers,
    lines: repaired(texts, scope, strayed ? [...lines, `${session.restore};`] : lines),
    rows: rows(texts, revision),
  };
  return {
    lines: scope.transactional ? script.step(step) : script.outside(step),
    title: `-- ${direction} ${id}${message === '' ? '' : `: ${message.replace(/\s+/g, ' ')}`}`,
    transactional: scope.transactional,
    foreignKeys: scope.foreignKeys || !session.foreignKeys,
  };
}

// What the runner did because of these lines, the script has to do as well.
function repaired({ context, start: { tables } }: StepTexts, { repairs }: StepScope, lines: readonly string[]) {
  const meta = context.metaTable.name;
  const standsIn = repairs.has('stand-in') && lines.some((line) => !line.startsWith('--') && line.includes(meta));
  const lost = repairs.has('state tables') ? tables.own.filter(({ passing }) => !passing) : [];
  const before = [...lost.map(({ keep }) => keep), ...(standsIn ? tables.copy(meta) : [])];
  const after = [
    ...(standsIn ? [tables.dropCopy(meta)] : []),
    ...lost.flatMap(({ bringBack }) => bringBack),
    ...(repairs.has('triggers') ? tables.withoutTriggers : []),
  ];
  return [...before.map((sql) => `${sql};`), ...lines, ...after.map((sql) => `${sql};`)];
}

// The pragma does nothing inside a transaction: the step says it before.
function outsideOnly({ sql }: RecordedStatement): boolean {
  return !/^PRAGMA\s+foreign_keys\b/i.test(sql);
}

function changes(
  { context, harmless }: StepTexts,
  { id }: Revision,
  { scope, statements }: RecordedStep,
): readonly string[] {
  const { name, script } = context.dialect;
  const lines: string[] = [];
  const read = new Set<string>();
  // it holds there what it holds here
  const standIn = scope.repairs.has('stand-in') ? context.metaTable.name : null;
  for (const { sql, own } of statements) {
    const { changes: stays, shows } = reading(sql, name, harmless);
    if (stays && read.size > 0) {
      const tables = [...read].join(', ').replace(/\s+/g, ' ');
      lines.push(`-- reads ${tables}: what follows was made from an empty database`);
      context.report({ kind: 'warning', message: `${id} reads ${tables}: its script was made from an empty database` });
      read.clear();
    }
    if (stays) lines.push(`${script.shielded(sql)};`);
    if (!own) for (const table of shows) if (table !== standIn) read.add(table);
  }
  return lines;
}

function rows({ context, direction, start: { tables } }: StepTexts, { id, checksum }: Revision): readonly string[] {
  const row = { revision: id, checksum, durationMs: 0 };
  const { toolVersion } = context;
  return [
    direction === 'up' ? tables.insert({ ...row, kind: 'applied' }) : tables.remove(id),
    tables.append({ ...row, event: direction, startedAt: null, actor: ACTOR, toolVersion, outcome: 'done' }),
    tables.snapshot.clear, // no script can tell what the catalog is after it
  ];
}
