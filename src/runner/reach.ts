import type { Connection } from '../dialects/connection.ts';
import { Auth, isMigratorError, Locked, type MigratorError, sentenceOf, Unreachable, Unsupported } from '../errors.ts';
import type { RunContext } from './context.ts';
import { pause } from './pause.ts';

// A server that accepts and then says nothing: as long as libpq's own examples wait.
const ANSWER_TIMEOUT_MS = 10_000;
const SHORTEST_ANSWER_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * A session of the database, driver alone. Waits up to `waitMs` for one that does not answer yet, with growing pauses; a wrong
 * password (AUTH) or a missing database (UNREACHABLE) is said at once, because waiting mends neither.
 */
export async function reach(context: RunContext, options: { create: boolean }): Promise<Connection> {
  return persist(context, () =>
    context.dialect.connect(context.target, {
      directory: context.directory,
      timeoutMs:
        context.waitMs === 0
          ? ANSWER_TIMEOUT_MS
          : Math.min(ANSWER_TIMEOUT_MS, Math.max(SHORTEST_ANSWER_MS, context.waitMs)),
      ...options,
    }),
  );
}

/** Tries `open` again until it answers or the wait is over. Throws the signal's reason as soon as it is aborted. */
export async function persist<T extends Closable>(context: RunContext, open: () => Promise<T>): Promise<T> {
  let started: number | undefined; // the clock is asked only when something is in the way: it costs 2 ms to load
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.6, LONGEST_PAUSE_MS)) {
    try {
      return await unlessAborted(open(), context.signal);
    } catch (error) {
      context.signal.throwIfAborted();
      started ??= performance.now();
      const elapsedMs = performance.now() - started;
      const leftMs = context.waitMs - elapsedMs;
      if (context.dialect.failure(rootCause(error)) !== 'unavailable' || leftMs <= 0) throw unreachable(context, error);
      context.report({ kind: 'waiting-for-database', reason: reason(error), elapsedMs: Math.round(elapsedMs) });
      await pause(Math.min(pauseMs, leftMs), context.signal);
    }
  }
}

interface Closable {
  close(): Promise<void>;
}

// A server that accepts and says nothing, or the look-up of a name, must not hold a signal up.
function unlessAborted<T extends Closable>(opening: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason);
      opening.then((late) => late.close()).catch(() => undefined); // nobody waits for it any more
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** What the failure of a session means to a person. */
export function unreachable(context: RunContext, error: unknown): MigratorError {
  if (isMigratorError(error)) return error;
  const { dialect, target } = context;
  const cause = rootCause(error);
  const kind = dialect.failure(cause);
  if (kind === 'auth') {
    return new Auth(
      `${target.display} refused the user or the password: ${reason(cause)}`,
      'check the user and the password in DATABASE_URL (percent-encode its special characters)',
      { cause },
    );
  }
  if (kind === 'missing') {
    return new Unreachable(
      `${target.display} cannot be opened: ${reason(cause)}`,
      dialect.missingRemedy(target, cause),
      {
        cause,
      },
    );
  }
  if (kind === 'busy') {
    const seconds = Math.round(context.lockTimeoutMs / 1000);
    return new Locked(
      `${target.display} was not free within ${seconds}s: ${reason(cause)}`,
      'end the process that holds it, or wait longer: --lock-timeout 5m',
      { cause },
    );
  }
  const waited = context.waitMs > 0 ? ` within ${Math.round(context.waitMs / 1000)}s` : '';
  return new Unreachable(
    `${target.display} does not answer${waited}: ${reason(cause)}`,
    'start the database, or wait longer for it: --wait 60s',
    { cause },
  );
}

/** What a database's refusal outside any step means to a person: no right to create the state tables, a file that is no database. */
export function refused(context: RunContext, error: unknown): MigratorError {
  if (isMigratorError(error)) return error;
  if (context.dialect.failure(rootCause(error)) !== 'other') return unreachable(context, error);
  const { target } = context;
  return new Unsupported(
    `${target.display} refused: ${reason(error)}`,
    'check what this user may do there, or set "schema" in the configuration to one it owns',
    { cause: error },
  );
}

/** The driver's own error: Sequelize wraps it, Node gives several addresses' failures as one AggregateError without words. */
export function rootCause(error: unknown): unknown {
  const parent = (error as { parent?: unknown } | null)?.parent ?? (error as { original?: unknown } | null)?.original;
  if (parent instanceof Error && parent !== error) return rootCause(parent);
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
}

/** The first line of what the driver's own error says. */
export function reason(error: unknown): string {
  const words = sentenceOf(rootCause(error));
  return words.split('\n')[0] ?? words;
}
