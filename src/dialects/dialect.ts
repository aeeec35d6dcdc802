import type { LockHolder } from '../events.ts';
import type { QualifiedName } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';
import type { CatalogState, Heard, Touched } from './changes.ts';
import type { Connection, Row } from './connection.ts';
import type { Loading } from './load.ts';
import type { Paging } from './paging.ts';
import type { RowSource } from './rows.ts';
import type { ScratchSource } from './scratch.ts';
import type { ScriptText, WireListener } from './script.ts';
import type { StateNames, StateTables } from './state.ts';
import type { DatabaseTarget, DialectName } from './target.ts';
import type { Trial } from './trial.ts';

/** Why a database answered with an error, as far as the way on differs. */
export type Failure =
  /** Nobody answers yet: waiting may help. */
  | 'unavailable'
  /** The user or the password was refused. */
  | 'auth'
  /** The database itself does not exist or cannot be opened. */
  | 'missing'
  /** Another session is in the way; the same again may go through. */
  | 'busy'
  /** An earlier error has ended the transaction. */
  | 'aborted'
  | 'other';

/** How a session is opened. */
export interface ConnectOptions {
  /** The user's project: the driver installed there is taken before the one beside Windlass. */
  readonly directory: string;
  /** Gives up on a server that accepts the connection and then says nothing. */
  readonly timeoutMs: number;
  /** False: a SQLite file that is not there is read as an empty database and not created. */
  readonly create: boolean;
}

/** What an earlier attempt at a statement outside a transaction has left. */
export type Leftover =
  /** Its session still works on it. */
  | { readonly kind: 'under way'; readonly holder: LockHolder }
  /** What the statement wants is there. */
  | { readonly kind: 'done'; readonly what: string }
  /** Half of it is there; `mend` takes that away. */
  | { readonly kind: 'broken'; readonly what: string; readonly mend: string };

/** What a reflection looks at, and how it gives names. SQLite has no schemas: the last two say nothing there. */
export interface ReflectOptions {
  /** Tables that are left out with all that is theirs (see `ownNames`); without a schema: wherever they are. */
  readonly without?: readonly QualifiedName[];
  /** Default: every schema that is not PostgreSQL's own. */
  readonly schemas?: readonly string[];
  /** The schema whose names are given without it, in SQL text too, as a search path of it alone would have it. Default: the session's own; null: none. */
  readonly relativeTo?: string | null;
  /** Only these tables (SQLite); what they point at must be among them. */
  readonly only?: readonly string[];
}

/** Everything that differs between databases. A dialect never asks the migrator anything. */
export interface Dialect {
  readonly name: DialectName;
  /** A session with the driver alone. Throws the driver's error: see `failure`. */
  connect(target: DatabaseTarget, options: ConnectOptions): Promise<Connection>;
  /** A Connection over the raw session that Sequelize opened; `reopen` gives a second one, for cancelling. */
  over(handle: unknown, reopen: () => Promise<Connection>): Connection;
  /** Tells of each statement of a raw session; said before `over`, so that it hears the runner, too. */
  listen(handle: unknown, listener: WireListener): void;
  /** How a script is written for it. */
  readonly script: ScriptText;
  /** Where it takes databases from that are filled and thrown away. */
  readonly scratch: ScratchSource;
  failure(error: unknown): Failure;
  /** What limits the statements of a step's transaction: how long one waits for a lock, how long one runs; 0: no limit of ours. */
  limits(limits: { readonly tableLockTimeoutMs: number; readonly statementTimeoutMs: number }): readonly string[];
  /** What a COMMIT between two steps would do, for steps that share a transaction: check what is deferred, and forget what it deferred. */
  readonly asIfCommitted: readonly string[];
  /** Whether COMMIT can find another session in the way and be asked again: a reader of a SQLite file. */
  readonly commitMayWait: boolean;
  /** What a person does when the database cannot be opened, and waiting would not mend it. `error`: the driver's own. */
  missingRemedy(target: DatabaseTarget, error: unknown): string;
  /** An identifier as SQL text. */
  quote(identifier: string): string;
  /** How changes of the schema are written. */
  readonly sqlWriter: SqlWriter;
  /** The columns of a table, in order; none when it does not exist. `schema` null: as the search path finds it. */
  columns(db: Connection, schema: string | null, table: string): Promise<readonly string[]>;
  /** The whole schema, in a fixed number of queries whatever its size. What belongs to extensions and to the database itself is left out. */
  reflect(db: Connection, options?: ReflectOptions): Promise<SchemaSnapshot>;
  /** The extensions of the database that what `desired` has beyond `live` stands on: a revision has to make them elsewhere. */
  extensionsNewIn(db: Connection, live: SchemaSnapshot, desired: SchemaSnapshot): Promise<readonly string[]>;
  /** `current` spelled as `desired` is, where that is the same to the database: for a comparison of two states of one database. */
  spelledLike(current: SchemaSnapshot, desired: SchemaSnapshot): SchemaSnapshot;
  /** Takes all rows out of tables of a scratch database, whatever points at them. */
  emptyTables(db: Connection, tables: readonly QualifiedName[]): Promise<void>;
  /** The same, with what `reflectChanges` needs to go on from it. */
  reflectWhole(db: Connection, options?: ReflectOptions): Promise<CatalogState>;
  /** The schema within the open transaction, at whose beginning it was `before`: the cost is that of what was changed, where the database can tell. */
  reflectChanges(db: Connection, before: CatalogState, options: ReflectOptions, heard: Heard): Promise<Touched>;
  /** What is kept of a state that a transaction made which was rolled back, and that was then made again from `before`: only the numbers of relations are others. */
  madeAgain(db: Connection, before: CatalogState, made: CatalogState): Promise<CatalogState>;
  /** How a schema is made to see what comes of it. */
  readonly trial: Trial;
  /** How a table is gone through in pages. */
  readonly paging: Paging;
  /** How tables are filled and their rows compared. */
  readonly rows: RowSource;
  /** How rows are loaded into a table. */
  readonly loading: Loading;
  /** The state tables' SQL for this database. */
  state(names: StateNames): StateTables;
  /**
   * Opens a transaction that holds the migration lock until its end, and answers the last of `questions` in it. Null when another session
   * holds the lock, with no transaction left open. Never queues behind the holder: a waiting lock would deadlock CREATE INDEX CONCURRENTLY.
   */
  beginLocked(db: Connection, lock: string, questions: readonly string[]): Promise<readonly Row[] | null>;
  /** What takes another lock, free by agreement, till the end of the transaction that is open; null where the file's own lock does it. */
  lockWithin(lock: string): string | null;
  /** The session that holds the lock, or null when the database cannot tell. */
  lockHolder(db: Connection, lock: string): Promise<LockHolder | null>;
  /**
   * Holds the lock while `db` itself runs without a transaction. Null when another session holds it.
   * `again` opens one more session of the same database.
   */
  lockOutside(db: Connection, lock: string, again: () => Promise<Connection>): Promise<Release | null>;
  /** What an earlier attempt at a statement that no transaction allows has left, as far as the database tells. */
  leftover(db: Connection, sql: string): Promise<Leftover | null>;
  /** What a person types to end the session that holds the lock, or null. */
  endHolder(holder: LockHolder): string | null;
}

/** Lets go of a lock. */
export type Release = () => Promise<void>;
