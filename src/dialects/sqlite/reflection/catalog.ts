import type { Connection } from '../../connection.ts';
import { parseCreateTable, type TableText } from '../ddl/create-table.ts';
import { fold, type Token, tokensOf, Unreadable } from '../ddl/tokens.ts';
import { type Scope, scopeOf } from '../normalize.ts';

/** A view, trigger, index or virtual table of sqlite_master with the text that made it. */
export interface Entry {
  readonly type: 'table' | 'index' | 'trigger' | 'view';
  readonly name: string;
  /** The table that it belongs to. */
  readonly table: string;
  readonly sql: string;
}

/** A table: what the pragma says of its columns, and its text. */
export interface TableEntry extends Entry {
  /** Null: beyond the parser. */
  readonly text: TableText | null;
  /** Name → whether SQLite refuses NULL in it. */
  readonly columns: ReadonlyMap<string, boolean>;
  /** The names of its columns. */
  readonly scope: Scope;
}

/** The main database as it describes itself. Virtual tables are among `others`. */
export interface Catalog {
  readonly tables: readonly TableEntry[];
  readonly others: readonly Entry[];
}

const OBJECTS = `SELECT type, name, tbl_name, sql FROM main.sqlite_master
  WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

// Not of a virtual table: its module may be missing.
const COLUMNS = `SELECT m.name AS "table", x.name, x."notnull" AS required
  FROM main.sqlite_master m, pragma_table_xinfo(m.name, 'main') x
  WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

// The tables in which a virtual table keeps its rows (SQLite 3.37, pragma.html#pragma_table_list).
const SHADOWS = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`;

const listed = (names: readonly string[]) => names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');

/** Reads the catalog in three queries, whatever it holds, or that of some tables. Leaves out the tables of `hidden`, with all that belongs to them. */
export async function readCatalog(
  db: Connection,
  hidden: readonly string[],
  only?: readonly string[],
): Promise<Catalog> {
  const objects = await db.query(`${OBJECTS}${only === undefined ? '' : ` AND tbl_name IN (${listed(only)})`}`);
  const some = only === undefined ? '' : ` AND m.name IN (${listed(only)})`;
  const columns = await db.query(`${COLUMNS}${some} ORDER BY m.rowid, x.cid`);
  const shadows = only === undefined ? await db.query(SHADOWS) : [];
  const out = new Set([...hidden, ...shadows.map(({ name }) => String(name))].map(fold));
  const entries = objects.map(
    ({ type, name, tbl_name, sql }): Entry => ({
      type: type as Entry['type'],
      name: String(name),
      table: String(tbl_name),
      sql: String(sql),
    }),
  );
  const seen = entries.filter(({ table }) => !out.has(fold(table)));
  const required = new Map<string, Map<string, boolean>>();
  for (const row of columns) {
    const own = required.get(String(row.table)) ?? new Map<string, boolean>();
    required.set(String(row.table), own.set(String(row.name), Number(row.required) !== 0));
  }
  const plain = seen.filter(({ type, sql }) => type === 'table' && !/^CREATE VIRTUAL/i.test(sql));
  const own = new Set(plain);
  return {
    tables: plain.map((entry) => tableEntry(entry, required.get(entry.name) ?? new Map())),
    others: seen.filter((entry) => !own.has(entry)),
  };
}

function tableEntry(entry: Entry, columns: ReadonlyMap<string, boolean>): TableEntry {
  const text = readable(() => parseCreateTable(entry.sql));
  return { ...entry, text, columns, scope: scopeOf(columns.keys()) };
}

/** The tokens of its text; null: it is beyond the tokenizer. */
export function tokensIn({ sql }: Entry): readonly Token[] | null {
  return readable(() => tokensOf(sql));
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}
