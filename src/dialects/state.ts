import type { OwnTable } from './own-tables.ts';
import type { ProgressTable } from './progress.ts';
import type { SeedTable } from './seed-table.ts';
import type { SnapshotTable } from './snapshot.ts';

/** Where Windlass keeps its rows. `schema` null: the first of the search path (PostgreSQL). */
export interface StateNames {
  readonly schema: string | null;
  readonly revision: string;
  readonly history: string;
}

/** How a revision came to count as applied. */
export type AppliedKind = 'applied' | 'stamped' | 'adopted' | 'checkpoint';

/** A row of the revision table as it is written; the database adds the time. */
export interface RevisionRow {
  readonly revision: string;
  readonly checksum: string;
  readonly durationMs: number;
  readonly kind: AppliedKind;
}

/** A line of the history table. */
export interface HistoryRow {
  readonly revision: string;
  /** `seed` and `unseed`: `revision` is the name of a seed. */
  readonly event: 'up' | 'down' | 'stamp' | 'adopt' | 'release' | 'seed' | 'unseed';
  /** Null: the moment at which the line is written, by the clock of the database. */
  readonly startedAt: Date | null;
  readonly durationMs: number;
  readonly checksum: string;
  readonly actor: string;
  readonly toolVersion: string;
  readonly outcome: 'done' | 'failed';
}

/** The statements on the state tables, as whole SQL text: what runs is what a script would hold. */
export interface StateTables {
  /** The schema they stand in: the question that has a row when it exists, and what creates it. Null: the database's own. */
  readonly schema: { readonly present: string; readonly create: string } | null;
  /** Creates the tables that are always there where they are missing; run it under the lock. */
  readonly create: readonly string[];
  /** Rows `revision, checksum, applied_at, duration_ms, kind`; fails with `missing(error)` before `create`. */
  readonly read: string;
  /** Those of `ids` that have a row: column `revision`. */
  present(ids: readonly string[]): string;
  /** Replaces the revision's row. */
  add(row: RevisionRow): string;
  /** Writes the revision's row; fails when it has one. */
  insert(row: RevisionRow): string;
  remove(revision: string): string;
  readonly clear: string;
  append(row: HistoryRow): string;
  /** The newest line that tells of something done with a revision: column `event`, no row in an empty history; fails with `missing(error)` before `create`. */
  readonly lastEvent: string;

  readonly progress: ProgressTable;
  readonly snapshot: SnapshotTable;
  readonly seed: SeedTable;

  /** All tables of ours: those, and the ones that are there only at times. */
  readonly own: readonly OwnTable[];
  /** Makes a temporary table of that name with a column `name`: the revisions that have a row. */
  copy(name: string): readonly string[];
  /** Drops it again. */
  dropCopy(name: string): string;
  /** Rows `name`, `relation`: the triggers that somebody put on the tables; null where none can stand in the way. */
  readonly triggers: string | null;
  /** Turns those triggers off. */
  readonly withoutTriggers: readonly string[];
  /** Whether an error of `read` says that the tables are not there yet. */
  missing(error: unknown): boolean;
  /** Whether an error of `read` says that a table of that name is somebody else's. */
  foreign(error: unknown): boolean;
}
