import type { Exclusion } from '../model/schema.ts';
import { type ConstraintChange, constraintFamily } from './constraint-family.ts';

/** An exclusion constraint added or dropped (PostgreSQL). */
export type ExclusionChange = ConstraintChange<'exclusion', Exclusion>;

/** ADD and DROP of an exclusion constraint. */
export const exclusions = constraintFamily<'exclusion', Exclusion>('exclusion', {
  add: 'add constraints',
  drop: 'drop constraints',
});
