import type { QualifiedName } from '../../model/names.ts';
import type { Connection } from '../connection.ts';
import { quote } from './state.ts';

/** Takes all rows out of tables, and with them those of the tables that point at them. */
export async function emptyTables(db: Connection, tables: readonly QualifiedName[]): Promise<void> {
  if (tables.length === 0) return;
  const names = tables.map(({ schema, name }) => (schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`));
  await db.query(`TRUNCATE ${names.join(', ')} CASCADE`);
}
