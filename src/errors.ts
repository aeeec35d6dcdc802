/** The codes of product errors; each is documented under `docs/errors.md`. */
export type ErrorCode =
  | 'DRIFT'
  | 'PENDING'
  | 'LINT'
  | 'VERIFY'
  | 'UNHEALTHY'
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'CONFIG_NOT_FOUND'
  | 'UNKNOWN_TARGET'
  | 'CYCLE'
  | 'MISSING_PARENT'
  | 'DUPLICATE_ID'
  | 'MULTIPLE_HEADS'
  | 'EDITED_AFTER_APPLY'
  | 'UNKNOWN_APPLIED'
  | 'UNREACHABLE'
  | 'AUTH'
  | 'LOCKED'
  | 'STEP_FAILED'
  | 'STEP_FAILED_PARTIAL'
  | 'IRREVERSIBLE'
  | 'UNSUPPORTED'
  | 'INTERNAL'
  | 'INTERRUPTED';

/** The process exit status of each code; identical in CLI, container and Action. `INTERRUPTED` is 130 for SIGINT, 143 for SIGTERM. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  DRIFT: 1,
  PENDING: 1,
  LINT: 1,
  VERIFY: 1,
  UNHEALTHY: 1,
  USAGE: 2,
  CONFIG_INVALID: 2,
  CONFIG_NOT_FOUND: 2,
  UNKNOWN_TARGET: 2,
  CYCLE: 3,
  MISSING_PARENT: 3,
  DUPLICATE_ID: 3,
  MULTIPLE_HEADS: 3,
  EDITED_AFTER_APPLY: 3,
  UNKNOWN_APPLIED: 3,
  UNREACHABLE: 4,
  AUTH: 4,
  LOCKED: 5,
  STEP_FAILED: 6,
  STEP_FAILED_PARTIAL: 6,
  IRREVERSIBLE: 6,
  UNSUPPORTED: 7,
  INTERNAL: 70,
  INTERRUPTED: 130,
};

/** Where in the user's files something is wrong. */
export interface ErrorPlace {
  /** Absolute, or from the project's folder. */
  readonly path: string;
  /** Counted from 1; null where only the file is known. */
  readonly line: number | null;
}

/** What every failure of Windlass is: one sentence in the user's own words, and a remedy, the next thing to type. */
export abstract class MigratorError extends Error {
  abstract readonly code: ErrorCode;
  readonly remedy: string;
  /** The place in the user's files that the message names; null where it names none. */
  readonly place: ErrorPlace | null;

  constructor(
    message: string,
    remedy: string,
    { place = null, ...options }: { cause?: unknown; place?: ErrorPlace | null } = {},
  ) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
    this.place = place;
  }

  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}

/** Whether a thrown value is one of ours, also from another copy of Windlass in the same process (the project's beside a global one). */
export function isMigratorError(value: unknown): value is MigratorError {
  const { code, remedy } = (value ?? {}) as { code?: unknown; remedy?: unknown };
  return value instanceof Error && typeof remedy === 'string' && String(code) in EXIT_CODES;
}

/** The database is not what the last run left, or not what the models say, and `--strict` was asked for. */
export class Drift extends MigratorError {
  readonly code = 'DRIFT';
}

/** The command line asks for something that makes no sense. */
export class Usage extends MigratorError {
  readonly code = 'USAGE';
}

/** Revisions are pending where the database must be at the head. */
export class Pending extends MigratorError {
  readonly code = 'PENDING';
}

/** A configuration value that cannot be used; the message names the key and the file. */
export class ConfigInvalid extends MigratorError {
  readonly code = 'CONFIG_INVALID';
}

/** No configuration where one was named, or nothing that says which database. */
export class ConfigNotFound extends MigratorError {
  readonly code = 'CONFIG_NOT_FOUND';
}

/** A target that names no revision, several, or more steps than there are. */
export class UnknownTarget extends MigratorError {
  readonly code = 'UNKNOWN_TARGET';
}

/** Revisions that build on each other in a circle. */
export class Cycle extends MigratorError {
  readonly code = 'CYCLE';
}

/** A revision that builds on one that has no file. */
export class MissingParent extends MigratorError {
  readonly code = 'MISSING_PARENT';
}

/** Two files that claim the same revision id. */
export class DuplicateId extends MigratorError {
  readonly code = 'DUPLICATE_ID';
}

/** One revision was asked for and several branches answer. */
export class MultipleHeads extends MigratorError {
  readonly code = 'MULTIPLE_HEADS';
}

/** A revision file is no longer the text that was applied. */
export class EditedAfterApply extends MigratorError {
  readonly code = 'EDITED_AFTER_APPLY';
}

/** The database holds revisions that no file describes: it is ahead. */
export class UnknownApplied extends MigratorError {
  readonly code = 'UNKNOWN_APPLIED';
}

/** The database did not answer in time, or does not exist. */
export class Unreachable extends MigratorError {
  readonly code = 'UNREACHABLE';
}

/** The database refused the user or the password. */
export class Auth extends MigratorError {
  readonly code = 'AUTH';
}

/** Someone else held the migration lock past the deadline. */
export class Locked extends MigratorError {
  readonly code = 'LOCKED';
}

/** A step failed and was rolled back whole. */
export class StepFailed extends MigratorError {
  readonly code = 'STEP_FAILED';
}

/** A step outside a transaction failed; what it had done stays. */
export class StepFailedPartial extends MigratorError {
  readonly code = 'STEP_FAILED_PARTIAL';
}

/** A downgrade over a revision that declares itself irreversible. */
export class Irreversible extends MigratorError {
  readonly code = 'IRREVERSIBLE';
}

/** This database cannot do what was asked. */
export class Unsupported extends MigratorError {
  readonly code = 'UNSUPPORTED';
}

/** A bug in Windlass. */
export class Internal extends MigratorError {
  readonly code = 'INTERNAL';
}

/** A signal stopped the run; the running step was rolled back. */
export class Interrupted extends MigratorError {
  readonly code = 'INTERRUPTED';
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM', message: string, remedy: string) {
    super(message, remedy);
    this.signal = signal;
  }

  /** 128 + the signal's number (POSIX shell convention): SIGINT 130, SIGTERM 143. */
  override get exitCode(): number {
    return this.signal === 'SIGINT' ? 130 : 143;
  }
}

/** What anything that was thrown says, without its stack; a revision may throw what cannot even be made a string. */
export function sentenceOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return `something that is no error: ${Object.prototype.toString.call(thrown)}`;
  }
}
