import type { Dialect } from '../dialects/dialect.ts';
import type { StateNames } from '../dialects/state.ts';
import type { DatabaseTarget } from '../dialects/target.ts';
import type { MigratorEvent } from '../events.ts';

/** Where sequelize-cli or Umzug keeps its rows. */
export interface MetaTable {
  readonly name: string;
  readonly schema: string | null;
}

/** All that the work on one database needs to know; made once by the migrator. */
export interface RunContext {
  readonly dialect: Dialect;
  readonly target: DatabaseTarget;
  /** The database that the target stands in for: what revisions open on it by themselves works on the target. Null: none. */
  readonly standsFor: DatabaseTarget | null;
  /** An empty database that may be filled and emptied where one is needed (PostgreSQL); null: one is created. */
  readonly scratch: DatabaseTarget | null;
  /** The user's project: packages are looked for there first. */
  readonly directory: string;
  readonly names: StateNames;
  /** The table of sequelize-cli, which some of its files read or write themselves. */
  readonly metaTable: MetaTable;
  /** Where sequelize-cli keeps the seeders that it has run, if it was told to. */
  readonly seedTable: MetaTable;
  /** The file in which it does, absolute; null: it is the table. */
  readonly seedFile: string | null;
  /** How long to wait for a database that does not answer. 0: not at all. */
  readonly waitMs: number;
  /** How long to wait for the migration lock. */
  readonly lockTimeoutMs: number;
  /** How long a statement of a step waits for a lock on a table before the step is rolled back and made again (PostgreSQL). 0: no limit. */
  readonly tableLockTimeoutMs: number;
  /** How long a statement of a step may run (PostgreSQL). 0: the server's own limit. */
  readonly statementTimeoutMs: number;
  /** What Umzug-form files get as their `context`; null: `op`. */
  readonly umzugContext: ((op: unknown) => unknown) | null;
  /** Whether files of sequelize-cli and Umzug get the corrected operations, too. */
  readonly legacyCorrected: boolean;
  /** Whether each step has a transaction of its own, or all of a run stand in one. */
  readonly transaction: 'each' | 'all';
  /** Who runs it, as written into the history. */
  readonly actor: string;
  readonly toolVersion: string;
  readonly report: (event: MigratorEvent) => void;
  /** Whether each statement is told with its line, which costs the look at a stack. */
  readonly lines?: boolean;
  /** Aborted by a signal; its reason is an `Interrupted`. */
  readonly signal: AbortSignal;
}
