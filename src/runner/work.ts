import type { Direction } from '../events.ts';
import type { Revision } from '../graph/revision.ts';
import type { RevisionModule } from '../revisions/import.ts';
import type { StepScope } from '../sequelize/scope.ts';
import type { Session } from '../sequelize/session.ts';
import { asStepOf } from '../sequelize/sharing.ts';
import type { RunContext } from './context.ts';
import { guardExit } from './exit-guard.ts';
import { type Settled, settle } from './floating.ts';

// How long a cancelled revision may take to come to its end; then it is left behind.
const GRACE_MS = 2_000;
const CANCEL_EVERY_MS = 200;

/** One step to run: the revision, its imported functions, the direction. */
export interface Step {
  readonly revision: Revision;
  readonly module: RevisionModule;
  readonly direction: Direction;
  /** A seed: how its function is called in its file. Absent: a revision. */
  readonly seed?: { readonly call: string };
}

/** The function of a step as its file wrote it. */
export function workOf(step: Step): (...args: unknown[]) => unknown {
  return (step.direction === 'up' ? step.module.up : step.module.down) ?? (() => undefined);
}

/** Runs the revision's own function to its end; a signal cancels the running statement and lets no other through. */
export async function perform(step: Step, session: Session, scope: StepScope, context: RunContext): Promise<Settled> {
  const call = () => workOf(step).apply(step.module.self, args(step, session, context));
  const exited = untilExit(context.signal, scope);
  session.gate.enter(scope);
  const ending = asStepOf(session.gate, () => settle(call, scope)).then((settled) => settledWhole(settled, session));
  const stopped = stopOn(context.signal, scope, session);
  try {
    return await Promise.race([ending, stopped.gaveUp, exited.settled]);
  } finally {
    exited.dispose();
    stopped.dispose();
    session.gate.leave();
  }
}

// What waits to be made together belongs to the step, too.
async function settledWhole(settled: Settled, { gate }: Session): Promise<Settled> {
  if (settled.error !== undefined) return settled;
  return gate.finish().then(
    () => settled,
    (reason: unknown) => ({ ...settled, error: { reason } }),
  );
}

// sequelize-cli: up(queryInterface, Sequelize). Umzug 3: up({ name, path, context }). Ours takes `op` first.
function args(step: Step, session: Session, context: RunContext): unknown[] {
  const { id, path, form } = step.revision;
  const op = form === 'windlass' || context.legacyCorrected ? session.op : session.exact;
  if (form !== 'umzug') return [op, session.Sequelize];
  return [{ name: id, path, context: context.umzugContext === null ? op : context.umzugContext(op) }];
}

// What a file does after that, where it goes on, reaches the database no more.
function untilExit(signal: AbortSignal, scope: StepScope) {
  let end: (settled: Settled) => void = () => undefined;
  const settled = new Promise<Settled>((resolve) => {
    end = resolve;
  });
  const dispose = guardExit(signal, (reason) => {
    scope.end(reason);
    end({ floating: false, error: { reason } });
  });
  return { settled, dispose };
}

function stopOn(signal: AbortSignal, scope: StepScope, session: Session) {
  const timers: NodeJS.Timeout[] = [];
  let giveUp: (settled: Settled) => void = () => undefined;
  const gaveUp = new Promise<Settled>((resolve) => {
    giveUp = resolve;
  });
  const stop = () => {
    scope.end(signal.reason as Error);
    void session.db.cancel();
    // a revision that catches the error goes on to its next statement, or sits in one that cannot be cancelled
    timers.push(setInterval(() => void session.db.cancel(), CANCEL_EVERY_MS));
    timers.push(setTimeout(() => giveUp({ floating: true, error: { reason: signal.reason } }), GRACE_MS));
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const dispose = () => {
    signal.removeEventListener('abort', stop);
    for (const timer of timers) clearTimeout(timer);
  };
  return { gaveUp, dispose };
}
