import type { Row } from './connection.ts';

/** A table as SQL text and by its bare name. */
export interface TableText {
  readonly name: string;
  readonly sql: string;
}

/** One column of a paging key. Its values travel as text that the database itself printed: no number or Date of JavaScript holds them all. */
export interface PagingColumn {
  /** As the catalog has it. */
  readonly name: string;
  /** The column as SQL. */
  readonly sql: string;
  /** SQL that prints a value of it, given as SQL, so that `value` gives back the same to the last bit. */
  print(sql: string): string;
  /** A printed value as SQL. */
  value(text: string): string;
}

/** In which order a table is gone through, page by page. */
export interface PagingKey {
  readonly columns: readonly PagingColumn[];
  /** The condition of rows that stand in no page, because a part of their key is NULL; null when there can be none. */
  readonly unpaged: string | null;
}

/** Runs one statement; answers its rows. */
export type Ask = (sql: string) => Promise<readonly Row[]>;

/** What differs between databases when a table is gone through in pages. */
export interface Paging {
  /** The key of a table, or null when it has none that can be relied on. */
  key(ask: Ask, table: TableText): Promise<PagingKey | null>;
  /** How many rows the table has, about; null when the database does not know. */
  total(ask: Ask, table: TableText): Promise<number | null>;
  /** Runs an UPDATE; answers how many rows it changed. Two statements where it must be: nothing may come between them. */
  update(ask: Ask, sql: string): Promise<number>;
}
