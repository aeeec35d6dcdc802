import { ownNames } from '../dialects/own-tables.ts';
import { isMigratorError, sentenceOf } from '../errors.ts';
import { beginAttempt, firstOf } from '../runner/attempt.ts';
import type { RunContext } from '../runner/context.ts';
import { stepFailed } from '../runner/failures.ts';
import { enforceForeignKeys, type StepSurroundings } from '../runner/surroundings.ts';
import { perform, type Step } from '../runner/work.ts';
import { type SeedPlan, withSeeds } from './run.ts';

/** What two runs of a seed, one after the other, have shown. */
export interface TriedSeed {
  readonly seed: string;
  /** Absolute. */
  readonly path: string;
  /** `not-tried`: a seeder of sequelize-cli, which runs once and never again. */
  readonly result: 'ok' | 'not-idempotent' | 'not-tried';
  /** What the second run did: to which tables, or why it failed (`table` null). */
  readonly differences: readonly { readonly table: string | null; readonly detail: string }[];
}

/**
 * Runs each seed twice in one transaction that is rolled back, and says whose second run has changed a row, or failed. `applied`: those that have run
 * before; for them the first run is a second one already. Throws STEP_FAILED for another that fails the first time.
 */
export async function checkSeeds(
  context: RunContext,
  plan: SeedPlan,
  applied: ReadonlySet<string>,
): Promise<readonly TriedSeed[]> {
  const silent = { ...context, report: quiet(context) };
  return withSeeds(silent, plan, async (around, steps) => {
    await enforceForeignKeys(around, around.foreignKeys);
    await around.recorder.open();
    const tried: TriedSeed[] = [];
    try {
      for (const step of steps) {
        const differences = await twice(around, step, applied.has(step.revision.id));
        const { id: seed, path } = step.revision;
        const result = differences === null ? 'not-tried' : differences.length === 0 ? 'ok' : 'not-idempotent';
        tried.push({ seed, path, result, differences: differences ?? [] });
      }
      return tried;
    } finally {
      await around.session.db.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    }
  });
}

function quiet({ report }: RunContext): RunContext['report'] {
  return (event) => {
    if (event.kind !== 'notice') report(event);
  };
}

async function twice(
  around: StepSurroundings,
  step: Step,
  ranBefore: boolean,
): Promise<TriedSeed['differences'] | null> {
  const { session, context } = around;
  const first = await attempt(around, step);
  if (first !== undefined) {
    if (!ranBefore) throw isMigratorError(first.reason) ? first.reason : stepFailed(step, context, first.reason);
    return step.revision.form === 'windlass' ? failedAgain(first.reason) : null;
  }
  if (step.revision.form !== 'windlass') return null;
  const { loading } = context.dialect;
  const notes = await loading.rows.note(session.db, [...ownNames(context.names), context.metaTable]);
  const second = await attempt(around, step);
  const found = await notes.differences(session.db);
  return second === undefined ? found : failedAgain(second.reason);
}

function failedAgain(reason: unknown): TriedSeed['differences'] {
  return [{ table: null, detail: `it fails: ${sentenceOf(reason).split('\n')[0]}` }];
}

// One run under a savepoint: after a failure the database is as before it.
async function attempt(around: StepSurroundings, step: Step): Promise<{ readonly reason: unknown } | undefined> {
  const { session, context } = around;
  context.signal.throwIfAborted();
  await session.db.query('SAVEPOINT windlass_try');
  const begun = beginAttempt(around, step, { transactional: true, foreignKeys: around.foreignKeys });
  const settled = await perform(step, session, begun.scope, context);
  const ended = settled.error ?? (begun.scope.ended === null ? undefined : { reason: begun.scope.ended });
  context.signal.throwIfAborted();
  const error = ended ?? (await committed(around));
  if (error === undefined) return undefined;
  await session.db.query('ROLLBACK TO SAVEPOINT windlass_try');
  return { reason: firstOf(around, begun, error.reason) };
}

// What the COMMIT of a seed would check.
async function committed({ session, context }: StepSurroundings): Promise<{ readonly reason: unknown } | undefined> {
  try {
    await session.db.batch([...context.dialect.asIfCommitted, 'RELEASE SAVEPOINT windlass_try']);
    return undefined;
  } catch (reason) {
    return { reason };
  }
}
