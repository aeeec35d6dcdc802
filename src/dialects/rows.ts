import type { Column, SchemaSnapshot, Table } from '../model/schema.ts';
import type { Connection } from './connection.ts';

/** What a type holds, as far as the search for values that a CHECK allows differs. */
export type ValueFamily = 'integer' | 'number' | 'text' | 'boolean' | 'moment' | 'list' | 'json' | 'label' | 'other';

/** How the values of one column are written. */
export interface ValueKind {
  readonly family: ValueFamily;
  /** SQL text of value `n`, from 0; of one kind and place, the first few dozen differ where the type has as many. */
  readonly write: (n: number) => string;
  /** The type that a constant of a question is cast to; null: it needs none. */
  readonly cast: string | null;
  /** How many characters a text may have; null: any number. */
  readonly longest: number | null;
  /** How many values there are; null: more than anyone needs. */
  readonly count: number | null;
  /** What a domain asks of it, over `VALUE`. */
  readonly rules: readonly string[];
  /** False: a domain forbids NULL. */
  readonly nullable: boolean;
  /** The kind of the elements of a list. */
  readonly element?: ValueKind;
}

/** Where a value stands: what makes it differ from other columns' values, the same on every machine. */
export interface ValuePlace {
  readonly column: Column;
  /** How many columns of the table come before it. */
  readonly at: number;
  /** A number made of the seed, the table's and the column's name. */
  readonly salt: number;
}

/** The values of a row as text, in the order of the columns. */
export type Values = readonly (string | null)[];

/** Rows for one table. */
export interface RowJob {
  readonly table: Table;
  /** The statement (without columns: one for each row) that inserts all of them. */
  readonly whole: readonly string[];
  readonly want: number;
}

/** What became of a table: `rows` that are there now, and why no more. */
export interface RowOutcome {
  readonly rows: number;
  readonly reason: string | null;
}

/** A counter of the database: the last number that it gave. */
export type Counters = ReadonlyMap<string, bigint>;

/** What filling and comparing tables asks of a database. Nothing here begins or ends a transaction; all of it works inside one and outside. */
export interface RowSource {
  /** How values of columns are written, for one schema; null: nothing is known of the type. */
  kinds(schema: SchemaSnapshot): (place: ValuePlace) => ValueKind | null;
  /** Runs queries of one column `found`, a list of numbers as JSON text; null for one that fails. One round trip where the database can. */
  ask(db: Connection, questions: readonly string[]): Promise<readonly (readonly (readonly number[])[] | null)[]>;
  /** A list of numbers as JSON text, the greatest and the least of several. */
  readonly words: { readonly list: string; readonly greatest: string; readonly least: string };
  /** Fills the tables that are empty, in order; null: it held rows before. A table that fails is left as it was, and does not stop the others. */
  insert(db: Connection, jobs: readonly RowJob[], deferring: boolean): Promise<readonly (RowOutcome | null)[]>;
  /** Inserts row by row: of each row's statements the first that goes through. */
  insertEach(
    db: Connection,
    tables: readonly (readonly (readonly string[])[])[],
    deferring: boolean,
  ): Promise<readonly RowOutcome[]>;
  /** Runs statements that may fail, each by itself. */
  attempt(db: Connection, statements: readonly string[]): Promise<void>;
  /** What tells one row of a table without a key from the others: `ctid`, `rowid`. */
  rowName(table: Table): string;
  /** The rows of tables, values as text in the order of the columns; at most `limit` of each. */
  read(db: Connection, tables: readonly Table[], limit: number): Promise<readonly (readonly Values[])[]>;
  /** All rows of one table, a page at a time. */
  pages(db: Connection, table: Table, page: (rows: readonly Values[]) => void): Promise<void>;
  /** The counters of the database, by name. */
  counters(db: Connection): Promise<Counters>;
}
