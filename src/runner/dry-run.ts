import type { MigratorEvent } from '../events.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Plan } from '../graph/plan.ts';
import type { RunContext } from './context.ts';
import { prepared } from './prepare.ts';
import { runsOutside, type StepSurroundings } from './surroundings.ts';
import type { StepReport } from './umzug.ts';
import { inOneTransaction, NeedsOutside } from './whole.ts';
import type { Step } from './work.ts';

/** A statement as it ran in a dry run. */
export interface TriedStatement {
  readonly revision: string;
  readonly sql: string;
  /** What stood beside its text, keyed as the text names it: `$1`, `$name`, `?1`, `:name`. As plain data. Absent when there was nothing. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What a dry run found. */
export interface DryRun {
  readonly steps: readonly StepReport[];
  readonly statements: readonly TriedStatement[];
  /** The steps from the first on that no transaction allows: nothing of them was tried. */
  readonly untried: readonly string[];
}

/**
 * Runs the plan in one transaction, as `runWhole` does, and rolls it back: nothing is left, no table of ours and no line of the history either. A step
 * that runs outside a transaction, or needs one of its own, cannot be tried, nor can what comes after it. Throws STEP_FAILED for a step that would fail.
 */
export async function dryRun(context: RunContext, graph: RevisionGraph, plan: Plan): Promise<DryRun> {
  const { direction } = plan;
  context.report({ kind: 'run-planned', direction, revisions: plan.steps.map(({ id }) => id), manner: 'dry run' });
  const statements: TriedStatement[] = [];
  const report = (event: MigratorEvent) => {
    if (event.kind === 'statement') statements.push(tried(event));
    context.report(event);
  };
  return prepared({ ...context, report }, graph, plan, async (around, all) => {
    const opened = async () => {
      statements.length = 0; // of an attempt before this one
      await around.recorder.createTablesWithin();
    };
    const { steps, why } = await tryable(around, all, opened, direction);
    if (steps.length === 0) statements.length = 0;
    const untried = all.slice(steps.length).map(({ revision }) => revision.id);
    if (untried.length > 0) context.report({ kind: 'warning', message: notTried(untried, why) });
    return { steps, statements, untried };
  });
}

// A file may tell only while it runs that it cannot share a transaction: then the steps before it are run again without it.
async function tryable(
  around: StepSurroundings,
  all: readonly Step[],
  opened: () => Promise<void>,
  direction: Plan['direction'],
): Promise<{ readonly steps: readonly StepReport[]; readonly why: string }> {
  const firm = all.findIndex((step) => runsOutside(around, step));
  let steps = firm < 0 ? all : all.slice(0, firm);
  let why = 'it runs outside a transaction, and what it does could not be rolled back';
  const end = async () => void (await around.session.db.query('ROLLBACK'));
  const kept = 'a dry run keeps nothing in any case';
  for (;;) {
    if (steps.length === 0) return { steps: [], why };
    try {
      const reports = await inOneTransaction({ around, steps, direction, opened, end, kept, noted: false });
      return { steps: reports.map(asTried), why };
    } catch (error) {
      if (!(error instanceof NeedsOutside)) throw error;
      steps = steps.slice(0, steps.indexOf(error.step));
      why = `it cannot share a transaction (${error.message})`;
    }
  }
}

function asTried(report: StepReport): StepReport {
  return { ...report, outcome: report.outcome === 'elsewhere' ? 'elsewhere' : 'tried' };
}

function notTried(untried: readonly string[], why: string): string {
  const [first = '', ...rest] = untried;
  const others = rest.length === 0 ? '' : ` The ${rest.length} after it were not tried either: ${rest.join(', ')}.`;
  return `from ${first} on nothing was tried: ${why}.${others}`;
}

/** A statement that ran, as plain data. */
export function tried({ revision, sql, values }: Extract<MigratorEvent, { kind: 'statement' }>): TriedStatement {
  if (values === null) return { revision, sql };
  const prefix = { bind: ['$', '$'], replacements: ['?', ':'] }[values.kind] as [string, string];
  const named = Array.isArray(values.given)
    ? values.given.map((value, index) => [`${prefix[0]}${index + 1}`, plain(value)])
    : Object.entries(values.given).map(([name, value]) => [`${prefix[1]}${name}`, plain(value)]);
  return { revision, sql, values: Object.fromEntries(named) };
}

// What JSON can hold.
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(plain);
  return value === undefined ? null : value;
}
