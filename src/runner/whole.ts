import { isMigratorError, StepFailed, sentenceOf, Usage } from '../errors.ts';
import type { Direction, LockHolder } from '../events.ts';
import type { Plan } from '../graph/plan.ts';
import { looksLikeRebuild } from '../sequelize/foreign-keys.ts';
import { ForeignKeysInTheWay } from '../sequelize/scope.ts';
import {
  type Attempt,
  beginAttempt,
  firstOf,
  noteFailure,
  recordOf,
  refuseViolations,
  tell,
  transactionRefused,
} from './attempt.ts';
import { codeOf, stepFailedInWhole, words } from './failures.ts';
import { untilFree, watchBlocker } from './in-the-way.ts';
import { rollBack } from './rollback.ts';
import { closing } from './snapshot.ts';
import { alreadyDone, concerned, enforceForeignKeys, runsOutside, type StepSurroundings } from './surroundings.ts';
import { type StepReport, throughUmzug } from './umzug.ts';
import { readViolations } from './violations.ts';
import { perform, type Step, workOf } from './work.ts';

/** Several steps in one transaction: what is done in it before the first and after the last, and what a failure means. */
export interface Whole {
  readonly around: StepSurroundings;
  readonly steps: readonly Step[];
  readonly direction: Direction;
  /** Takes the steps one after the other. Default: Umzug, which goes one way only. */
  readonly through?: typeof throughUmzug<StepReport>;
  /** Called in the transaction of each attempt, before its first step. */
  opened(): Promise<void>;
  /** Whether `through` looks after rows that point at nothing itself (SQLite). */
  readonly lookedAfter?: boolean;
  /** Ends the transaction. */
  end(reports: readonly StepReport[]): Promise<void>;
  /** What a failure says of all steps: that nothing was kept. */
  readonly kept: string;
  /** Whether a failure is worth a line in the history: not that of a trial. */
  readonly noted: boolean;
}

/** A step that cannot share a transaction, found out while it ran in one; everything is rolled back. */
export class NeedsOutside extends Error {
  readonly step: Step;
  constructor(step: Step, cause: unknown) {
    super(words(cause), { cause });
    this.step = step;
  }
}

const NOT_BEGUN = 'nothing was begun';

/** Throws USAGE when a step of the plan runs outside a transaction: it cannot be part of one. */
export function refuseOutside({ steps, direction }: Plan): void {
  const names = steps.filter(({ transaction }) => !transaction).map(({ id }) => id);
  const [first] = names;
  if (first === undefined) return;
  const before = steps[steps.findIndex(({ id }) => id === first) - 1]?.id;
  // a downgrade to a revision leaves that one applied
  const end = before === undefined ? null : direction === 'up' ? before : first;
  throw new Usage(
    `${names.join(', ')} ${names.length === 1 ? 'runs' : 'run'} outside a transaction and cannot be part of one for all steps`,
    `windlass ${direction}grade --transaction each${end === null ? '' : `, or only as far as windlass ${direction}grade ${end}`}`,
  );
}

/** Runs all steps in one transaction, with their rows: all of them are kept, or none. Answers what each did, after the COMMIT. */
export async function runWhole(
  around: StepSurroundings,
  steps: readonly Step[],
  direction: Direction,
): Promise<readonly StepReport[]> {
  const halfDone = steps.find((step) => runsOutside(around, step));
  if (halfDone !== undefined)
    throw refusedInside(new NeedsOutside(halfDone, 'an earlier run has left it half-done'), direction, NOT_BEGUN);
  const kept = steps.length === 1 ? 'nothing of this step was kept' : `nothing of the ${steps.length} steps was kept`;
  const opened = () => Promise.resolve();
  const end = (reports: readonly StepReport[]) => {
    const last = reports.every(({ outcome }) => outcome === 'elsewhere') ? undefined : steps.at(-1);
    return around.recorder.commit([], last === undefined ? null : closing(around, last));
  };
  const reports = await inOneTransaction({ around, steps, direction, opened, end, kept, noted: true }).catch(
    (error: unknown) => {
      throw error instanceof NeedsOutside ? refusedInside(error, direction, kept) : error;
    },
  );
  const total = steps.length;
  for (const [index, report] of reports.entries()) {
    const message = steps[index]?.revision.message ?? '';
    around.context.report({ kind: 'step-finished', message, index, total, ...report });
  }
  return reports;
}

function refusedInside({ step, message, cause }: NeedsOutside, direction: Direction, kept: string): Usage {
  return new Usage(
    `${step.revision.id} cannot be part of one transaction for all steps: ${message}`,
    `${kept}: windlass ${direction}grade --transaction each`,
    { cause },
  );
}

/**
 * Makes attempts at the whole until nobody is in the way. Throws STEP_FAILED for the step that failed, with everything rolled back, and
 * `NeedsOutside` for one that no transaction allows.
 */
export async function inOneTransaction(whole: Whole): Promise<readonly StepReport[]> {
  const { around, steps } = whole;
  const unforced = steps.some((step) => looksLikeRebuild(String(workOf(step))));
  return untilFree(around.context, async () => {
    const first = await attempt(whole, around.foreignKeys && !unforced);
    // a step needs foreign keys off, which can only be said before BEGIN: once more, from the start
    return first ?? (await attempt(whole, false)) ?? [];
  });
}

// The step that is under way, for what is said of a failure.
interface UnderWay {
  step: Step | null;
  started: number;
  holder: LockHolder | null;
}

async function attempt(whole: Whole, foreignKeys: boolean): Promise<readonly StepReport[] | null> {
  const { around, steps, direction } = whole;
  await enforceForeignKeys(around, foreignKeys);
  await around.recorder.open();
  const now: UnderWay = { step: null, started: performance.now(), holder: null };
  try {
    const unwatched = around.foreignKeys && !foreignKeys && whole.lookedAfter !== true;
    const violations = unwatched ? await readViolations(around.session.db) : null;
    await whole.opened();
    const reports = await (whole.through ?? throughUmzug)(steps, direction, (step, index) =>
      one(whole, now, step, index, foreignKeys),
    );
    now.step = null;
    const remedy = `${whole.kept}: delete or mend those rows in the revision that leaves them, or find it with --transaction each`;
    await refuseViolations(around, violations, { name: nameOf(steps), remedy });
    await whole.end(reports);
    return reports;
  } catch (error) {
    const failure = await rolledBack(whole, now, error);
    if (failure instanceof ForeignKeysInTheWay) return null;
    throw failure;
  }
}

async function one(whole: Whole, now: UnderWay, step: Step, index: number, foreignKeys: boolean): Promise<StepReport> {
  const { around, direction } = whole;
  const { context, recorder } = around;
  context.signal.throwIfAborted();
  const { id: revision, message } = step.revision;
  const total = whole.steps.length;
  Object.assign(now, { step, started: performance.now() });
  context.report({ kind: 'step-started', revision, message, direction, index, total });
  if (alreadyDone(around, step, await recorder.next(concerned(around, step))))
    return { revision, direction, durationMs: 0, outcome: 'elsewhere' };
  const begun = beginAttempt(around, step, { transactional: true, foreignKeys });
  await work(whole, now, step, begun);
  const durationMs = Math.round(performance.now() - begun.started);
  context.report({ kind: 'step-ran', revision, message, direction, durationMs, index, total });
  return { revision, direction, durationMs, outcome: direction === 'up' ? 'applied' : 'reverted' };
}

async function work(whole: Whole, now: UnderWay, step: Step, begun: Attempt): Promise<void> {
  const { around } = whole;
  const { context, session, recorder } = around;
  const { scope } = begun;
  const watch = watchBlocker(context, session, step.revision.id);
  const settled = await perform(step, session, scope, context).finally(watch.dispose);
  now.holder = watch.holder;
  if (scope.ended instanceof ForeignKeysInTheWay) throw scope.ended;
  const refused = transactionRefused(step, scope, settled);
  if (refused !== null) throw new NeedsOutside(step, refused.cause);
  if (settled.error !== undefined) {
    const reason = firstOf(around, begun, settled.error.reason);
    throw whole.noted ? reason : needsItsOwn(step, reason);
  }
  if (scope.ended !== null) throw scope.ended;
  tell(context, step, begun, settled.floating);
  try {
    await recorder.write(await recordOf(around, step, begun));
  } catch (error) {
    throw firstOf(around, begun, error);
  }
}

// unsafe_new_enum_value_usage: in a transaction of its own the step may use the label of one before it; trying them together proves nothing
function needsItsOwn(step: Step, reason: unknown): unknown {
  return codeOf(reason) === '55P04' ? new NeedsOutside(step, reason) : reason;
}

async function rolledBack(whole: Whole, now: UnderWay, error: unknown): Promise<unknown> {
  const { around, kept } = whole;
  const { context } = around;
  const step = now.step ?? whole.steps.at(-1);
  if (step === undefined) return error;
  const lost = `the server rolls it back: ${kept}`;
  const elsewhere = await rollBack(around, error, { step, holder: now.holder, lost });
  if (elsewhere !== null) return elsewhere;
  if (error instanceof NeedsOutside) return error;
  if (now.step !== null) {
    const { id: revision } = now.step.revision;
    const durationMs = Math.round(performance.now() - now.started);
    const { direction } = whole;
    context.report({ kind: 'step-failed', revision, direction, durationMs, error: sentenceOf(error) });
  }
  if (whole.noted) await noteFailure(around, step);
  if (isMigratorError(error)) return error;
  if (now.step === null) return notCommitted(whole, error);
  return stepFailedInWhole(step, context, error, kept);
}

function notCommitted({ steps, direction, kept }: Whole, cause: unknown): StepFailed {
  return new StepFailed(
    `${nameOf(steps)} could not be committed: ${words(cause)}`,
    `${kept}: windlass ${direction}grade --transaction each finds the step that it comes from`,
    { cause },
  );
}

function nameOf(steps: readonly Step[]): string {
  return steps.length === 1 ? (steps[0]?.revision.id ?? '') : `the transaction of the ${steps.length} steps`;
}
