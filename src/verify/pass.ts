import type { StepSurroundings } from '../runner/surroundings.ts';
import type { StepReport } from '../runner/umzug.ts';
import { inOneTransaction, NeedsOutside } from '../runner/whole.ts';
import type { Step } from '../runner/work.ts';
import type { Fingerprint } from './fingerprint.ts';
import { failureAt, type Loaded, type TrialMeans, takenSince } from './within.ts';

/**
 * Applies a revision that another share tries, and answers the state it leaves. Null when one transaction cannot do it, or it fails: nothing was done then, and
 * it has to be found out how it goes.
 */
export async function pass(
  around: StepSurroundings,
  { revision, module }: Loaded,
  before: Fingerprint,
  { listener, exact }: TrialMeans,
): Promise<Fingerprint | null> {
  const step: Step = { revision, module, direction: 'up' };
  let state: Fingerprint | null = null;
  const through = async (
    steps: readonly Step[],
    _direction: unknown,
    go: (step: Step, index: number) => Promise<StepReport>,
  ) => {
    await go(steps[0] ?? step, 0);
    state = await takenSince(around, before, { listener, exact });
    return [];
  };
  const opened = () => Promise.resolve();
  const kept = 'nothing of it was kept';
  const end = () => around.recorder.commit([]);
  const whole = { around, steps: [step], direction: 'up', opened, through, end, kept, noted: false } as const;
  try {
    await inOneTransaction(whole);
    return state;
  } catch (error) {
    if (!(error instanceof NeedsOutside)) failureAt('up', error, listener); // throws what is no fault of the revision
    return null;
  }
}
