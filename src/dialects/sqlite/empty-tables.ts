import type { QualifiedName } from '../../model/names.ts';
import type { Connection } from '../connection.ts';
import { quote } from './state.ts';

/** Takes all rows out of tables; what points at them is left as it is. Outside a transaction; foreign keys are off afterwards. */
export async function emptyTables(db: Connection, tables: readonly QualifiedName[]): Promise<void> {
  await db.query('PRAGMA foreign_keys = OFF');
  await db.batch(['BEGIN', ...tables.map(({ name }) => `DELETE FROM ${quote(name)}`), 'COMMIT']);
}
