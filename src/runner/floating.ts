import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import { setTimeout as delay, setImmediate as tick } from 'node:timers/promises';

// What a forgotten `await` may still wait for besides a statement: timers, files, names.
const RESOURCES = new Set([
  'Timeout',
  'Immediate',
  'FSREQCALLBACK',
  'FSREQPROMISE',
  'GETADDRINFOREQWRAP',
  'PROCESSWRAP',
]);
const QUIET_TICKS = 4;
// One for all steps: every instance costs each asynchronous operation of the process something.
const INSIDE = new AsyncLocalStorage<object>();
const LOOK_AGAIN_MS = 2;

/** How a revision's function ended, once everything it started has ended, too. */
export interface Settled {
  /** It returned while work of its own still ran. */
  readonly floating: boolean;
  /** What it threw, or what its floating work threw with nobody to catch it; undefined when all went well. */
  readonly error: { readonly reason: unknown } | undefined;
}

/**
 * Runs a revision's function and waits for all that it started, awaited or not. `statements` tells of those under way and begun.
 * Touches the process for one thing: a promise that nobody awaits reports its failure only there.
 */
export async function settle(
  work: () => unknown,
  statements: { readonly inFlight: number; readonly started: number },
): Promise<Settled> {
  const step = {};
  const pending = new Map<number, object>();
  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (RESOURCES.has(type) && INSIDE.getStore() === step) pending.set(id, resource);
    },
    // its callback is its end. No `destroy`: with it Node registers every promise with the garbage collector, and a request of the
    // file system is destroyed only there
    after: (id) => void pending.delete(id),
  });
  let unhandled: { reason: unknown } | undefined;
  const onUnhandled = (reason: unknown) => {
    unhandled ??= { reason };
  };
  process.on('unhandledRejection', onUnhandled);
  hook.enable();
  try {
    const thrown = await INSIDE.run(step, () => outcome(work));
    const waits = () => statements.inFlight > 0 || [...pending.values()].some(keepsWorking);
    const floating = waits();
    const begun = statements.started; // an operation that has not come to its first statement yet is seen by the next one
    await untilQuiet(waits);
    return { floating: floating || statements.started > begun, error: thrown ?? unhandled };
  } finally {
    hook.disable();
    process.off('unhandledRejection', onUnhandled);
  }
}

// Between two statements of a floating chain nothing is under way for a moment: quiet is several turns of the loop.
async function untilQuiet(waits: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TICKS; ) {
    const waiting = waits();
    quiet = waiting ? 0 : quiet + 1;
    await (waiting ? delay(LOOK_AGAIN_MS) : tick());
  }
}

async function outcome(work: () => unknown): Promise<{ reason: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (reason) {
    return { reason };
  }
}

// A cleared timer does nothing more, an interval never ends by itself, and a timer that does not keep the process alive is nobody's work.
function keepsWorking(resource: object): boolean {
  const timer = resource as { _destroyed?: boolean; _repeat?: number | null; hasRef?: () => boolean };
  return timer._destroyed !== true && (timer._repeat ?? null) === null && (timer.hasRef?.() ?? true);
}
