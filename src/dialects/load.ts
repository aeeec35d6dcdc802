import type { QualifiedName } from '../model/names.ts';
import type { Bind, Connection } from './connection.ts';
import type { MergeWords } from './merge.ts';
import type { Ask } from './paging.ts';

/** A column that rows are loaded into. */
export interface LoadColumn {
  readonly name: string;
  /** What its values are, where that decides how they are written. */
  readonly kind: 'boolean' | 'array' | 'other';
}

/** Writes a value as SQL text; `column`: its place in the row. */
export type WriteValue = (value: Bind, column: number) => string;

/** Rows on their way into a table; each method begins at the first one. */
export interface IncomingRows {
  readonly columns: readonly string[];
  /** What COPY is told of the bytes (PostgreSQL). */
  readonly copyOptions: string;
  /** The rows as COPY reads them. */
  bytes(columns: readonly LoadColumn[]): AsyncIterable<Uint8Array>;
  /** The text of each row, its values behind commas, some rows at a time; every call gives the same lists. */
  rows(write: WriteValue): AsyncIterable<readonly string[]>;
}

/** Where rows go. */
export interface LoadTarget {
  readonly table: QualifiedName;
  /** By what a row that is there is known again: it is updated where it differs. Empty: every row is inserted. */
  readonly key: readonly string[];
}

/** How rows get into the tables of a database. */
export interface Loading {
  /** The columns of a table, in order; none when it does not exist. */
  columns(db: Connection, table: QualifiedName): Promise<readonly LoadColumn[]>;
  /** Whether a unique index stands on just those columns, that ON CONFLICT can go by. */
  unique(ask: Ask, table: QualifiedName, key: readonly string[]): Promise<boolean>;
  /** How a merge of rows with those columns is written. */
  words(columns: readonly string[]): MergeWords;
  /** Puts the rows into the table, in the transaction that is open; `told` hears each statement. Throws BadRow for a row that the database refuses. */
  load(db: Connection, target: LoadTarget, source: IncomingRows, told: (sql: string) => void): Promise<void>;
  /** How it is found out whose rows have changed, in the transaction that is open. */
  readonly rows: RowWatch;
}

/** How it is found out whose rows have changed. */
export interface RowWatch {
  /** Notes what the tables hold now. */
  note(db: Connection, without: readonly QualifiedName[]): Promise<RowNotes>;
}

/** What tables held once. */
export interface RowNotes {
  /** How the tables differ now, and forgets; in the order of their names. */
  differences(db: Connection): Promise<readonly { readonly table: string; readonly detail: string }[]>;
}
