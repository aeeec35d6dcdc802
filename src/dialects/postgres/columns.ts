import type { Connection } from '../connection.ts';
import { quote } from './state.ts';

const COLUMNS = `
SELECT attname AS name FROM pg_attribute
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;

/** The columns of a table as the search path, or the schema, has it. */
export async function columns(db: Connection, schema: string | null, table: string): Promise<readonly string[]> {
  const name = schema === null ? quote(table) : `${quote(schema)}.${quote(table)}`;
  return (await db.query(COLUMNS, [name])).map((row) => String(row.name));
}
