import { StepFailed } from '../errors.ts';
import { TableExists } from '../operations/table-exists.ts';
import { refusesTransaction } from '../sequelize/refuses-transaction.ts';
import { type Heard, NoTransactionPossible, type Outside, type Places, StepScope } from '../sequelize/scope.ts';
import type { RunContext } from './context.ts';
import { lineIn } from './failures.ts';
import type { Settled } from './floating.ts';
import { rootCause } from './reach.ts';
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
  around: StepSurroundings,
  step: Step,
  manner: { transactional: boolean; foreignKeys: boolean; outside?: Outside },
): Attempt {
  const { context, guard, standIn } = around;
  const { id, form, path } = step.revision;
  const legacy = form !== 'windlass';
  guard.reset();
  standIn.reset();
  const heard: Heard = (sql, values, called) => {
    const line = context.lines === true && called !== null ? lineIn(called, path) : null;
    context.report({ kind: 'statement', revision: id, sql, values, ...(line !== null && { line }) });
  };
  const scope = new StepScope({
    revision: id,
    legacy,
    heard,
    places: manner.transactional ? null : placesOf(around, step, () => scope),
    progressed: (table, done, total) => context.report({ kind: 'progress', revision: id, table, done, total }),
    prepare: (sql) => guard.before(sql),
    mend: async (error) => {
      const mended = legacy && (await standIn.provide(error));
      if (mended) scope.repairs.add('stand-in');
      return mended;
    },
    ...manner,
  });
  return { scope, startedAt: new Date(), started: performance.now() };
}

// From here on the places move: what the guard has saved would set them back.
function placesOf(around: StepSurroundings, step: Step, scope: () => StepScope): Places {
  const places = around.backfills.placesOf(step);
  return {
    open: async (table, text) => {
      await putBack(around, step, scope());
      return places.open(table, text);
    },
  };
}

/** Why the step can only run outside a transaction, as it has turned out; null when it has not. */
export function transactionRefused(
  { revision }: Step,
  { ended }: StepScope,
  { error }: Settled,
): { readonly cause: unknown } | null {
  if (ended instanceof NoTransactionPossible) return { cause: ended.cause };
  // a file that took the connection from Sequelize and speaks to the driver itself passes the gate by
  const refused = revision.form !== 'windlass' && error !== undefined && refusesTransaction(error.reason);
  return refused ? { cause: error.reason } : null;
}

/**
 * The statements that record a step which is done, after its search path and our tables are what they were. `halfDone`: what an earlier run has left of it, perhaps when its
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
  await putBack(around, step, attempt.scope);
  if (said(MAY_ADD_TRIGGERS)) await withoutTriggers(around, step, attempt.scope);
  const row = { revision: revision.id, checksum: revision.checksum, durationMs };
  return [
    ...recorder.recorded(direction, attempt.startedAt, row),
    ...(halfDone ? await recorder.finished(revision.id, direction) : []),
  ];
}

/** Takes the stand-in away, and undoes what the step did to our tables. */
export async function putBack(
  { standIn, guard, context }: StepSurroundings,
  step: Step,
  { repairs }: StepScope,
): Promise<void> {
  await standIn.clear();
  if (!(await guard.after())) return;
  repairs.add('state tables');
  tellOfTables(context, step, 'what it did to the tables of Windlass was undone');
}

// A loop over all tables of a schema (audits) finds ours there, too, and its triggers mostly fail on them.
async function withoutTriggers(
  { recorder, context }: StepSurroundings,
  step: Step,
  { repairs }: StepScope,
): Promise<void> {
  const found = await recorder.withoutTriggers();
  if (found.length === 0) return;
  repairs.add('triggers');
  tellOfTables(context, step, `turned off ${found.join(', ')}: the record of a step must not depend on triggers`);
}

function tellOfTables({ report }: RunContext, { revision: { id } }: Step, what: string): void {
  report({ kind: 'warning', message: `${id}: ${what} ("schema" in the configuration keeps these tables apart)` });
}

/** Notes a failure in the history. It is worth a line there, but never another failure. */
export async function noteFailure({ recorder }: StepSurroundings, { revision, direction }: Step): Promise<void> {
  const { id, checksum } = revision;
  const entry = { revision: id, checksum, event: direction, startedAt: new Date(), durationMs: 0 } as const;
  await recorder.note({ ...entry, outcome: 'failed' }).catch(() => undefined);
}

/** The error to tell: a statement that failed earlier ended the transaction, and the revision swallowed its error. */
export function firstOf({ context }: StepSurroundings, { scope }: Attempt, error: unknown): unknown {
  return context.dialect.failure(rootCause(error)) === 'aborted' ? (scope.firstFailure ?? error) : error;
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
