import type { Unique } from '../model/schema.ts';
import { type ConstraintChange, constraintFamily } from './constraint-family.ts';

/** A unique constraint added or dropped. */
export type UniqueChange = ConstraintChange<'unique', Unique>;

/** ADD and DROP of a unique constraint. */
export const uniques = constraintFamily<'unique', Unique>('unique', {
  add: 'add constraints',
  drop: 'drop constraints',
});
