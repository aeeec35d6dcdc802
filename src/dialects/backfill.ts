const SUFFIX = '_backfill';
// PostgreSQL cuts what is longer (sql-syntax-lexical.html)
const LONGEST_NAME = 63;

/** The columns of the table that says how far the backfills have come. */
export const BACKFILL_COLUMNS = ['revision', 'direction', 'call', 'checksum', 'mark', 'position'] as const;

/** The name of that table: one for each set of state tables, as there is one lock for each. */
export function backfillName(revisionTable: string): string {
  return `${revisionTable.replace(/_revision$/, '').slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`;
}

/** What creates it where it is missing, on every database; `table` is its whole quoted name. */
export function createBackfill(table: string): string {
  return `CREATE TABLE IF NOT EXISTS ${table} (revision text NOT NULL, direction text NOT NULL, call text NOT NULL, checksum text NOT NULL, mark text NOT NULL, position text, PRIMARY KEY (revision, direction, call))`;
}
