import type { Connection, Row } from '../connection.ts';
import type { Release } from '../dialect.ts';
import { BUSY_TIMEOUT_MS } from './connect.ts';

// Who has the lock waits for readers when its changes outgrow the cache or are committed (lockingv3.html, "Writing to a database file"): they must not end its
// work. Who waits for the lock asks again sooner.
const WRITING_MS = 3_000;

/** The write lock of the file is the migration lock: one writer, let go by the operating system when a process dies. */
export async function beginLocked(
  db: Connection,
  _lock: string,
  questions: readonly string[],
): Promise<readonly Row[] | null> {
  try {
    await db.batch([
      `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`,
      'BEGIN IMMEDIATE',
      `PRAGMA busy_timeout = ${WRITING_MS}`,
    ]);
  } catch (error) {
    if (busy(error)) return null;
    throw error;
  }
  try {
    return (await db.batch(questions)).at(-1) ?? [];
  } catch (error) {
    await db.query('ROLLBACK');
    throw error;
  }
}

/**
 * Keeps the file to this session between its transactions: in exclusive locking mode the lock of one transaction is
 * not given back at its end (pragma.html#pragma_locking_mode).
 */
export async function lockOutside(db: Connection): Promise<Release | null> {
  await db.query('PRAGMA locking_mode = EXCLUSIVE');
  try {
    await db.query('BEGIN EXCLUSIVE');
    await db.query('COMMIT');
  } catch (error) {
    await db.query('PRAGMA locking_mode = NORMAL');
    if (busy(error)) return null;
    throw error;
  }
  return async () => {
    await db.query('PRAGMA locking_mode = NORMAL');
    await db.query('SELECT 1 FROM sqlite_master LIMIT 1'); // the lock is let go by the next access, not by the pragma
  };
}

/** Whether an error says that another session holds the file. */
export function busy(error: unknown): boolean {
  const code = (error as { code?: string } | null | undefined)?.code;
  return code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED';
}
