import { performance } from 'node:perf_hooks';
import { StepFailedPartial, sentenceOf } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Plan } from '../graph/plan.ts';
import type { Wire } from '../sequelize/wire.ts';
import type { RunContext } from './context.ts';
import { prepared } from './prepare.ts';
import { takeAfterFailure } from './snapshot.ts';
import { runStep } from './step.ts';
import type { StepSurroundings } from './surroundings.ts';
import { type StepReport, throughUmzug } from './umzug.ts';
import { refuseOutside, runWhole } from './whole.ts';
import type { Step } from './work.ts';

/**
 * Runs the plan on Umzug, step by step or in one transaction; answers what each did. All revisions are imported before the first one runs. `wire`
 * hears what the steps send, each in a transaction of its own.
 */
export async function run(
  context: RunContext,
  graph: RevisionGraph,
  plan: Plan,
  wire?: Wire,
): Promise<readonly StepReport[]> {
  const { direction } = plan;
  const manner = wire === undefined ? context.transaction : 'each';
  if (manner === 'all') refuseOutside(plan);
  context.report({ kind: 'run-planned', direction, revisions: plan.steps.map(({ id }) => id), manner });
  const work = async (around: StepSurroundings, steps: readonly Step[]) => {
    await around.recorder.createTables();
    if (manner === 'all') return runWhole(around, steps, direction);
    let changed = false;
    const one = async (step: Step, index: number) => {
      const report = await reported(around, step, index, steps.length);
      changed ||= report.outcome !== 'elsewhere';
      return report;
    };
    return throughUmzug(steps, direction, one).catch(async (error: unknown) => {
      if (changed || error instanceof StepFailedPartial) await takeAfterFailure(around);
      throw error;
    });
  };
  return prepared(context, graph, plan, work, wire);
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
