import { isMigratorError } from '../errors.ts';
import type { StepOutcome } from '../events.ts';
import { beginAttempt, explain, noteFailure, putBack, recordOf, tell } from './attempt.ts';
import { connectionLost, stepFailedPartial } from './failures.ts';
import { lockStep } from './lock.ts';
import { Resume } from './resume.ts';
import { closing } from './snapshot.ts';
import { alreadyDone, concerned, enforceForeignKeys, type StepSurroundings } from './surroundings.ts';
import { perform, type Step } from './work.ts';

/**
 * Runs one step without a transaction around it, under the lock. What ran before a failure stays; the error says what that is, and the next run goes on
 * after it.
 */
export async function runOutside(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  const { session, context, recorder } = around;
  const { revision, direction } = step;
  await enforceForeignKeys(around, around.foreignKeys);
  const release = await lockStep(session.db, context);
  try {
    if (alreadyDone(around, step, await recorder.present(concerned(around, step)))) return 'elsewhere';
    const resume = new Resume(around, step, await recorder.progressOf(revision.id, direction));
    // on a scratch database nobody goes on
    const outside = context.standsFor === null ? { outside: resume.run } : {};
    const manner = { transactional: false, foreignKeys: false, ...outside };
    const begun = beginAttempt(around, step, manner);
    const settled = await perform(step, session, begun.scope, context);
    const { ended } = begun.scope;
    const failure = settled.error ?? (ended === null ? undefined : { reason: ended });
    if (failure !== undefined) {
      if (session.db.lost() === null) await putBack(around, step, begun.scope).catch(() => undefined); // the first error is the one to tell
      throw await failedOutside(around, step, resume, failure.reason);
    }
    resume.tell();
    tell(context, step, begun, settled.floating);
    await session.db.query('BEGIN');
    const rows = await recordOf(around, step, begun, resume.stored); // our tables are whole again
    await around.backfills.forget([revision.id]);
    await recorder.commit(rows, closing(around, step));
  } finally {
    await release().catch(() => undefined); // the lock ends with its session in any case
  }
  return direction === 'up' ? 'applied' : 'reverted';
}

async function failedOutside(around: StepSurroundings, step: Step, resume: Resume, reason: unknown): Promise<unknown> {
  const { context, session } = around;
  const lost = session.db.lost();
  if (lost !== null) return connectionLost(step, context, lost, 'the next run goes on after what it had done');
  if (context.signal.aborted) return context.signal.reason;
  await explain(reason, around);
  await noteFailure(around, step);
  if (isMigratorError(reason) && resume.ran.length === 0) return reason; // it has its own remedy, and nothing stays
  const { ran } = resume;
  const failed = resume.failed !== null && resume.failed.error === reason ? resume.failed.sql : null;
  return stepFailedPartial(step, context, reason, { ran, failed });
}
