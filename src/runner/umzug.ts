import type { Direction, StepOutcome } from '../events.ts';
import type { Step } from './work.ts';

/** One step as it went. */
export interface StepReport {
  readonly revision: string;
  readonly direction: Direction;
  readonly durationMs: number;
  readonly outcome: StepOutcome;
}

/** Lets Umzug take the steps one after the other; answers what `go` answered for each. Throws what `go` threw. */
export async function throughUmzug<T>(
  steps: readonly Step[],
  direction: Direction,
  go: (step: Step, index: number) => Promise<T>,
): Promise<readonly T[]> {
  const { Umzug } = await import('umzug');
  const answers: T[] = [];
  const names = steps.map(({ revision }) => revision.id);
  const umzug = new Umzug({
    migrations: steps.map((step, index) => {
      const work = async () => void answers.push(await go(step, index));
      return { name: step.revision.id, path: step.revision.path, up: work, down: work };
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
  return answers;
}
