import type { MigratorError } from '../errors.ts';
import type { Fingerprint } from './fingerprint.ts';

/** Which of the three steps. */
export type Leg = 'up' | 'down' | 'again';

/** The three steps of a trial, in order. */
export const LEGS: readonly Leg[] = ['up', 'down', 'again'];

/** What failed, and at what. */
export interface LegFailure {
  readonly leg: Leg;
  readonly error: MigratorError;
  /** The statement that failed; null: the revision failed by itself. */
  readonly statement: string | null;
}

/** How up, down and up of one revision went, as far as it went. */
export interface Course {
  /** Absent: not tried. */
  readonly before?: Fingerprint;
  readonly up?: Fingerprint;
  readonly down?: Fingerprint;
  readonly again?: Fingerprint;
  readonly failure: LegFailure | null;
  /** How long each step took, in milliseconds. */
  readonly legs?: Partial<Readonly<Record<Leg, number>>>;
  /** Of an `up` that fails on rows: how it goes on empty tables. */
  readonly without?: Course;
}
