import type { PrimaryKey } from '../model/schema.ts';
import { type ConstraintChange, constraintFamily } from './constraint-family.ts';

/** A primary key added or dropped. */
export type PrimaryKeyChange = ConstraintChange<'primary key', PrimaryKey>;

/** ADD and DROP of a primary key. */
export const primaryKeys = constraintFamily<'primary key', PrimaryKey>('primary key', {
  add: 'add constraints',
  drop: 'drop constraints',
});
