import type { MigratorEvent } from '../events.ts';
import type { RunContext } from '../runner/context.ts';
import { type TriedStatement, tried } from '../runner/dry-run.ts';
import type { StepReport } from '../runner/umzug.ts';
import { inOneTransaction, NeedsOutside } from '../runner/whole.ts';
import { type SeedPlan, withSeeds } from './run.ts';

/** What a dry run of seeds found. */
export interface SeedDryRun {
  readonly steps: readonly StepReport[];
  readonly statements: readonly TriedStatement[];
}

/** Runs the seeds of the plan in one transaction and rolls it back: nothing is left, our table neither. Throws STEP_FAILED for one that would fail. */
export async function dryRunSeeds(context: RunContext, plan: SeedPlan): Promise<SeedDryRun> {
  const { direction, seeds } = plan;
  context.report({ kind: 'seeds-planned', direction, seeds: seeds.map(({ name }) => name), manner: 'dry run' });
  const statements: TriedStatement[] = [];
  const report = (event: MigratorEvent) => {
    if (event.kind === 'statement') statements.push(tried(event));
    context.report(event);
  };
  return withSeeds({ ...context, report }, plan, async (around, steps) => {
    const opened = async () => {
      statements.length = 0; // of an attempt before this one
      await around.recorder.createTablesWithin();
    };
    const end = async () => void (await around.session.db.query('ROLLBACK'));
    const kept = 'a dry run keeps nothing in any case';
    const reports = await inOneTransaction({ around, steps, direction, opened, end, kept, noted: false }).catch(
      (error: unknown) => {
        throw error instanceof NeedsOutside ? error.cause : error;
      },
    );
    return { steps: reports.map((one) => ({ ...one, outcome: 'tried' as const })), statements };
  });
}
