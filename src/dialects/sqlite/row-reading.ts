import type { Table } from '../../model/schema.ts';
import type { Connection, Row } from '../connection.ts';
import type { Values } from '../rows.ts';
import { paging } from './paging.ts';
import { sqlWriter } from './sql.ts';
import { quote } from './state.ts';

const TABLES_A_STATEMENT = 100; // SQLITE_MAX_COMPOUND_SELECT is 500 (limits.html)
const PAGE = 5_000;

/** The rows of tables, at most `limit` of each. A value is printed as SQL text that gives it back to the last bit. */
export async function read(
  db: Connection,
  tables: readonly Table[],
  limit: number,
): Promise<readonly (readonly Values[])[]> {
  const found = tables.map((): Values[] => []);
  for (let from = 0; from < tables.length; from += TABLES_A_STATEMENT) {
    const some = tables.slice(from, from + TABLES_A_STATEMENT);
    const each = some.map(
      (table, at) =>
        `SELECT * FROM (SELECT ${from + at} AS at, ${line(table)} AS line FROM ${sqlWriter.name(table.name)} LIMIT ${limit})`,
    );
    for (const { at, line: text } of await db.query(each.join(' UNION ALL '))) found[Number(at)]?.push(valuesOf(text));
  }
  return found;
}

/** All rows of one table, a page at a time: memory stays flat. */
export async function pages(db: Connection, table: Table, page: (rows: readonly Values[]) => void): Promise<void> {
  const own = { name: table.name.name, sql: sqlWriter.name(table.name) };
  const key = await paging.key((sql) => db.query(sql) as Promise<Row[]>, own);
  const part = async (where: string) => {
    const places = (key?.columns ?? []).map((column, at) => `${column.print(column.sql)} AS ${quote(`place ${at}`)}`);
    const order = key === null ? '' : ` ORDER BY ${key.columns.map(({ sql }) => sql).join(', ')} LIMIT ${PAGE}`;
    const rows = await db.query(
      `SELECT ${[`${line(table)} AS line`, ...places].join(', ')} FROM ${own.sql}${where}${order}`,
    );
    page(rows.map((row) => valuesOf(row.line)));
    return rows;
  };
  if (key !== null && key.unpaged !== null) await part(` WHERE ${key.unpaged}`);
  for (let last: Row | undefined; ; ) {
    const after = key === null || last === undefined ? '' : afterThat(key.columns, last);
    const paged = key?.unpaged == null ? after : `${after === '' ? ' WHERE ' : `${after} AND `}NOT (${key.unpaged})`;
    const rows = await part(paged);
    if (key === null || rows.length < PAGE) return;
    last = rows.at(-1);
  }
}

function afterThat(columns: readonly { readonly sql: string; value(text: string): string }[], last: Row): string {
  const names = columns.map(({ sql }) => sql).join(', ');
  const values = columns.map((column, at) => column.value(String(last[`place ${at}`]))).join(', ');
  return ` WHERE (${names}) > (${values})`;
}

// quote() ends a text at a NUL (lang_corefunc.html#quote)
function line({ columns }: Table): string {
  const values = columns.map(({ name }) => {
    const own = quote(name);
    return `CASE WHEN ${own} IS NULL THEN NULL WHEN typeof(${own}) = 'text' AND instr(${own}, char(0)) > 0 THEN 'text ' || hex(${own}) ELSE quote(${own}) END`;
  });
  return `json_array(${values.join(', ')})`;
}

const valuesOf = (text: unknown) => JSON.parse(String(text)) as Values;
