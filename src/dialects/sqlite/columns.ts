import type { Connection } from '../connection.ts';

/** The columns of a table; SQLite has no schemas. */
export async function columns(db: Connection, _schema: string | null, table: string): Promise<readonly string[]> {
  return (await db.query('SELECT name FROM pragma_table_info($1)', [table])).map((row) => String(row.name));
}
