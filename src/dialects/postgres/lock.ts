import { createHash } from 'node:crypto';
import type { LockHolder } from '../../events.ts';
import type { Connection, Row } from '../connection.ts';
import type { Release } from '../dialect.ts';

const HOLDER = `
SELECT a.pid, a.application_name AS application, a.query,
       (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint::text AS age
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint AND l.pid <> pg_backend_pid()
LIMIT 1`;

const KEYS = new Map<string, string>();

/**
 * A transaction that holds the lock till its end. A transaction-level lock, tried and never waited for: a waiting
 * session would hold a snapshot that CREATE INDEX CONCURRENTLY waits for (golang-migrate#960), and a session-level
 * lock would stay behind on a server connection of a transaction-mode pooler.
 */
export async function beginLocked(
  db: Connection,
  lock: string,
  questions: readonly string[],
): Promise<readonly Row[] | null> {
  const take = `SELECT pg_try_advisory_xact_lock(${lockKey(lock)}) AS held`;
  // READ COMMITTED: a snapshot from before the lock would not show what its last holder did
  try {
    const [, taken, ...answers] = await db.batch(['BEGIN ISOLATION LEVEL READ COMMITTED', take, ...questions]);
    if (taken?.[0]?.held === true) return answers.at(-1) ?? [];
  } catch (error) {
    if (db.lost() === null) await db.query('ROLLBACK');
    throw error;
  }
  await db.query('ROLLBACK');
  return null;
}

/** Takes a lock within a transaction; it waits, because by agreement nobody else has it. */
export function lockWithin(lock: string): string {
  return `SELECT pg_advisory_xact_lock(${lockKey(lock)})`;
}

/** Holds the lock in an idle transaction of a second session; it has no snapshot, so CONCURRENTLY does not wait for it. */
export async function lockOutside(
  _db: Connection,
  lock: string,
  again: () => Promise<Connection>,
): Promise<Release | null> {
  const keeper = await again();
  try {
    if ((await beginLocked(keeper, lock, [])) === null) {
      await keeper.close();
      return null;
    }
    await keeper.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  } catch (error) {
    await keeper.close();
    throw error;
  }
  return async () => {
    if (keeper.lost() === null) await keeper.query('ROLLBACK');
    await keeper.close();
  };
}

/** Who holds the lock now; null when nobody does, or when this role may not see it. */
export async function lockHolder(db: Connection, lock: string): Promise<LockHolder | null> {
  const [row] = await db.query(HOLDER, [lockKey(lock)]);
  return row === undefined ? null : holderOf(row);
}

/** A row `pid, application, query, age` (ms) as the session it tells of. */
export function holderOf(row: Row): LockHolder {
  return {
    pid: Number(row.pid),
    application: text(row.application),
    query: text(row.query),
    ageMs: row.age === null ? null : Number(row.age),
  };
}

/** The key of a lock: advisory keys are one signed 64-bit number per database (PostgreSQL manual, 13.3.5). */
export function lockKey(lock: string): string {
  const known = KEYS.get(lock);
  if (known !== undefined) return known;
  const key = createHash('sha256').update(`windlass:${lock}`).digest().readBigInt64BE(0).toString();
  KEYS.set(lock, key);
  return key;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
