import { display } from '../model/names.ts';
import type { Column, SchemaSnapshot, Table } from '../model/schema.ts';
import type { TableDigest } from '../rows/digests.ts';

/** Names that a table had before `up`, told from after it. */
export interface Renamed {
  /** Old name of a table → new one, as `display` writes them. */
  readonly tables: ReadonlyMap<string, string>;
  /** Old name of a table → old name of its column → new one. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const ID = '(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\\[[^\\]]*\\]|[\\p{L}_][\\p{L}\\p{N}_$]*)';
const ALTERED = `ALTER\\s+(?:FOREIGN\\s+)?TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?(?:${ID}\\.)?(${ID})\\s*\\*?`;
const TABLE = new RegExp(`${ALTERED}\\s+RENAME\\s+TO\\s+(${ID})`, 'giu');
const COLUMN = new RegExp(
  `${ALTERED}\\s+RENAME\\s+(?:COLUMN\\s+)?(?!CONSTRAINT\\s)(?!TO\\s)(${ID})\\s+TO\\s+(${ID})`,
  'giu',
);
// what Sequelize makes of renameColumn on SQLite: INSERT INTO `t_backup` SELECT `a`, `b` AS `c` FROM `t`
const COPIED = new RegExp(
  `INSERT\\s+INTO\\s+${ID}\\s+SELECT\\s([^;]*?\\sAS\\s[^;]*?)\\sFROM\\s+(${ID})\\s*(?:;|$)`,
  'giu',
);
const AS = new RegExp(`(${ID})\\s+AS\\s+(${ID})`, 'giu');

/**
 * What the statements of a revision call otherwise than it was called before, as far as the old name is one from before and the new one stands after `up`:
 * what such a column or table holds has not gone. What is renamed twice is followed. Letters count as the same in both cases.
 */
export function renamedIn(statements: readonly string[], before: SchemaSnapshot, after: SchemaSnapshot): Renamed {
  const steps = statements.flatMap(saidBy);
  const tables = new Map<string, string>();
  const columns = new Map<string, ReadonlyMap<string, string>>();
  if (steps.length === 0) return { tables, columns };
  // a table that nobody has touched is called as before
  const [was, is] = [without(before, after), without(after, before)];
  const own = steps.filter(({ table }) => table === null);
  for (const { name, columns: held } of was.values()) {
    const old = display(name);
    const full = (to: string) => display({ ...name, name: to });
    const to = is.has(old.toLowerCase()) ? null : end(name.name, own, (one) => is.has(full(one).toLowerCase()));
    const now = is.get((to === null ? old : full(to)).toLowerCase());
    if (now === undefined) continue;
    if (to !== null && !was.has(full(to).toLowerCase())) tables.set(old, display(now.name));
    const found = renamedColumns(held, now.columns, ofTable(steps, [name.name, now.name.name]));
    if (found.size > 0) columns.set(old, found);
  }
  return { tables, columns };
}

function ofTable(steps: readonly RenameStep[], names: readonly string[]): readonly RenameStep[] {
  const known = new Set(names.map((name) => name.toLowerCase()));
  return steps.filter(({ table }) => table !== null && known.has(table));
}

function renamedColumns(
  before: readonly Column[],
  after: readonly Column[],
  steps: readonly RenameStep[],
): ReadonlyMap<string, string> {
  const [was, is] = [columnsOf(before), columnsOf(after)];
  const found = before.flatMap(({ name }): readonly (readonly [string, string])[] => {
    const to = is.has(name.toLowerCase()) ? null : end(name, steps, (one) => is.has(one));
    const now = to === null || was.has(to) ? undefined : is.get(to);
    return now === undefined ? [] : [[name, now]];
  });
  return new Map(found);
}

/** The rows as they stood in between, under the names from before. */
export function underOldNames(
  rows: ReadonlyMap<string, TableDigest>,
  { tables, columns }: Renamed,
): ReadonlyMap<string, TableDigest> {
  const named = new Map(rows);
  for (const [old, now] of tables) {
    const own = named.get(now);
    if (own === undefined) continue;
    named.delete(now);
    named.set(old, own);
  }
  for (const [table, renames] of columns) {
    const own = named.get(table);
    if (own === undefined) continue;
    const before = new Map([...renames].map(([old, now]) => [now, old]));
    const under = [...own.columns].map(([name, sum]): [string, string] => [before.get(name) ?? name, sum]);
    named.set(table, { ...own, columns: new Map(under) });
  }
  return named;
}

/** `table`: whose column it is; null: a table itself. Names without their schema, in small letters. */
interface RenameStep {
  readonly table: string | null;
  readonly from: string;
  readonly to: string;
}

function saidBy(sql: string): readonly RenameStep[] {
  const step = (table: string | null, from = '', to = ''): RenameStep => ({
    ...{ table: table === null ? null : plain(table), from: plain(from), to: plain(to) },
  });
  return [
    ...[...sql.matchAll(TABLE)].map(([, from, to]) => step(null, from, to)),
    ...[...sql.matchAll(COLUMN)].map(([, table = '', from, to]) => step(table, from, to)),
    ...[...sql.matchAll(COPIED)].flatMap(([, list = '', table = '']) =>
      [...list.matchAll(AS)].map(([, from, to]) => step(table, from, to)),
    ),
  ];
}

// Where a name comes to, step after step; null: to nothing that stands there.
function end(name: string, steps: readonly RenameStep[], stands: (name: string) => boolean): string | null {
  let at = name.toLowerCase();
  const seen = new Set<string>();
  while (!seen.has(at)) {
    seen.add(at);
    const next = steps.find(({ from, to }) => from === at && !seen.has(to));
    if (next === undefined) break;
    at = next.to;
  }
  return seen.size > 1 && stands(at) ? at : null;
}

function without({ tables }: SchemaSnapshot, other: SchemaSnapshot): ReadonlyMap<string, Table> {
  const known = new Set(other.tables);
  return named(tables.flatMap((table) => (known.has(table) ? [] : [[display(table.name), table]])));
}

const columnsOf = (columns: readonly Column[]) => named(columns.map(({ name }) => [name, name]));

// By their names in small letters, as `end` answers them.
function named<T>(list: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  return new Map(list.map(([name, value]) => [name.toLowerCase(), value]));
}

function plain(name: string): string {
  const inner = /^["`[]/.test(name) ? name.slice(1, -1).replaceAll('""', '"').replaceAll('``', '`') : name;
  return inner.toLowerCase();
}
