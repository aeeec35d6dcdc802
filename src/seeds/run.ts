import { sentenceOf } from '../errors.ts';
import type { Direction } from '../events.ts';
import { buildGraph } from '../graph/graph.ts';
import type { RunContext } from '../runner/context.ts';
import { opened } from '../runner/prepare.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import type { StepReport } from '../runner/umzug.ts';
import type { Step } from '../runner/work.ts';
import { SeedRecorder } from './recorder.ts';
import type { Seed } from './seed.ts';
import { seedSteps } from './steps.ts';

/** What is to be done with which seeds. */
export interface SeedPlan {
  readonly direction: Direction;
  /** In the order in which they run. */
  readonly seeds: readonly Seed[];
  /** All that have a file. */
  readonly all: readonly Seed[];
  readonly environment: string | null;
}

/** Runs seeds, each in one transaction with its row, under the migration lock; answers what each did. Throws STEP_FAILED for the first that fails. */
export async function runSeeds(context: RunContext, plan: SeedPlan): Promise<readonly StepReport[]> {
  const { direction, seeds } = plan;
  context.report({ kind: 'seeds-planned', direction, seeds: seeds.map(({ name }) => name), manner: 'each' });
  return withSeeds(context, plan, async (around, steps) => {
    await around.recorder.createTables();
    const reports: StepReport[] = [];
    for (const [index, step] of steps.entries()) reports.push(await one(around, step, index, steps.length));
    return reports;
  });
}

/** Opens the session that the seeds of a plan run in, and imports them. */
export function withSeeds<T>(
  context: RunContext,
  plan: SeedPlan,
  work: (around: StepSurroundings, steps: readonly Step[]) => Promise<T>,
): Promise<T> {
  const { seeds, all, direction, environment } = plan;
  const steps = (session: StepSurroundings['session']) => seedSteps(seeds, direction, session, context);
  return opened(context, buildGraph([]), { steps }, (around, made) => {
    const recorder = new SeedRecorder(around.session.db, around.context, { seeds: all, direction, environment });
    // what is half-done is a revision, perhaps of the same name
    return work({ ...around, recorder, halfDone: new Set(), last: null }, made);
  });
}

async function one(around: StepSurroundings, step: Step, index: number, total: number): Promise<StepReport> {
  const { context } = around;
  const { direction } = step;
  const { id: revision, message } = step.revision;
  context.signal.throwIfAborted();
  context.report({ kind: 'step-started', revision, message, direction, index, total });
  const started = performance.now();
  const durationMs = () => Math.round(performance.now() - started);
  try {
    const report = { revision, direction, outcome: await runStep(around, step), durationMs: durationMs() };
    context.report({ kind: 'step-finished', message, index, total, ...report });
    return report;
  } catch (error) {
    const said = sentenceOf(error);
    context.report({ kind: 'step-failed', revision, direction, durationMs: durationMs(), error: said });
    throw error;
  }
}
