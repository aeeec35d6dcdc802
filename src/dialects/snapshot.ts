const SUFFIX = '_snapshot';
// PostgreSQL cuts what is longer (sql-syntax-lexical.html)
const LONGEST_NAME = 63;

/** The statements on the table of the catalog as the last run left it: one row, or none. */
export interface SnapshotTable {
  readonly create: string;
  /** Columns state, tool_version, taken_at, catalog; fails with `missing(error)` where an older Windlass has made the tables. */
  readonly read: string;
  readonly clear: string;
  /** Writes the row, with the time of the database; binds: state, tool version, catalog. A catalog may be longer than SQLite lets a statement be. */
  readonly write: string;
}

/** The columns of that table. */
export const SNAPSHOT_COLUMNS = ['state', 'tool_version', 'taken_at', 'catalog'] as const;

/** The table of the catalog as both databases have it; `table` is its whole quoted name, `time` the type of a time, `now` the present one. */
export function snapshotTable(table: string, { time, now }: { time: string; now: string }): SnapshotTable {
  return {
    create: `CREATE TABLE IF NOT EXISTS ${table} (state text NOT NULL, tool_version text NOT NULL, taken_at ${time} NOT NULL, catalog text NOT NULL)`,
    read: `SELECT state, tool_version, CAST(taken_at AS text) AS taken_at, catalog FROM ${table}`,
    clear: `DELETE FROM ${table}`,
    write: `INSERT INTO ${table} (state, tool_version, taken_at, catalog) VALUES ($1, $2, ${now}, $3)`,
  };
}

/** The name of that table: one for each set of state tables, as there is one lock for each. */
export function snapshotName(revisionTable: string): string {
  return `${revisionTable.replace(/_revision$/, '').slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`;
}
