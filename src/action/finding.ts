import { type ErrorCode, EXIT_CODES } from '../errors.ts';
import type { ErrorDocument } from './documents.ts';
import type { FailOn } from './inputs.ts';

/** What was found: a step that failed, what `fail-on` decides about, or another error of the command line. */
export type FindingKind = 'error' | 'up-failed' | 'down-failed' | FailOn;

/** One thing that a reviewer has to see. */
export interface ActionFinding {
  readonly kind: FindingKind;
  /** The command line's code and exit status of it. */
  readonly code: string;
  readonly exitCode: number;
  readonly message: string;
  readonly remedy: string | null;
  readonly revision: string | null;
  /** Absolute, or from the working directory; null: it has no place. */
  readonly path: string | null;
  readonly line: number | null;
  /** The SQL that would mend it; empty where there is none. */
  readonly sql: string;
}

const CODE: Readonly<Record<Exclude<FindingKind, 'error'>, ErrorCode>> = {
  'up-failed': 'VERIFY',
  'down-failed': 'VERIFY',
  residue: 'VERIFY',
  'data-loss': 'VERIFY',
  rows: 'VERIFY',
  seed: 'VERIFY',
  drift: 'DRIFT',
  pending: 'PENDING',
  irreversible: 'VERIFY',
  ahead: 'UNKNOWN_APPLIED',
  warning: 'UNHEALTHY',
};

/** A finding of that kind; what is not given has the kind's own code, and no place. */
export function finding(
  kind: Exclude<FindingKind, 'error'>,
  message: string,
  given: Partial<Omit<ActionFinding, 'kind' | 'message'>> = {},
): ActionFinding {
  const code = CODE[kind];
  const nothing = { remedy: null, revision: null, path: null, line: null, sql: '' };
  return { kind, message, code, exitCode: EXIT_CODES[code], ...nothing, ...given };
}

/** The finding of an error that the command line has ended with. */
export function errorFinding(
  {
    code,
    message,
    remedy,
    path = null,
    line = null,
  }: Omit<ErrorDocument, 'path' | 'line'> & {
    readonly path?: string | null;
    readonly line?: number | null;
  },
  exitCode: number,
  kind: FindingKind = 'error',
): ActionFinding {
  return { kind, code, exitCode, message, remedy, revision: null, path, line, sql: '' };
}

/** Whether it fails the step. */
export function fails({ kind }: Pick<ActionFinding, 'kind'>, failOn: ReadonlySet<FailOn>): boolean {
  return kind === 'error' || kind === 'up-failed' || kind === 'down-failed' || failOn.has(kind);
}
