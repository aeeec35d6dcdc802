import type { ScriptStart } from '../dialects/script.ts';
import { StepFailed } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Plan } from '../graph/plan.ts';
import type { ScriptPlan } from '../graph/script-plan.ts';
import type { RunContext } from '../runner/context.ts';
import { lockName } from '../runner/lock.ts';
import { reach } from '../runner/reach.ts';
import { run } from '../runner/run.ts';
import { Recording } from './recording.ts';
import { withScratch } from './scratch.ts';
import { stepText } from './step-text.ts';

/**
 * The SQL of a plan, version rows included, as `psql` or the `sqlite3` shell reads it; the same each time that it is made. The
 * revisions are run on a scratch database, first those before the plan, and what they send there is written down.
 */
export async function writeScript(context: RunContext, graph: RevisionGraph, wanted: ScriptPlan): Promise<string> {
  return withScratch(context, async (scratch) => {
    if (wanted.before.steps.length > 0) await replay(context, scratch, graph, wanted.before, { speak: false });
    const recording = await replay(context, scratch, graph, wanted.plan, { speak: true });
    return textOf(context, graph, wanted, recording, await harmlessIn(scratch));
  });
}

async function replay(
  context: RunContext,
  scratch: RunContext,
  graph: RevisionGraph,
  plan: Plan,
  { speak }: { speak: boolean },
): Promise<Recording> {
  const { dialect, names } = context;
  const recording = new Recording(dialect, names, { sharesServer: context.scratch === null });
  try {
    await run({ ...scratch, report: quietly(context, speak) }, graph, plan, recording);
    if (recording.refusal !== null) throw recording.refusal; // a revision may have caught it
  } catch (error) {
    if (recording.refusal !== null) throw recording.refusal;
    if (error instanceof StepFailed) error.message = `on the scratch database: ${error.message}`;
    throw error;
  }
  return recording;
}

// The steps are no news: nothing happens to the target. What revisions say, and what a person waits for, is.
function quietly({ report }: RunContext, speak: boolean): RunContext['report'] {
  return (event) => {
    const waits = event.kind === 'waiting-for-database' || event.kind === 'blocked';
    if (waits || (speak && (event.kind === 'warning' || event.kind === 'notice'))) report(event);
  };
}

async function harmlessIn(scratch: RunContext): Promise<ReadonlySet<string> | null> {
  const db = await reach(scratch, { create: false });
  try {
    return await scratch.dialect.script.harmless(db);
  } finally {
    await db.close();
  }
}

function textOf(
  context: RunContext,
  graph: RevisionGraph,
  { applied, plan }: ScriptPlan,
  { session, steps }: Recording,
  harmless: ReadonlySet<string> | null,
): string {
  const { script, state } = context.dialect;
  const called = plan.from.join(', ') || 'base';
  const tables = state(session.names);
  const start: ScriptStart = { lock: lockName(context), names: session.names, tables, applied: [...applied], called };
  const header = [
    `-- Windlass ${context.toolVersion}, ${script.database}: ${plan.direction}grade ${called} -> ${plan.to.join(', ') || 'base'}`,
    `-- Run it with: ${script.program}`,
    `-- It starts at ${called}: on a database that stands elsewhere it fails before it changes anything.`,
  ];
  const blocks = plan.steps.map((revision) => {
    const recorded = steps.get(revision.id);
    if (recorded === undefined) throw new RangeError(`${revision.id} was not recorded`);
    return stepText({ context, graph, direction: plan.direction, start, session, harmless }, revision, recorded);
  });
  const settings = session.settings.map((sql) => `${sql};`);
  const parts =
    blocks.length === 0 ? [header, ['-- There is nothing to do.']] : [header, settings, script.start(start)];
  return [...parts, ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n');
}
