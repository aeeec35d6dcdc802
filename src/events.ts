/** One step's direction. */
export type Direction = 'up' | 'down';

/** How a step ended: by this run, already done by another process while this one waited for the lock, or rolled back in a dry run. */
export type StepOutcome = 'applied' | 'reverted' | 'elsewhere' | 'tried';

/** Who holds the migration lock, as far as the database tells. `ageMs` is the age of its transaction. */
export interface LockHolder {
  readonly pid: number | null;
  readonly application: string | null;
  readonly query: string | null;
  readonly ageMs: number | null;
}

/** What happens during a run, in the order in which it happens. Plain data: a reporter may serialise it as it is. */
export type MigratorEvent =
  | {
      readonly kind: 'run-planned';
      readonly direction: Direction;
      readonly revisions: readonly string[];
      /** How the steps will stand: each in its transaction, all in one, or in one that is rolled back at the end. */
      readonly manner: 'each' | 'all' | 'dry run';
    }
  | {
      /** The steps that follow are seeds: `revision` is then the name of one. */
      readonly kind: 'seeds-planned';
      readonly direction: Direction;
      readonly seeds: readonly string[];
      readonly manner: 'each' | 'dry run';
    }
  | {
      readonly kind: 'step-started';
      readonly revision: string;
      readonly message: string;
      readonly direction: Direction;
      readonly index: number;
      readonly total: number;
    }
  | {
      /** A step has run in a transaction that goes on: nothing of it is kept yet (one transaction for all), or ever (a dry run). */
      readonly kind: 'step-ran';
      readonly revision: string;
      readonly message: string;
      readonly direction: Direction;
      readonly durationMs: number;
      readonly index: number;
      readonly total: number;
    }
  | {
      readonly kind: 'step-finished';
      readonly revision: string;
      readonly message: string;
      readonly direction: Direction;
      readonly outcome: StepOutcome;
      readonly durationMs: number;
      readonly index: number;
      readonly total: number;
    }
  | {
      readonly kind: 'step-failed';
      readonly revision: string;
      readonly direction: Direction;
      readonly durationMs: number;
      readonly error: string;
    }
  | {
      /** The end of a run that went well, in short; steps that another process did are not counted. */
      readonly kind: 'result';
      readonly outcome: 'done';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly applied: number;
      readonly reverted: number;
    }
  | {
      /** A revision's statement that runs now; `values` may hold what is secret: the reporters of the command line leave them out. */
      readonly kind: 'statement';
      readonly revision: string;
      readonly sql: string;
      /** The line of the revision's file that sends it, where that was asked for and is known. */
      readonly line?: number;
      readonly values: {
        readonly kind: 'bind' | 'replacements';
        readonly given: readonly unknown[] | Readonly<Record<string, unknown>>;
      } | null;
    }
  /** A backfill has done a batch: rows gone through so far, of about `total` (null: the database does not know). */
  | {
      readonly kind: 'progress';
      readonly revision: string;
      readonly table: string;
      readonly done: number;
      readonly total: number | null;
    }
  | { readonly kind: 'waiting-for-database'; readonly reason: string; readonly elapsedMs: number }
  | { readonly kind: 'waiting-for-lock'; readonly holder: LockHolder | null; readonly elapsedMs: number }
  /** A step's statement waits for a lock of another session, or has given up for now. */
  | {
      readonly kind: 'blocked';
      readonly revision: string;
      readonly holder: LockHolder | null;
      readonly elapsedMs: number;
    }
  /** A revision was tried: `result` as `verify` answers it. */
  | {
      readonly kind: 'verified';
      readonly revision: string;
      readonly message: string;
      readonly result: string;
      readonly durationMs: number;
      readonly index: number;
      readonly total: number;
    }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'notice'; readonly message: string };

/** Receives events and returns nothing: a reporter can neither change nor stop a run. */
export interface Reporter {
  report(event: MigratorEvent): void;
}
