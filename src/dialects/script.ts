import type { Connection } from './connection.ts';
import type { StateNames, StateTables } from './state.ts';

/** What a driver was given beside a statement's text: by position, or by name. */
export type BoundValues = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Is told what goes through the raw session of a driver, whoever sends it. */
export interface WireListener {
  /** Before it is sent; what this throws, the sender gets in place of an answer. */
  sending(sql: string): void;
  /** Once the database has done it. */
  sent(sql: string, values: BoundValues | null): void;
}

/** What the session of a replay says that a script has to say, too. */
export interface ScriptSession {
  /** Statements that make another session behave as this one. */
  readonly settings: readonly string[];
  /** What a step that changed the search path ends with; null where there is none. */
  readonly restore: string | null;
  /** Where the state tables stand. */
  readonly names: StateNames;
  /** Whether the database looks after foreign keys when it is let alone (SQLite). */
  readonly foreignKeys: boolean;
}

/** The state at which a script starts. */
export interface ScriptStart {
  readonly lock: string;
  readonly names: StateNames;
  readonly tables: StateTables;
  readonly applied: readonly string[];
  /** As a person names it: `base`, or the current revisions. */
  readonly called: string;
}

/** One step of a script. Statements and rows are whole SQL text without the last semicolon. */
export interface ScriptStep {
  readonly revision: string;
  readonly start: ScriptStart;
  readonly transaction: boolean;
  /** Whether foreign keys are looked after while it runs (SQLite). */
  readonly foreignKeys: boolean;
  /** What must be applied before it, and what must not. */
  readonly needs: readonly string[];
  readonly absent: readonly string[];
  /** Comment lines and statements of the revision, in order; statements end with their semicolon. */
  readonly lines: readonly string[];
  /** The statements that record it. */
  readonly rows: readonly string[];
}

/** How the script of a replay is written for one database. */
export interface ScriptText {
  /** The name of the database, and the program that runs scripts, as a person types it. */
  readonly database: string;
  readonly program: string;
  /** A value that a statement carried beside its text, as the driver sends it, but as text. */
  literal(value: unknown): string;
  /** A statement as the program reads it to what the database was told: nothing in it means something to the program. */
  shielded(sql: string): string;
  session(db: Connection, names: StateNames): Promise<ScriptSession>;
  /** Functions that change something or may: a SELECT that calls one is no plain read. Null: there are none. */
  harmless(db: Connection): Promise<ReadonlySet<string> | null>;
  /** Lines that fail, changing nothing, unless the database is where the script starts; at base they make the state tables. */
  start(start: ScriptStart): readonly string[];
  step(step: ScriptStep): readonly string[];
}
