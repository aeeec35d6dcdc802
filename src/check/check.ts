import { resolve } from 'node:path';
import type { Connection } from '../dialects/connection.ts';
import type { Sides } from '../diff/compared.ts';
import { diff } from '../diff/diff.ts';
import { type Difference, differences, MODELS } from '../diff/differences.ts';
import type { RenameHint } from '../diff/rename-words.ts';
import { isEqual } from '../diff/same.ts';
import { whyUnmended } from '../diff/unmended.ts';
import { display, type QualifiedName } from '../model/names.ts';
import { EMPTY, type SchemaSnapshot } from '../model/schema.ts';
import type { RunContext } from '../runner/context.ts';
import { named } from '../runner/names.ts';
import { reflectTarget } from '../runner/snapshot.ts';
import { driftOf, LAST_RUN, type View } from './drift.ts';
import { type Mending, mendableOn, mendingsOf } from './mending.ts';
import { calledAgain } from './renamed.ts';
import { SILENT_FILE, silentWords } from './silent-file.ts';
import { type Concerns, scriptOf, sqlOfEach, statementsOfAll } from './statements.ts';

/** One thing that is not as it should be. */
export interface CheckedDifference {
  /** What the live database was compared with: the models, or the catalog as the last run left it. */
  readonly comparison: 'models' | 'database';
  readonly kind: string;
  readonly object: string;
  /** One sentence with both sides. */
  readonly detail: string;
  /** What would make the live database what it was compared with; statements end with a semicolon. Empty where SQL mends nothing. */
  readonly sql: string;
  /** The file of the model that it is about, absolute; absent where there is none. */
  readonly path?: string;
}

/** What the models say, made comparable. */
export interface ModelsSide {
  /** What they say, completed from the live schema by what no model can say. */
  readonly desired: (live: SchemaSnapshot) => SchemaSnapshot;
  /** Model files that register no model. */
  readonly silent: readonly string[];
  /** What they declare to have been called otherwise. */
  readonly hints: readonly RenameHint[];
  /** Which file, relative to the project, defines the model of each table. */
  readonly files: readonly { readonly table: QualifiedName; readonly file: string | null }[];
}

/** What to compare with, and what may be seen of it. */
export interface CheckOptions {
  readonly database: boolean;
  /** Null: not with the models. */
  readonly models: (() => Promise<ModelsSide>) | null;
  readonly view: View;
}

/**
 * How the live database differs from the models and from the catalog as the last run left it. What cannot be compared is a warning, not a
 * difference. Changes nothing.
 */
export async function checked(
  db: Connection,
  given: RunContext,
  options: CheckOptions,
): Promise<{
  readonly differences: readonly CheckedDifference[];
  readonly compared: readonly CheckedDifference['comparison'][];
}> {
  const context = await named(db, given);
  // the server reads its catalog while the models load
  const [side, drift, alone] = await Promise.all([
    options.models?.() ?? null,
    options.database ? driftOf(db, context, options.view) : null,
    options.database ? null : reflectTarget(db, context),
  ]);
  const found: CheckedDifference[] = [];
  const add = async (comparison: CheckedDifference['comparison'], both: Both) => {
    const list = await mended(context, (concerns) => liveStatements(db, concerns), both);
    found.push(...list.map((one) => ({ comparison, ...one })));
  };
  if (side !== null) {
    const current = drift?.kind === 'compared' ? drift.live : options.view(alone ?? (await reflectTarget(db, context)));
    const desired = (live: SchemaSnapshot) => options.view(side.desired(live));
    await add('models', { current, desired, sides: MODELS, renames: true });
    for (const [index, one] of found.entries()) found[index] = withPath(one, side.files, context.directory);
    found.push(...side.silent.map(silentFile));
  }
  const first = side === null ? [] : (['models'] as const);
  if (drift?.kind === 'compared') {
    const { live: current, left } = drift;
    await add('database', { current, desired: () => left, sides: LAST_RUN, renames: true, altered: true });
    return { differences: found, compared: [...first, 'database'] };
  }
  if (drift !== null) context.report({ kind: 'warning', message: drift.why });
  return { differences: found, compared: first };
}

interface Both {
  readonly current: SchemaSnapshot;
  /** What it should be, completed from it by what the other side cannot say. */
  readonly desired: (current: SchemaSnapshot) => SchemaSnapshot;
  readonly sides: Sides;
  /** Whether what looks renamed is told as that. */
  readonly renames: boolean;
  /** Whether one has been made of the other by ALTER alone. Default: no. */
  readonly altered?: boolean;
}

type Made = (concerns: Concerns) => Promise<readonly string[]>;

// What is mended together has its SQL at the first of it, so that the SQL of one difference after the other can run.
async function mended(
  context: RunContext,
  made: Made,
  { current, desired, sides, renames, altered }: Both,
): Promise<Compared['differences']> {
  const can = mendableOn(context.dialect.name);
  const wanted = desired(current);
  if (isEqual(current, wanted)) return [];
  const unchanged = { schema: current, differences: [] };
  const { schema, differences: renamed } = renames
    ? calledAgain(current, wanted, sides, { altered: altered === true })
    : unchanged;
  const target = schema === current ? wanted : desired(schema);
  const found = differences(schema, target, sides, can);
  const groups = [
    ...renamed.map((one): Mending => ({ differences: [one], changes: one.changes })),
    ...(found.length === 0 ? [] : mendingsOf(found, schema, target, can)),
  ];
  const lists = groups.map(({ changes }) => changes);
  const texts = await sqlOfEach(context, made, lists, { chained: true });
  return groups.flatMap(({ differences: together }, index) => {
    const first = together.find(({ changes }) => changes.length > 0);
    const sqlOf = (one: Difference) => {
      if (one === first) return scriptOf(texts[index] ?? []);
      return one.changes.length === 0 ? whyUnmended(one) : `-- mended by the SQL of ${first?.object}`;
    };
    const sorted = first === undefined ? together : [first, ...together.filter((one) => one !== first)];
    return sorted.map((one) => {
      const { kind, object, detail } = one;
      return { kind, object, detail, sql: sqlOf(one) };
    });
  });
}

/** What a SQLite database itself keeps of the tables that are concerned, and of all views; a table before what stands on it. */
export async function liveStatements(db: Connection, concerns: Concerns): Promise<readonly string[]> {
  const rows = await db.query(
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type <> 'table', rowid",
  );
  const tables = new Set(rows.filter(({ name }) => concerns(String(name))).map(({ tbl_name }) => tbl_name));
  return rows.filter(({ type, tbl_name }) => type === 'view' || tables.has(tbl_name)).map(({ sql }) => String(sql));
}

// By the table that the difference names.
function withPath(one: CheckedDifference, files: ModelsSide['files'], directory: string): CheckedDifference {
  const { object } = one;
  const isAbout = (table: string) =>
    object === table || object.startsWith(`${table}.`) || object.endsWith(` of ${table}`);
  const file = files.find(({ table }) => isAbout(display(table)))?.file ?? null;
  return file === null ? one : { ...one, path: resolve(directory, file) };
}

function silentFile(file: string): CheckedDifference {
  return { comparison: 'models', kind: SILENT_FILE, object: file, detail: silentWords(file), sql: '' };
}

/** Two schemas side by side. */
export interface Compared {
  readonly equal: boolean;
  /** As in `checked`: the SQL of one after the other, in their order, makes the first one the second. */
  readonly differences: readonly Omit<CheckedDifference, 'comparison'>[];
  /** What makes the first one the second, in an order in which it runs. */
  readonly sql: string;
}

/** Two schemas side by side: what differs, and what makes the first one the second. */
export async function compared(context: RunContext, first: SchemaSnapshot, desired: SchemaSnapshot): Promise<Compared> {
  const current = context.dialect.spelledLike(first, desired);
  const made: Made = async (concerns) => {
    const tables = current.tables.filter(({ name, indexes }) => [name, ...indexes].some((one) => concerns(one.name)));
    return statementsOfAll(context, diff(EMPTY, { ...current, tables }));
  };
  const [whole = []] = await sqlOfEach(context, made, [diff(current, desired, mendableOn(context.dialect.name))]);
  const sides = { current: 'in the first', desired: 'in the second' };
  const found = await mended(context, made, { current, desired: () => desired, sides, renames: false });
  return { differences: found, equal: found.length === 0, sql: scriptOf(whole) };
}
