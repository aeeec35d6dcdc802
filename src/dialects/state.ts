/** Where Windlass keeps its rows. `schema` null: the first of the search path (PostgreSQL). */
export interface StateNames {
  readonly schema: string | null;
  readonly revision: string;
  readonly history: string;
}

/** The statements on the state tables; binds in the order of the names. */
export interface StateTables {
  /** Creates both tables where they are missing; run it under the lock. */
  readonly create: readonly string[];
  /** Rows `revision, checksum, applied_at, duration_ms, kind`; fails with `missing(error)` before `create`. */
  readonly read: string;
  /** Those of `$1`, a JSON array of ids, that have a row: column `revision`. */
  readonly present: string;
  /** `revision, checksum, duration_ms, kind`; replaces the revision's row. */
  readonly insert: string;
  /** `revision`. */
  readonly remove: string;
  readonly clear: string;
  /** `revision, event, started_at (ISO 8601), duration_ms, checksum, actor, tool_version, outcome`. */
  readonly append: string;
  /** Whether an error of `read` says that the tables are not there yet. */
  missing(error: unknown): boolean;
}
