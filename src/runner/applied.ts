import type { Connection } from '../dialects/connection.ts';
import type { AppliedKind } from '../dialects/state.ts';
import { Locked, sentenceOf, Unsupported } from '../errors.ts';
import type { LockHolder } from '../events.ts';
import type { RunContext } from './context.ts';
import { describeHolder } from './lock.ts';
import { pause } from './pause.ts';

/** One row of the revision table. */
export interface AppliedRevision {
  readonly revision: string;
  readonly checksum: string;
  /** As the database writes it. */
  readonly appliedAt: string;
  readonly durationMs: number;
  readonly kind: AppliedKind;
}

/** The applied revisions, oldest first; null when the database has no revision table yet. Creates nothing. */
export async function readApplied(db: Connection, context: RunContext): Promise<readonly AppliedRevision[] | null> {
  const tables = context.dialect.state(context.names);
  try {
    const rows = await patiently(db, context, () => db.query(tables.read));
    return rows.map((row) => ({
      revision: String(row.revision),
      checksum: String(row.checksum),
      appliedAt: String(row.applied_at),
      durationMs: Number(row.duration_ms),
      kind: row.kind as AppliedKind,
    }));
  } catch (error) {
    if (tables.missing(error)) return null;
    if (!tables.foreign(error)) throw error;
    const { revision } = context.names;
    throw new Unsupported(
      `the table "${revision}" is not one of Windlass: ${sentenceOf(error)}`,
      'rename that table, or choose another name for ours: "tables": { "revision": "…" } in the configuration',
      { cause: error },
    );
  }
}

/** Whether Windlass has done something here and has not handed the database back since. */
export async function wasHere(db: Connection, context: RunContext): Promise<boolean> {
  const tables = context.dialect.state(context.names);
  try {
    const [last] = await patiently(db, context, () => db.query(tables.lastEvent));
    return last !== undefined && last.event !== 'release';
  } catch (error) {
    if (tables.missing(error)) return false;
    throw error;
  }
}

const SHORTEST_PATIENCE_MS = 1_000; // --lock-timeout 0 is for locks: a question may take its time

/**
 * Asks a question `whileBusy`. On PostgreSQL a statement waits by itself for who has locked our table (VACUUM FULL, LOCK TABLE): it is stopped when the lock's
 * time-out is over. Throws LOCKED that names the holder.
 */
export async function patiently<T>(db: Connection, context: RunContext, work: () => Promise<T>): Promise<T> {
  let reason: Locked | null = null;
  let answered = false;
  let stopping: Promise<void> = Promise.resolve();
  const giveUp = async () => {
    const holder = await db.blocker();
    if (holder === null || answered) return; // a server that is slow has no limit of ours
    reason = locked(context, holder);
    await db.cancel();
  };
  const timer = setTimeout(
    () => {
      stopping = giveUp();
    },
    Math.max(context.lockTimeoutMs, SHORTEST_PATIENCE_MS),
  );
  try {
    return await whileBusy(context, work);
  } catch (error) {
    throw reason ?? error;
  } finally {
    answered = true;
    clearTimeout(timer);
    await stopping; // what comes next must not be stopped in its place
  }
}

function locked(context: RunContext, holder: LockHolder): Locked {
  const seconds = Math.round(context.lockTimeoutMs / 1000);
  const end = context.dialect.endHolder(holder);
  return new Locked(
    `the tables of Windlass could not be read within ${seconds}s: ${describeHolder(holder)} has locked them`,
    `${end === null ? 'wait for it' : `wait for it, or end it: ${end}`}; --lock-timeout waits longer`,
  );
}

/** Tries again while another session is in the way (a SQLite file that is just being written), up to the lock's time-out. */
export async function whileBusy<T>(context: RunContext, work: () => Promise<T>): Promise<T> {
  let deadline: number | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (context.dialect.failure(error) !== 'busy') throw error;
      deadline ??= performance.now() + context.lockTimeoutMs;
      if (performance.now() > deadline) throw error;
      await pause(20, context.signal);
    }
  }
}
