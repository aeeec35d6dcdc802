import type { Check } from '../model/schema.ts';
import { type ConstraintChange, constraintFamily } from './constraint-family.ts';

/** A CHECK added or dropped. */
export type CheckChange = ConstraintChange<'check', Check>;

/** ADD and DROP of a CHECK. */
export const checks = constraintFamily<'check', Check>('check', { add: 'add constraints', drop: 'drop constraints' });
