import type { QualifiedName } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { Counters } from './rows.ts';

/** A schema, with what tells later whether something of it was changed. */
export interface CatalogState {
  readonly schema: SchemaSnapshot;
  /** The database's own, not to be understood. */
  readonly mark: string;
  /** The names of all relations by their numbers, which tell those that have gone or have another name; empty where a database gives them none. */
  readonly relations: ReadonlyMap<number, QualifiedName>;
}

/** What is known of the work of a transaction. */
export interface Heard {
  /** All statements that it has sent. */
  readonly statements: readonly string[];
  /** Tables that it has changed beside those. */
  readonly tables: readonly QualifiedName[];
}

/** What a transaction that is open has done so far. */
export interface Touched extends CatalogState {
  /** The tables whose rows may be others; null: any. */
  readonly rows: readonly QualifiedName[] | null;
  /** The counters that may stand elsewhere; null: any. */
  readonly counters: Counters | null;
  /** Whether a counter that was there before is there still; null: all are. */
  readonly still: ((name: string) => boolean) | null;
}
