import { isMigratorError, StepFailedPartial } from '../errors.ts';
import type { LockHolder, StepOutcome } from '../events.ts';
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
import { stepFailed } from './failures.ts';
import { untilFree, watchBlocker } from './in-the-way.ts';
import { runOutside } from './outside.ts';
import { rollBack } from './rollback.ts';
import { closing } from './snapshot.ts';
import { alreadyDone, concerned, enforceForeignKeys, runsOutside, type StepSurroundings } from './surroundings.ts';
import { readViolations } from './violations.ts';
import { perform, type Step, workOf } from './work.ts';

/**
 * Runs one step with its rows in one transaction: lock, read the state again, the revision's function, rows, COMMIT. Answers
 * `elsewhere` when another process had done it in the meantime. Throws what `failures.ts` makes of an error, rolled back.
 */
export async function runStep(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  if (runsOutside(around, step)) return runOutside(around, step);
  return untilFree(around.context, () => runInside(around, step));
}

async function runInside(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  const unforced = around.context.dialect.name === 'sqlite' && looksLikeRebuild(String(workOf(step)));
  const first = await attempt(around, step, around.foreignKeys && !unforced);
  // it needs foreign keys off, which can only be said before BEGIN: once more, from the start
  return first ?? (await attempt(around, step, false)) ?? 'elsewhere';
}

async function attempt(around: StepSurroundings, step: Step, foreignKeys: boolean): Promise<StepOutcome | null> {
  const { session, context } = around;
  await enforceForeignKeys(around, foreignKeys);
  const present = await around.recorder.begin(concerned(around, step));
  let holder: LockHolder | null = null;
  try {
    if (alreadyDone(around, step, present)) {
      await session.db.query('ROLLBACK');
      return 'elsewhere';
    }
    const violations = around.foreignKeys && !foreignKeys ? await readViolations(session.db) : null;
    const begun = beginAttempt(around, step, { transactional: true, foreignKeys });
    const watch = watchBlocker(context, session, step.revision.id);
    const settled = await perform(step, session, begun.scope, context).finally(watch.dispose);
    holder = watch.holder;
    if (begun.scope.ended instanceof ForeignKeysInTheWay) {
      await session.db.query('ROLLBACK');
      return null;
    }
    const refused = transactionRefused(step, begun.scope, settled);
    if (refused !== null && step.seed !== undefined) throw refused.cause;
    if (refused !== null) {
      await session.db.query('ROLLBACK');
      return await runOutside(around, step);
    }
    if (settled.error !== undefined) throw firstOf(around, begun, settled.error.reason);
    if (begun.scope.ended !== null) throw begun.scope.ended;
    tell(context, step, begun, settled.floating);
    const remedy = 'delete or mend those rows in the same revision';
    await refuseViolations(around, violations, { name: step.revision.id, remedy });
    await record(around, step, begun);
  } catch (error) {
    throw await rolledBack(around, step, error, holder);
  }
  return step.direction === 'up' ? 'applied' : 'reverted';
}

// The rows and the end of the transaction they stand in.
async function record(around: StepSurroundings, step: Step, begun: Attempt): Promise<void> {
  try {
    await around.recorder.commit(await recordOf(around, step, begun), closing(around, step));
  } catch (error) {
    throw firstOf(around, begun, error);
  }
}

async function rolledBack(
  around: StepSurroundings,
  step: Step,
  error: unknown,
  holder: LockHolder | null,
): Promise<unknown> {
  if (error instanceof StepFailedPartial) return error; // made again outside a transaction: noted there
  const elsewhere = await rollBack(around, error, { step, holder });
  if (elsewhere !== null) return elsewhere;
  await noteFailure(around, step);
  return isMigratorError(error) ? error : stepFailed(step, around.context, error);
}
