import { StepFailed } from '../errors.ts';
import { TableExists } from '../operations/table-exists.ts';
import { type Heard, type Outside, StepScope } from '../sequelize/scope.ts';
import type { RunContext } from './context.ts';
import type { StepSurroundings } from './surroundings.ts';
import { newViolations, readViolations, type Violations } from './violations.ts';
import type { Step } from './work.ts';

/** One attempt at a step: what its statements are noted in, and since when it runs. */
export interface Attempt {
  readonly scope: StepScope;
  readonly startedAt: Date;
  readonly started: number;
}

/** Begins an attempt; each statement of it becomes an event. */
export function beginAttempt(
  { context, backfills }: StepSurroundings,
  step: Step,
  manner: { transactional: boolean; foreignKeys: boolean; outside?: Outside },
): Attempt {
  const { id, form } = step.revision;
  const heard: Heard = (sql, values) => context.report({ kind: 'statement', revision: id, sql, values });
  const scope = new StepScope({
    revision: id,
    legacy: form !== 'windlass',
    heard,
    places: manner.transactional ? null : backfills.placesOf(step),
    progressed: (table, done, total) => context.report({ kind: 'progress', revision: id, table, done, total }),
    ...manner,
  });
  return { scope, startedAt: new Date(), started: performance.now() };
}

/**
 * The statements that record a step which is done, after its search path is what it was. `halfDone`: what an earlier run has left of it, perhaps when its
 * file still said that it runs outside a transaction, does not count any more.
 */
export async function recordOf(
  around: StepSurroundings,
  step: Step,
  attempt: Attempt,
  halfDone = around.halfDone.has(`${step.direction} ${step.revision.id}`),
): Promise<readonly string[]> {
  const { recorder, session, searchPath } = around;
  const { revision, direction } = step;
  const durationMs = performance.now() - attempt.started;
  const strayed = attempt.scope.statements.some((sql) => /search_path/i.test(sql));
  if (searchPath !== null && strayed)
    await session.db.query("SELECT set_config('search_path', $1, false)", [searchPath]);
  const row = { revision: revision.id, checksum: revision.checksum, durationMs };
  return [
    direction === 'up' ? recorder.added({ ...row, kind: 'applied' }) : recorder.removed(revision.id),
    recorder.appended({ ...row, event: direction, startedAt: attempt.startedAt, outcome: 'done' }),
    ...(halfDone ? await recorder.finished(revision.id, direction) : []),
  ];
}

/** Notes a failure in the history. It is worth a line there, but never another failure. */
export async function noteFailure({ recorder }: StepSurroundings, { revision, direction }: Step): Promise<void> {
  const { id, checksum } = revision;
  const entry = { revision: id, checksum, event: direction, startedAt: new Date(), durationMs: 0 } as const;
  await recorder.note({ ...entry, outcome: 'failed' }).catch(() => undefined);
}

/** Puts into an error what can be asked only when no transaction is open: how a table that is there differs. */
export async function explain(error: unknown, { session: { db } }: StepSurroundings): Promise<void> {
  if (error instanceof TableExists) await error.explain((sql) => db.query(sql)).catch(() => undefined);
}

/** Says what the attempt has to say once its step is done: a forgotten await, warnings, notices. */
export function tell(context: RunContext, step: Step, { scope }: Attempt, floating: boolean): void {
  const name = step.revision.id;
  if (floating)
    context.report({
      kind: 'warning',
      message: `${name} returned from ${step.direction}() before its work was done (a forgotten await?); Windlass waited for it`,
    });
  for (const message of scope.warnings) context.report({ kind: 'warning', message: `${name}: ${message}` });
  for (const message of scope.notices) context.report({ kind: 'notice', message: `${name}: ${message}` });
}

/** Throws STEP_FAILED when rows point at nothing that did not before; `before` null: the database looks after that itself. */
export async function refuseViolations(
  { session }: StepSurroundings,
  before: Violations | null,
  what: { readonly name: string; readonly remedy: string },
): Promise<void> {
  if (before === null) return;
  const broken = newViolations(before, await readViolations(session.db));
  if (broken !== null) throw new StepFailed(`${what.name} would leave ${broken}`, what.remedy);
}
