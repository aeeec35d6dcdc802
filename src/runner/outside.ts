import type { StepOutcome } from '../events.ts';
import type { StepScope } from '../sequelize/scope.ts';
import { beginAttempt, noteFailure, recordOf, tell } from './attempt.ts';
import { connectionLost, stepFailedPartial } from './failures.ts';
import { lockStep } from './lock.ts';
import { alreadyDone, concerned, enforceForeignKeys, type StepSurroundings } from './surroundings.ts';
import { perform, type Step } from './work.ts';

/** Runs one step without a transaction around it, under the lock. What ran before a failure stays, and the error says what that is. */
export async function runOutside(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  const { session, context, recorder } = around;
  await enforceForeignKeys(around, around.foreignKeys);
  const release = await lockStep(session.db, context);
  try {
    if (alreadyDone(around, step, await recorder.present(concerned(around, step)))) return 'elsewhere';
    const begun = beginAttempt(around, step, { transactional: false, foreignKeys: false });
    const { scope } = begun;
    const settled = await perform(step, session, scope, context);
    const failure = settled.error ?? (scope.ended === null ? undefined : { reason: scope.ended });
    if (failure !== undefined) throw await failedOutside(around, step, scope, failure.reason);
    tell(context, step, begun, settled.floating);
    await session.db.query('BEGIN');
    await recorder.commit(await recordOf(around, step, begun));
  } finally {
    await release().catch(() => undefined); // the lock ends with its session in any case
  }
  return step.direction === 'up' ? 'applied' : 'reverted';
}

async function failedOutside(
  around: StepSurroundings,
  step: Step,
  scope: StepScope,
  reason: unknown,
): Promise<unknown> {
  if (around.session.db.lost() !== null) return connectionLost(step, around.context, reason, 'what it had done stays');
  if (around.context.signal.aborted) return around.context.signal.reason;
  await noteFailure(around, step);
  return stepFailedPartial(step, around.context, reason, scope);
}
