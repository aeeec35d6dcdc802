import type { Row } from '../../connection.ts';
import { literal, quote } from '../state.ts';
import { mentions, sameName, tokensOf } from './tokens.ts';

/** Runs SQL in the transaction of the work: rows of one statement. */
export type Ask = (sql: string) => Promise<readonly Row[]>;

/** A row of sqlite_master (https://www.sqlite.org/schematab.html). */
export interface SchemaObject {
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  /** The table that it belongs to. */
  readonly table: string;
  /** Null for the indexes that SQLite makes for constraints. */
  readonly sql: string | null;
}

// As one text: a row costs the driver much more than its share of it.
const objects = (where: string) =>
  `SELECT json_group_array(json_array(type, name, tbl_name, sql)) AS objects FROM (SELECT * FROM sqlite_master${where} ORDER BY rowid)`;

/** All objects of the main database, in the order in which they were made; or a table and all that may have to do with it: its indexes, all views and triggers. */
export async function schemaObjects(ask: Ask, table?: string): Promise<readonly SchemaObject[]> {
  const around =
    table === undefined ? '' : ` WHERE type IN ('view', 'trigger') OR tbl_name = ${literal(table)} COLLATE NOCASE`;
  const [row] = await ask(objects(around));
  const found = JSON.parse(String(row?.objects)) as readonly [SchemaObject['type'], string, string, string | null][];
  return found.map(([type, name, own, sql]) => ({ type, name, table: own, sql }));
}

/**
 * The views and triggers around a table that SQLite cannot compile, each with SQLite's words. Compared before and after a change it shows
 * what the change would break: SQLite itself finds out only when they are used.
 */
export async function brokenObjects(
  ask: Ask,
  objects: readonly SchemaObject[],
  table: string,
): Promise<ReadonlyMap<string, string>> {
  const broken = new Map<string, string>();
  for (const object of objects) {
    if (object.sql === null || !(object.type === 'view' || object.type === 'trigger')) continue;
    if (!mentions(tokensOf(object.sql), table)) continue;
    for (const probe of await probesOf(ask, object)) {
      const reason = await failure(ask, `EXPLAIN ${probe}`);
      if (reason !== null) broken.set(`${object.type} "${object.name}"`, reason);
    }
  }
  return broken;
}

/**
 * Why a view or trigger that is there names a column or table that is not; null where it compiles, or where the reason is another: a function that the
 * application alone registers.
 */
export async function misnamedIn(ask: Ask, object: SchemaObject): Promise<string | null> {
  const [event] = /\b(?:INSERT|UPDATE|DELETE)\b/i.exec((object.sql ?? '').slice(object.name.length)) ?? [];
  const fires = (probe: string) => object.type === 'view' || probe.startsWith(`${event?.toUpperCase()} `);
  for (const probe of (await probesOf(ask, object)).filter(fires)) {
    const reason = await failure(ask, `EXPLAIN ${probe}`);
    if (reason !== null && /no such (?:column|table)/.test(reason)) return reason;
  }
  return null;
}

async function probesOf(ask: Ask, object: SchemaObject): Promise<readonly string[]> {
  return object.type === 'view' ? [`SELECT * FROM ${quote(object.name)}`] : uses(ask, object);
}

// A statement of each kind that fires triggers of the object's table: EXPLAIN compiles them.
async function uses(ask: Ask, { table }: SchemaObject): Promise<readonly string[]> {
  const rows = await ask(`PRAGMA table_xinfo(${quote(table)})`);
  const columns = rows.filter(({ hidden }) => Number(hidden) === 0).map(({ name }) => quote(String(name)));
  const name = quote(table);
  return [
    `DELETE FROM ${name}`,
    `UPDATE ${name} SET ${columns.map((column) => `${column} = ${column}`).join(', ')}`,
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => 'NULL').join(', ')})`,
  ];
}

async function failure(ask: Ask, sql: string): Promise<string | null> {
  try {
    await ask(sql);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

// One statement, however many tables there are. To list the keys of a table is dear: only those are asked whose texts may name the other.
const keysTo = (table: string) => {
  const named = /["`\]]/.test(table) ? '' : ` AND instr(lower(m.sql), lower('${table.replaceAll("'", "''")}')) > 0`;
  return `SELECT m.name AS child, k."table" AS parent, k."from", k."to" FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'${named} ORDER BY m.rowid`;
};

/** Throws an Error that names the other tables whose foreign keys point at a column. */
export async function refuseReferenced(ask: Ask, table: string, column: string): Promise<void> {
  const keys = await ask(keysTo(table));
  const key = keys.find(
    (row) =>
      !sameName(String(row.child), table) &&
      sameName(String(row.parent), table) &&
      sameName(String(row.to ?? ''), column),
  );
  if (key !== undefined)
    throw new Error(`"${key.child}"."${key.from}" is a foreign key to "${table}"."${column}": remove it first`);
}
