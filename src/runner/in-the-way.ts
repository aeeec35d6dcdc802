import { Locked } from '../errors.ts';
import type { LockHolder } from '../events.ts';
import type { Session } from '../sequelize/session.ts';
import type { RunContext } from './context.ts';
import { describeHolder } from './lock.ts';
import { pause } from './pause.ts';
import { reason } from './reach.ts';

const FIRST_LOOK_MS = 1_000;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** An attempt at a step that another session was in the way of; rolled back, and worth making again. */
export class InTheWay extends Error {
  readonly revision: string;
  readonly holder: LockHolder | null;
  constructor(cause: unknown, revision: string, holder: LockHolder | null) {
    super(reason(cause), { cause });
    this.name = 'InTheWay';
    this.revision = revision;
    this.holder = holder;
  }
}

/**
 * Makes attempts at a step until none fails with InTheWay, with growing pauses: a waiting ALTER TABLE would queue every later reader of
 * the table behind itself, so it gives up soon and asks again. Throws LOCKED when the lock's time-out is over, naming the blocker.
 */
export async function untilFree<T>(context: RunContext, attempt: () => Promise<T>): Promise<T> {
  let started: number | undefined;
  let holder: LockHolder | null = null; // an attempt may be over before anybody has looked who was in its way
  for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const began = performance.now();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof InTheWay)) throw error;
      started ??= began;
      holder = error.holder ?? holder;
      const elapsedMs = performance.now() - started;
      if (elapsedMs >= context.lockTimeoutMs) throw locked(context, error, holder);
      context.report({
        kind: 'blocked',
        revision: error.revision,
        holder,
        elapsedMs: Math.round(elapsedMs),
      });
      await pause(pauseMs * (0.5 + Math.random()), context.signal);
    }
  }
}

/** Looks, while a step works, who its statement waits for. `holder` is the last one seen. */
export interface BlockerWatch {
  readonly holder: LockHolder | null;
  dispose(): void;
}

/** Watches a step; the looks go through a second connection, the first after a second, and grow rarer. */
export function watchBlocker(context: RunContext, session: Session, revision: string): BlockerWatch {
  const began = performance.now();
  let holder: LockHolder | null = null;
  let timer: NodeJS.Timeout;
  let over = false;
  const look = async (afterMs: number) => {
    const found = await session.db.blocker();
    if (over) return;
    holder = found ?? holder;
    const elapsedMs = Math.round(performance.now() - began);
    if (found !== null) context.report({ kind: 'blocked', revision, holder: found, elapsedMs });
    schedule(afterMs * 2);
  };
  const schedule = (afterMs: number) => {
    timer = setTimeout(() => void look(afterMs), afterMs);
    timer.unref(); // a revision that waits for what never comes must not be kept alive by its watcher
  };
  // soon enough to see the blocker before a short time-out is over
  schedule(context.tableLockTimeoutMs === 0 ? FIRST_LOOK_MS : Math.min(FIRST_LOOK_MS, context.tableLockTimeoutMs / 2));
  return {
    get holder() {
      return holder;
    },
    dispose: () => {
      over = true;
      clearTimeout(timer);
    },
  };
}

function locked(context: RunContext, { revision, message, cause }: InTheWay, holder: LockHolder | null): Locked {
  const seconds = Math.round(context.lockTimeoutMs / 1000);
  const by = holder === null ? message : `${describeHolder(holder)} holds it (${message})`;
  const end = holder === null ? null : context.dialect.endHolder(holder);
  return new Locked(
    `${revision} could not get what it changes within ${seconds}s: ${by}`,
    `${end === null ? 'end what uses the table' : `end it: ${end}`}, then run the same command again; --lock-timeout waits longer`,
    { cause },
  );
}
