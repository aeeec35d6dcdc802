import type { Unfilled } from '../rows/fill.ts';
import type { Leg } from './course.ts';

/** What was found of a revision; the first that applies, in this order after `irreversible`: `up-failed`, `down-failed`, `residue`, `data-loss`. */
export type VerifyResult = 'ok' | 'irreversible' | 'up-failed' | 'down-failed' | 'residue' | 'data-loss';

/** One thing that is not as it was, or a step that failed. */
export interface Finding {
  /** `up` or `down` for a step that failed, else what sort of thing it is: `index`, `enum`, `rows`, `counter` … */
  readonly kind: string;
  /** Which: `index bookings_at`, `bookings.priority`; of a step that failed, the statement that did. */
  readonly object: string;
  /** One sentence with both sides. */
  readonly detail: string;
  /** The line of the revision's file that it comes from, where that is known. */
  readonly line?: number;
  /** An `up` fails on the rows that stand in the tables, and works on empty ones. */
  readonly onlyWithRows?: true;
}

/** What was found of one revision. */
export interface VerifiedRevision {
  readonly revision: string;
  readonly message: string;
  /** Absolute path of its file. */
  readonly path: string;
  readonly result: VerifyResult;
  /** Why it declares that it cannot be taken back; only of `irreversible`. */
  readonly reason?: string;
  readonly differences: readonly Finding[];
  /** What its own work necessarily loses, no fault: the values of what `up` drops, those that only exist after `up`. */
  readonly lost: readonly Finding[];
  /** How long each step of the trial took, as far as it went; absent where nothing was tried. */
  readonly legs?: Partial<Readonly<Record<Leg, number>>>;
  /** The lines of the file on which its functions begin, as far as the text shows them. */
  readonly lines: { readonly up?: number; readonly down?: number };
  readonly durationMs: number;
}

/** What `verify` found. */
export interface Verification {
  /** Whether every revision is `ok` or `irreversible`, and every one was reached. */
  readonly ok: boolean;
  /** Those that were tried, in plan order. */
  readonly revisions: readonly VerifiedRevision[];
  /** Those that stand on one whose `up` fails: nothing is known of them. */
  readonly unreached: readonly string[];
  /** Tables that no rows could be made for: what a revision does to theirs is not known. */
  readonly unfilled: readonly Unfilled[];
  /** What was found of going down the whole line, newest first; absent: not asked for. */
  readonly chain?: readonly VerifiedRevision[];
}

/** Whether a result is a fault of the revision. */
export function isFault(result: VerifyResult): boolean {
  return result !== 'ok' && result !== 'irreversible';
}
