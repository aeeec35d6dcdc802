import type { Table } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';
import type { Values } from '../rows.ts';
import { printed, whilePrinted } from './printing.ts';
import { sqlWriter } from './sql.ts';

const PAGE = 5_000;
// a name that no column has
const WHOLE = '"windlass row"';

/** The table as a query names it that wants its own rows only: not those of tables that inherit from it. */
export function ownRows(table: Table): string {
  return `${(table.partitioning?.by ?? null) === null ? 'ONLY ' : ''}${sqlWriter.name(table.name)}`;
}

const whole = (table: Table) => `SELECT ${WHOLE}::text AS line FROM ${ownRows(table)} AS ${WHOLE}`;

/** The rows of tables, at most `limit` of each, in one round trip: a whole row is one text, so that a table costs the server next to nothing. */
export async function read(
  db: Connection,
  tables: readonly Table[],
  limit: number,
): Promise<readonly (readonly Values[])[]> {
  // one statement for each: to plan them as one takes longer
  const statements = tables.map((table) => `${whole(table)} LIMIT ${limit}`);
  const found = await printed(db, OWN_PATH, statements);
  return found.map((rows) => rows.map(({ line }) => valuesOf(String(line))));
}

/** All rows of one table, a page at a time, whatever their number: memory stays flat. The cursor outlives the statement, so it needs no transaction (sql-declare.html, WITH HOLD). */
export async function pages(db: Connection, table: Table, page: (rows: readonly Values[]) => void): Promise<void> {
  await whilePrinted(db, OWN_PATH, async () => {
    await db.query(`DECLARE windlass_rows NO SCROLL CURSOR WITH HOLD FOR ${whole(table)}`);
    for (;;) {
      const rows = await db.query(`FETCH ${PAGE} FROM windlass_rows`);
      page(rows.map(({ line }) => valuesOf(String(line))));
      if (rows.length < PAGE) break;
    }
    await db.query('CLOSE windlass_rows');
  });
}

// Names without a schema are those of the session's own: they are found as before, and printed with it nowhere in a value.
const OWN_PATH = "coalesce(quote_ident(current_schema()), '')";

/** The values of a row as PostgreSQL prints it whole (rowtypes.html, 8.16.6): nothing at all is NULL. */
export function valuesOf(line: string): Values {
  const values: (string | null)[] = [];
  for (let at = 1; at < line.length; ) {
    const quoted = line[at] === '"';
    FIELD.lastIndex = at;
    const [text = ''] = FIELD.exec(line) ?? [];
    if (!quoted) values.push(text === '' ? null : text);
    else values.push(text.slice(1, -1).replace(/""|\\\\/g, (pair) => pair[0] ?? ''));
    at += text.length + 1;
  }
  return values;
}

const FIELD = /"(?:[^"]|"")*"|[^,)]*/y;
