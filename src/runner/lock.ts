import type { Connection, Row } from '../dialects/connection.ts';
import type { Release } from '../dialects/dialect.ts';
import { Locked } from '../errors.ts';
import type { LockHolder } from '../events.ts';
import type { RunContext } from './context.ts';
import { pause } from './pause.ts';
import { reach } from './reach.ts';

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 500;
const SAY_EVERY_MS = 10_000;

/**
 * Opens the step's transaction with the migration lock in it, and answers the rows of the last of `questions`, asked under the lock. The lock
 * ends with the transaction, and nothing has to be cleaned after a kill. Throws LOCKED after the lock's time-out, naming who holds it.
 */
export async function beginStep(
  db: Connection,
  context: RunContext,
  questions: readonly string[] = [],
): Promise<readonly Row[]> {
  return poll(db, context, () => context.dialect.beginLocked(db, lockName(context), questions));
}

/**
 * The rows of `question`, once no statement of a run that was killed is under way any more: the server goes on with what it was sent, and may commit it
 * after the migration lock of that run has ended with its session.
 */
export async function afterStatements(db: Connection, context: RunContext, question: string): Promise<readonly Row[]> {
  const lock = statementLock(context);
  const rows = await poll(db, context, () => context.dialect.beginLocked(db, lock, [question]), lock);
  await db.query('COMMIT');
  return rows;
}

/** The lock that each statement of a step outside a transaction holds as long as its own transaction lasts. */
export function statementLock(context: RunContext): string {
  return `${lockName(context)}:statement`;
}

/** Holds the lock for a step that runs outside a transaction. */
export async function lockStep(db: Connection, context: RunContext): Promise<Release> {
  const again = () => reach(context, { create: true });
  return poll(db, context, () => context.dialect.lockOutside(db, lockName(context), again));
}

async function poll<T>(
  db: Connection,
  context: RunContext,
  attempt: () => Promise<T | null>,
  lock = lockName(context),
): Promise<T> {
  const started = performance.now();
  let saidMs = Number.NEGATIVE_INFINITY;
  for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const held = await attempt();
    if (held !== null) return held;

    const elapsedMs = performance.now() - started;
    if (elapsedMs >= context.lockTimeoutMs) throw locked(context, await context.dialect.lockHolder(db, lock));
    if (elapsedMs - saidMs >= SAY_EVERY_MS) {
      saidMs = elapsedMs;
      const holder = await context.dialect.lockHolder(db, lock);
      context.report({ kind: 'waiting-for-lock', holder, elapsedMs: Math.round(elapsedMs) });
    }
    // jitter: replicas that started together must not ask together
    await pause(pauseMs * (0.5 + Math.random()), context.signal);
  }
}

function locked(context: RunContext, holder: LockHolder | null): Locked {
  const seconds = (context.lockTimeoutMs / 1000).toFixed(context.lockTimeoutMs < 10_000 ? 1 : 0);
  const by = holder === null ? 'another session' : describeHolder(holder);
  const end = holder === null ? null : context.dialect.endHolder(holder);
  const remedy =
    end === null ? 'wait for it, or find the process that writes to the database' : `wait for it, or end it: ${end}`;
  return new Locked(
    `the migration lock was not free within ${seconds}s: ${by} holds it`,
    `${remedy}; --lock-timeout waits longer`,
  );
}

/** One line about a session: pid, application, age, query. */
export function describeHolder(holder: LockHolder): string {
  const parts = [`pid ${holder.pid ?? 'unknown'}`];
  if (holder.application !== null) parts.push(`application "${holder.application}"`);
  if (holder.ageMs !== null) parts.push(`for ${Math.round(holder.ageMs / 1000)}s`);
  if (holder.query !== null) parts.push(`query: ${holder.query.replace(/\s+/g, ' ').slice(0, 200)}`);
  return parts.join(', ');
}

/** The name of the migration lock: one per set of state tables, so that two applications in one database do not wait for each other. */
export function lockName(context: RunContext): string {
  return `${context.names.schema ?? ''}.${context.names.revision}`;
}
