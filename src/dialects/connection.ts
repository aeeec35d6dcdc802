import type { LockHolder } from '../events.ts';

/** One row, keyed by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** What a statement may carry as a bind. */
export type Bind = string | number | boolean | null;

/** One session of a database, driver alone: no pool, no Sequelize. */
export interface Connection {
  /** The rows of one statement; binds are written `$1`, `$2`, … on both databases. Throws the driver's own error. */
  query(sql: string, binds?: readonly Bind[]): Promise<readonly Row[]>;
  /**
   * The rows of each of several statements without binds, run in order up to the first that fails; one round trip where
   * the database can. None of them holds a semicolon of its own outside quotes.
   */
  batch(statements: readonly string[]): Promise<readonly (readonly Row[])[]>;
  /**
   * Runs one statement over a stream. PostgreSQL: COPY … FROM STDIN, with the bytes of its input. SQLite: the statement with each text behind it; the next text is
   * asked for while the one before it still works. Throws the driver's own error, or what the stream throws.
   */
  feed(sql: string, chunks: AsyncIterable<Uint8Array | string>): Promise<void>;
  /** Stops the statement that runs now, if any; it then fails in `query`. Never throws. */
  cancel(): Promise<void>;
  /** The session that the statement under way waits for, asked on a second connection; null when there is none. Never throws. */
  blocker(): Promise<LockHolder | null>;
  /** Why the session is gone (the server closed it, the network broke), or null while it lives. */
  lost(): Error | null;
  close(): Promise<void>;
}
