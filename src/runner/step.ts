import { MigratorError, StepFailed, StepFailedPartial } from '../errors.ts';
import type { LockHolder, StepOutcome } from '../events.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Revision } from '../graph/revision.ts';
import { looksLikeRebuild } from '../sequelize/foreign-keys.ts';
import { refusesTransaction } from '../sequelize/refusal.ts';
import { ForeignKeysInTheWay, NoTransactionPossible, StepScope } from '../sequelize/scope.ts';
import type { Session } from '../sequelize/session.ts';
import type { RunContext } from './context.ts';
import { connectionLost, stepFailed, stepFailedPartial } from './failures.ts';
import { InTheWay, untilFree, watchBlocker } from './in-the-way.ts';
import { lockStep } from './lock.ts';
import type { MetaStandIn } from './meta-stand-in.ts';
import { rootCause } from './reach.ts';
import type { Recorder } from './recorder.ts';
import type { StateGuard } from './state-guard.ts';
import { newViolations, readViolations, type Violations } from './violations.ts';
import { perform, type Step, workOf } from './work.ts';

// In the text itself, or in a function that the text calls.
const MAY_ADD_TRIGGERS = /trigger|^\s*(?:select|with|call|do)\b/i;

/** What every step of one run shares. */
export interface StepSurroundings {
  readonly context: RunContext;
  readonly graph: RevisionGraph;
  readonly session: Session;
  readonly recorder: Recorder;
  readonly standIn: MetaStandIn;
  readonly guard: StateGuard;
  /** The search path to go back to after a step that changed it (PostgreSQL); null elsewhere. */
  readonly searchPath: string | null;
  /** Whether the session enforces foreign keys when it is let alone (SQLite). */
  readonly foreignKeys: boolean;
}

interface Attempt {
  readonly scope: StepScope;
  readonly startedAt: Date;
  readonly started: number;
  /** The foreign key violations that were there before; null when the database looks after them itself. */
  readonly violations: Violations | null;
}

/**
 * Runs one step with its rows in one transaction: lock, read the state again, the revision's function, rows, COMMIT. Answers
 * `elsewhere` when another process had done it in the meantime. Throws what `failures.ts` makes of an error, rolled back.
 */
export async function runStep(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  if (!step.revision.transaction) return runOutside(around, step);
  return untilFree(around.context, step.revision.id, () => runInside(around, step));
}

async function runInside(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  const unforced = around.context.dialect.name === 'sqlite' && looksLikeRebuild(String(workOf(step)));
  const first = await attempt(around, step, around.foreignKeys && !unforced);
  // it needs foreign keys off, which can only be said before BEGIN: once more, from the start
  return first ?? (await attempt(around, step, false)) ?? 'elsewhere';
}

async function attempt(around: StepSurroundings, step: Step, foreignKeys: boolean): Promise<StepOutcome | null> {
  const { session, context } = around;
  if (context.dialect.name === 'sqlite') await session.db.query(`PRAGMA foreign_keys = ${foreignKeys ? 'ON' : 'OFF'}`);
  const present = await around.recorder.begin(concerned(around, step));
  let holder: LockHolder | null = null;
  try {
    if (alreadyDone(around, step, present)) {
      await session.db.query('ROLLBACK');
      return 'elsewhere';
    }
    const begun = await begin(around, step, foreignKeys);
    const watch = watchBlocker(context, session, step.revision.id);
    const settled = await perform(step, session, begun.scope, context).finally(watch.dispose);
    holder = watch.holder;
    if (begun.scope.ended instanceof ForeignKeysInTheWay) {
      await session.db.query('ROLLBACK');
      return null;
    }
    if (begun.scope.ended instanceof NoTransactionPossible || refusedByDriver(step, settled.error)) {
      await session.db.query('ROLLBACK');
      return await runOutside(around, step);
    }
    if (settled.error !== undefined) throw settled.error.reason;
    if (begun.scope.ended !== null) throw begun.scope.ended;
    await finish(around, step, begun, settled.floating);
  } catch (error) {
    throw await rolledBack(around, step, error, holder);
  }
  return step.direction === 'up' ? 'applied' : 'reverted';
}

// A file that took the connection from Sequelize and speaks to the driver itself passes the gate by.
function refusedByDriver({ revision }: Step, error: { reason: unknown } | undefined): boolean {
  return revision.form !== 'windlass' && error !== undefined && refusesTransaction(error.reason);
}

async function begin(around: StepSurroundings, step: Step, foreignKeys: boolean): Promise<Attempt> {
  const unguarded = around.foreignKeys && !foreignKeys;
  return {
    scope: scopeOf(around, step, { transactional: true, foreignKeys }),
    startedAt: new Date(),
    started: performance.now(),
    violations: unguarded ? await readViolations(around.session.db) : null,
  };
}

function scopeOf(
  { context, guard, standIn }: StepSurroundings,
  { revision: { id, form } }: Step,
  manner: { transactional: boolean; foreignKeys: boolean },
): StepScope {
  const legacy = form !== 'windlass';
  const heard = (sql: string) => context.report({ kind: 'statement', revision: id, sql });
  const prepare = (sql: string) => guard.before(sql);
  const mend = async (error: unknown) => legacy && standIn.provide(error);
  return new StepScope({ revision: id, legacy, heard, prepare, mend, ...manner });
}

async function finish(around: StepSurroundings, step: Step, begun: Attempt, floating: boolean): Promise<void> {
  const { session, context } = around;
  warn(context, step, begun.scope, floating);
  if (begun.violations !== null) {
    const broken = newViolations(begun.violations, await readViolations(session.db));
    if (broken !== null)
      throw new StepFailed(
        `${step.revision.id} would leave ${broken}`,
        'delete or mend those rows in the same revision',
      );
  }
  try {
    await record(around, step, begun);
  } catch (error) {
    // a statement that failed earlier ended the transaction, and the revision swallowed its error
    throw context.dialect.failure(error) === 'aborted' ? (begun.scope.firstFailure ?? error) : error;
  }
}

// The rows and the end of the transaction they stand in.
async function record(around: StepSurroundings, step: Step, begun: Attempt): Promise<void> {
  const { context, recorder, session, searchPath } = around;
  const { revision, direction } = step;
  const durationMs = performance.now() - begun.started;
  const said = (words: RegExp) => begun.scope.statements.some((sql) => words.test(sql));
  if (searchPath !== null && said(/search_path/i))
    await session.db.query("SELECT set_config('search_path', $1, false)", [searchPath]);
  await around.standIn.clear();
  if (await around.guard.after()) tell(context, revision, 'what it did to the tables of Windlass was undone');
  if (said(MAY_ADD_TRIGGERS)) await withoutTriggers(around, step);
  const row = { revision: revision.id, checksum: revision.checksum, durationMs };
  await recorder.commit([
    direction === 'up' ? recorder.added({ ...row, kind: 'applied' }) : recorder.removed(revision.id),
    recorder.appended({ ...row, event: direction, startedAt: begun.startedAt, outcome: 'done' }),
  ]);
}

// A loop over all tables of a schema (audits) finds ours there, too, and its triggers mostly fail on them.
async function withoutTriggers({ recorder, context }: StepSurroundings, { revision }: Step): Promise<void> {
  const found = await recorder.withoutTriggers();
  if (found.length === 0) return;
  tell(context, revision, `turned off ${found.join(', ')}: the record of a step must not depend on triggers`);
}

function tell(context: RunContext, { id }: Revision, what: string): void {
  const message = `${id}: ${what} ("schema" in the configuration keeps these tables apart)`;
  context.report({ kind: 'warning', message });
}

async function rolledBack(
  around: StepSurroundings,
  step: Step,
  error: unknown,
  holder: LockHolder | null,
): Promise<unknown> {
  const { session, context } = around;
  if (error instanceof StepFailedPartial) return error; // made again outside a transaction: noted there
  await session.db.query('ROLLBACK').catch(() => undefined); // the database may have rolled back by itself, or be gone
  if (session.db.lost() !== null) return connectionLost(step, context, session.db.lost() ?? error);
  if (context.signal.aborted) return context.signal.reason; // a cancelled statement fails in its own words
  if (!context.dialect.commitMayWait && context.dialect.failure(rootCause(error)) === 'busy')
    return new InTheWay(error, holder);
  await noteFailure(around, step);
  return error instanceof MigratorError ? error : stepFailed(step, context, error);
}

// A failure is worth a line in the history, but never another failure.
async function noteFailure({ recorder }: StepSurroundings, { revision, direction }: Step): Promise<void> {
  const { id, checksum } = revision;
  const entry = {
    revision: id,
    checksum,
    event: direction,
    startedAt: new Date(),
    durationMs: 0,
    outcome: 'failed',
  } as const;
  await recorder.note(entry).catch(() => undefined);
}

async function runOutside(around: StepSurroundings, step: Step): Promise<StepOutcome> {
  const { session, context } = around;
  if (context.dialect.name === 'sqlite')
    await session.db.query(`PRAGMA foreign_keys = ${around.foreignKeys ? 'ON' : 'OFF'}`);
  const release = await lockStep(session.db, context);
  try {
    if (alreadyDone(around, step, await around.recorder.present(concerned(around, step)))) return 'elsewhere';
    const scope = scopeOf(around, step, { transactional: false, foreignKeys: false });
    const begun = { scope, startedAt: new Date(), started: performance.now(), violations: null };
    const settled = await perform(step, session, scope, context);
    const failure = settled.error ?? (scope.ended === null ? undefined : { reason: scope.ended });
    if (failure !== undefined) throw await failedOutside(around, step, scope, failure.reason);
    warn(context, step, scope, settled.floating);
    await session.db.query('BEGIN');
    await record(around, step, begun);
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
  if (around.session.db.lost() !== null) return connectionLost(step, around.context, reason);
  if (around.context.signal.aborted) return around.context.signal.reason;
  await around.standIn.clear().catch(() => undefined); // it ends with the session in any case
  await noteFailure(around, step);
  return stepFailedPartial(step, around.context, reason, scope);
}

// The step's own revision, then those whose state it relies on.
function concerned({ graph }: StepSurroundings, { revision, direction }: Step): readonly string[] {
  const { id, parents, dependsOn } = revision;
  if (direction === 'up') return [id, ...parents, ...dependsOn];
  return [id, ...(graph.children.get(id) ?? []), ...(graph.dependents.get(id) ?? [])];
}

/** Read again under the lock: another process may have been here. Throws when it has taken the ground away. */
function alreadyDone(around: StepSurroundings, step: Step, present: ReadonlySet<string>): boolean {
  const { revision, direction } = step;
  if (present.has(revision.id) === (direction === 'up')) return true;

  const others = concerned(around, step).slice(1);
  const inTheWay = others.filter((id) => present.has(id) !== (direction === 'up'));
  if (inTheWay.length === 0) return false;
  const state = direction === 'up' ? 'no longer applied' : 'applied again';
  throw new StepFailed(
    `${revision.id} cannot run: ${inTheWay.join(', ')} is ${state} by another process`,
    `look with windlass current, then run windlass ${direction}grade again`,
  );
}

function warn(context: RunContext, step: Step, scope: StepScope, floating: boolean): void {
  const name = step.revision.id;
  if (floating)
    context.report({
      kind: 'warning',
      message: `${name} returned from ${step.direction}() before its work was done (a forgotten await?); Windlass waited for it`,
    });
  for (const message of scope.warnings) context.report({ kind: 'warning', message: `${name}: ${message}` });
  for (const message of scope.notices) context.report({ kind: 'notice', message: `${name}: ${message}` });
}
