import type { Connection } from '../dialects/connection.ts';
import type { DialectName } from '../dialects/target.ts';

const MAY_MAKE = /\btemp(?:orary)?\b/i;

/**
 * Drops the temporary tables and views of the session, where one of those statements may have made some: `upgrade` and `downgrade` are two sessions, and what
 * one leaves the other never sees (PostgreSQL: sql-discard.html; SQLite: they stand in sqlite_temp_schema).
 */
export async function dropTemporary(
  db: Connection,
  dialect: DialectName,
  statements: readonly string[],
): Promise<void> {
  if (!statements.some((sql) => MAY_MAKE.test(sql))) return;
  if (dialect === 'postgres') return void (await db.query('DISCARD TEMP'));
  const found = await db.query("SELECT type, name FROM sqlite_temp_master WHERE type IN ('table', 'view')");
  for (const { type, name } of found)
    await db.query(`DROP ${type} IF EXISTS temp."${String(name).replaceAll('"', '""')}"`);
}
