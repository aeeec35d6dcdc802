import type { CheckedDifference } from '../check/check.ts';
import type { Entry } from '../graph/listing.ts';
import type { RunSummary } from '../migrator.ts';
import type { Status } from '../runner/status.ts';
import type { TriedSeed } from '../seeds/check.ts';
import type { Verification } from '../verify/result.ts';

/** What the command line says of a failure. An older one of the workspace names no place. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly path?: string;
  readonly line?: number;
}

/** The documents that `--json` prints, by command; those that the Action reads. */
export interface Documents {
  readonly status: Status;
  readonly current: Pick<Status, 'current' | 'pending' | 'upToDate'>;
  readonly history: readonly Omit<Entry, 'doc'>[];
  readonly run: RunSummary;
  readonly verify: Verification;
  readonly check: {
    readonly clean: boolean;
    readonly differences: readonly CheckedDifference[];
    readonly code?: string;
  };
  readonly seedCheck: { readonly ok: boolean; readonly seeds: readonly TriedSeed[] };
  readonly seeded: {
    readonly seeds: readonly { readonly seed: string; readonly outcome: string; readonly durationMs: number }[];
  };
  readonly diff: { readonly differences: readonly { readonly object: string; readonly detail: string }[] };
  readonly script: { readonly revisions: readonly string[] };
}
