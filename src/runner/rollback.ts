import type { LockHolder } from '../events.ts';
import { ForeignKeysInTheWay } from '../sequelize/scope.ts';
import { explain } from './attempt.ts';
import { connectionLost } from './failures.ts';
import { InTheWay } from './in-the-way.ts';
import { rootCause } from './reach.ts';
import type { StepSurroundings } from './surroundings.ts';
import type { Step } from './work.ts';

/** What is known of an attempt that failed, beside its error. */
export interface Failed {
  readonly step: Step;
  /** Whom its last statement waited for. */
  readonly holder: LockHolder | null;
  /** What follows when the session is lost; default: the server rolls the step back. */
  readonly lost?: string;
}

/**
 * Rolls back the transaction of an attempt. Answers what is to be told when the failure is none of the step's own: the connection was lost, the run
 * was interrupted, another session was in the way (InTheWay), foreign keys were on. Null when the step itself failed.
 */
export async function rollBack(
  around: StepSurroundings,
  error: unknown,
  { step, holder, lost: then }: Failed,
): Promise<unknown> {
  const { session, context } = around;
  await session.db.query('ROLLBACK').catch(() => undefined); // the database may have rolled back by itself, or be gone
  if (error instanceof ForeignKeysInTheWay) return error;
  const lost = session.db.lost();
  if (lost !== null) return connectionLost(step, context, lost, then);
  await explain(error, around);
  if (context.signal.aborted) return context.signal.reason; // a cancelled statement fails in its own words
  const busy = !context.dialect.commitMayWait && context.dialect.failure(rootCause(error)) === 'busy';
  return busy ? new InTheWay(error, step.revision.id, holder) : null;
}
