import type { SchemaSnapshot } from '../model/schema.ts';
import type { Connection } from './connection.ts';
import type { DatabaseTarget } from './target.ts';

/** Statements for an empty database. */
export interface TrialDdl {
  /** None holds a semicolon of its own outside quotes. */
  readonly statements: readonly string[];
  /** The schemas that they name, in double quotes with a point behind. */
  readonly schemas: readonly string[];
}

/** Where they are tried. */
export interface TrialPlace {
  /** A session of the target, outside a transaction. */
  readonly db: Connection;
  readonly target: DatabaseTarget;
  /** The project: drivers are looked for there first. */
  readonly directory: string;
  /** Opens a session of another database, for where the target's user may not try anything there; null: there is none. */
  readonly scratch: (() => Promise<Connection>) | null;
}

/** How a schema is made to see what comes of it, and leaves nothing behind. */
export interface Trial {
  /** What the outcome depends on besides the statements; the same text, the same outcome. */
  surroundings(db: Connection): Promise<string>;
  /**
   * The schema that the statements make in an empty database, as a reflection of the target would give it had they been run there. Throws
   * `TrialFailed`, and UNSUPPORTED where the target's user may not do what it takes.
   */
  schemaOf(place: TrialPlace, ddl: TrialDdl): Promise<SchemaSnapshot>;
}

/** A statement that the database refuses. */
export class TrialFailed extends Error {
  readonly statement: string;

  constructor(statement: string, cause: unknown) {
    const { detail } = (cause ?? {}) as { readonly detail?: string };
    const words = cause instanceof Error ? cause.message : String(cause);
    super(detail === undefined ? words : `${words} (${detail.replace(/\.$/, '')})`, { cause });
    this.name = 'TrialFailed';
    this.statement = statement;
  }
}
