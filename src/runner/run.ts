import { performance } from 'node:perf_hooks';
import type { Connection } from '../dialects/connection.ts';
import { Irreversible, sentenceOf, Unsupported } from '../errors.ts';
import type { Direction, StepOutcome } from '../events.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Plan } from '../graph/plan.ts';
import type { Revision } from '../graph/revision.ts';
import { importRevision } from '../revisions/import.ts';
import { openSession, type Session } from '../sequelize/session.ts';
import type { RunContext } from './context.ts';
import { MetaStandIn } from './meta-stand-in.ts';
import { persist, reach, refused } from './reach.ts';
import { Recorder } from './recorder.ts';
import { StateGuard } from './state-guard.ts';
import { runStep, type StepSurroundings } from './step.ts';
import type { Step } from './work.ts';

/** One step as it went. */
export interface StepReport {
  readonly revision: string;
  readonly direction: Direction;
  readonly durationMs: number;
  readonly outcome: StepOutcome;
}

/** Runs the plan on Umzug, step by step; answers what each did. All revisions are imported before the first one runs. */
export async function run(context: RunContext, graph: RevisionGraph, plan: Plan): Promise<readonly StepReport[]> {
  context.report({ kind: 'run-planned', direction: plan.direction, revisions: plan.steps.map(({ id }) => id) });
  if (plan.direction === 'down') refuseIrreversible(plan.steps);
  // it cancels what a signal stops: that signal must not stop it, too
  const undisturbed = { ...context, waitMs: 0, signal: new AbortController().signal };
  const reopen = () => reach(undisturbed, { create: false });
  const { dialect, target, directory, names } = context;
  const own = [names.revision, names.history];
  const session = await persist(context, () => openSession(dialect, target, directory, own, reopen));
  try {
    const steps = await importSteps(plan, context); // with the session: what they import may open the database, too
    return await runAll(await surroundings(context, graph, session), steps, plan.direction);
  } catch (error) {
    throw refused(context, error);
  } finally {
    await session.close();
  }
}

async function importSteps(plan: Plan, context: RunContext): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const revision of plan.steps) {
    const module = await importRevision(revision, { directory: context.directory });
    if (plan.direction === 'down' && module.down === undefined) throw withoutDown(revision);
    steps.push({ revision, module, direction: plan.direction });
  }
  return steps;
}

function refuseIrreversible(steps: readonly Revision[]): void {
  const firm = steps.find(({ irreversible }) => irreversible !== null);
  if (firm === undefined) return;
  throw new Irreversible(
    `${firm.id} declares itself irreversible${firm.irreversible === '' ? '' : `: ${firm.irreversible}`}`,
    `choose a target above it, or restore a backup; nothing was changed`,
  );
}

function withoutDown(revision: Revision): Irreversible {
  return new Irreversible(
    `${revision.id} has no down()`,
    `write down() in ${revision.path}, or declare \`export const irreversible = true\`; nothing was changed`,
  );
}

async function surroundings(context: RunContext, graph: RevisionGraph, session: Session): Promise<StepSurroundings> {
  const { schema, searchPath, foreignKeys } = await sessionFacts(context, session.db);
  const recorder = new Recorder(session.db, { ...context, names: { ...context.names, schema } });
  await recorder.createTables();
  const standIn = new MetaStandIn(session.db, context, recorder);
  const guard = new StateGuard(session.db, context, { ...context.names, schema }, recorder);
  return { context, graph, session, recorder, standIn, guard, searchPath, foreignKeys };
}

// The state tables are named with their schema from here on: a revision may change the search path (every pg_dump does).
async function sessionFacts(context: RunContext, db: Connection) {
  const { names, dialect } = context;
  if (dialect.name === 'sqlite') {
    const [row] = await db.query('PRAGMA foreign_keys');
    return { schema: names.schema, searchPath: null, foreignKeys: row?.foreign_keys === 1 };
  }
  const [row] = await db.query("SELECT current_schema() AS schema, current_setting('search_path') AS path");
  const schema = names.schema ?? (row?.schema as string | null);
  if (schema === null)
    throw new Unsupported('no schema of the search path exists', 'create it, or set "schema" in the configuration');
  return { schema, searchPath: String(row?.path), foreignKeys: false };
}

async function runAll(
  around: StepSurroundings,
  steps: readonly Step[],
  direction: Direction,
): Promise<readonly StepReport[]> {
  const { Umzug } = await import('umzug');
  const reports: StepReport[] = [];
  const names = steps.map(({ revision }) => revision.id);
  const umzug = new Umzug({
    migrations: steps.map((step, index) => {
      const go = async () => void reports.push(await reported(around, step, index, steps.length));
      return { name: step.revision.id, path: step.revision.path, up: go, down: go };
    }),
    context: {},
    // The step itself records, in its own transaction: Umzug would only do it after the commit.
    storage: {
      executed: async () => (direction === 'up' ? [] : names),
      logMigration: async () => undefined,
      unlogMigration: async () => undefined,
    },
    logger: undefined,
  });
  try {
    await umzug[direction]({ migrations: names });
  } catch (error) {
    throw (error as { cause?: unknown }).cause ?? error; // Umzug wraps; what the step threw says it all
  }
  return reports;
}

async function reported(around: StepSurroundings, step: Step, index: number, total: number): Promise<StepReport> {
  const { context } = around;
  const { id: revision, message } = step.revision;
  const { direction } = step;
  context.signal.throwIfAborted();
  context.report({ kind: 'step-started', revision, message, direction, index, total });
  const started = performance.now();
  try {
    const outcome = await runStep(around, step);
    const durationMs = Math.round(performance.now() - started);
    context.report({ kind: 'step-finished', revision, message, direction, outcome, durationMs, index, total });
    return { revision, direction, durationMs, outcome };
  } catch (error) {
    const durationMs = Math.round(performance.now() - started);
    context.report({
      kind: 'step-failed',
      revision,
      direction,
      durationMs,
      error: sentenceOf(error),
    });
    throw error;
  }
}
