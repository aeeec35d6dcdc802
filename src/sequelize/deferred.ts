import type { Connection } from '../dialects/connection.ts';

const INITIALLY_DEFERRED = `
SELECT string_agg(format('%I.%I', nspname, conname), ', ') AS names
FROM (SELECT DISTINCT nspname, conname FROM pg_constraint JOIN pg_namespace ON pg_namespace.oid = connamespace
      WHERE condeferrable AND condeferred) AS deferred`;

/** Whether a statement on a table failed because deferred triggers of an earlier one still wait (PostgreSQL, object_in_use). */
export function pendingTriggers(error: unknown): boolean {
  const { parent } = (error ?? {}) as { parent?: { code?: string; message?: string } };
  return parent?.code === '55006' && /pending trigger events/.test(String(parent.message));
}

/** Fires what deferred constraints and triggers wait for, as the end of a transaction would, and leaves them deferred. */
export async function fireDeferred(db: Connection): Promise<void> {
  const [row] = await db.query(INITIALLY_DEFERRED);
  if (row?.names == null) return;
  await db.query(`SET CONSTRAINTS ${row.names} IMMEDIATE`);
  await db.query(`SET CONSTRAINTS ${row.names} DEFERRED`);
}
