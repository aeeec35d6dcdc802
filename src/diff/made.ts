import type { SchemaChange } from '../changes/index.ts';
import type { Rank } from './ranks.ts';
import type { Thing } from './things.ts';

/** A change and the difference that it mends. */
export interface Made {
  readonly change: SchemaChange;
  readonly about: Thing;
  /** Where it is not as usual for its kind. */
  readonly rank?: Rank;
  /** The difference in whose way it stands: what it is about goes and comes back as it was. */
  readonly because?: Thing;
  /** What else it mends: the constraints that go with a column. */
  readonly covers?: readonly Thing[];
}

/** A change with what it is about. */
export const made = (about: Thing, change: SchemaChange, rank?: Rank): Made => ({
  about,
  change,
  ...(rank !== undefined && { rank }),
});
