import { StepFailed } from '../errors.ts';
import { TableExists } from '../operations/table-exists.ts';
import { type Heard, type Outside, StepScope } from '../sequelize/scope.ts';
import type { RunContext } from './context.ts';
import type { StepSurroundings } from './surroundings.ts';
import { newViolations, readViolations, type Violations } from './violations.ts';
import type { Step } from './work.ts';

// In the text itself, or in a function that the text calls.
const MAY_ADD_TRIGGERS = /trigger|^\s*(?:select|with|call|do)\b/i;

/** One attempt at a step: what its statements are noted in, and since when it runs. */
export interface Attempt {
  readonly scope: StepScope;
  readonly startedAt: Date;
  readonly started: number;
}

/** Begins an attempt; each statement of it becomes an event. */
export function beginAttempt(
  { context, backfills, guard, standIn }: StepSurroundings,
  step: Step,
  manner: { transactional: boolean; foreignKeys: boolean; outside?: Outside },
): Attempt {
  const { id, form } = step.revision;
  const heard: Heard = (sql, values) => context.report({ kind: 'statement', revision: id, sql, values });
  const legacy = form !== 'windlass';
  const scope = new StepScope({
    revision: id,
    legacy,
    prepare: (sql) => guard.before(sql),
    mend: async (error) => legacy && standIn.provide(error),
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
  const said = (words: RegExp) => attempt.scope.statements.some((sql) => words.test(sql));
  if (searchPath !== null && said(/search_path/i))
    await session.db.query("SELECT set_config('search_path', $1, false)", [searchPath]);
  await keepTables(around, step, said(MAY_ADD_TRIGGERS));
  const row = { revision: revision.id, checksum: revision.checksum, durationMs };
  return [
    direction === 'up' ? recorder.added({ ...row, kind: 'applied' }) : recorder.removed(revision.id),
    recorder.appended({ ...row, event: direction, startedAt: attempt.startedAt, outcome: 'done' }),
    ...(halfDone ? await recorder.finished(revision.id, direction) : []),
  ];
}

// What the step did to our own tables among all others (audits, a tenant column, DROP SCHEMA) is undone before it is recorded in them.
async function keepTables(around: StepSurroundings, { revision }: Step, triggers: boolean): Promise<void> {
  const { context, guard, recorder, standIn } = around;
  const warn = (what: string) =>
    context.report({
      kind: 'warning',
      message: `${revision.id}: ${what} ("schema" in the configuration keeps these tables apart)`,
    });
  await standIn.clear();
  if (await guard.after()) warn('what it did to the tables of Windlass was undone');
  const found = triggers ? await recorder.withoutTriggers() : [];
  if (found.length > 0) warn(`turned off ${found.join(', ')}: the record of a step must not depend on triggers`);
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
