const SUFFIX = '_seed';
// PostgreSQL cuts what is longer (sql-syntax-lexical.html)
const LONGEST_NAME = 63;

/** A seed that counts as applied, as its row is written; the database adds the time. */
export interface SeedRow {
  /** The file's path within the folder of seeds, with slashes. */
  readonly name: string;
  readonly checksum: string;
  readonly durationMs: number;
  readonly kind: 'applied' | 'adopted';
  /** The environment that it was run for; empty: none was named. */
  readonly environment: string;
  readonly actor: string;
  readonly toolVersion: string;
}

/** The statements on the table of the seeds, as whole SQL text. */
export interface SeedTable {
  /** Has a row when the table exists. */
  readonly present: string;
  readonly create: string;
  /** Rows `name, checksum, applied_at, kind, environment`, oldest first; fails with `missing(error)` before `create`. */
  readonly read: string;
  /** Replaces the seed's row. */
  add(row: SeedRow): string;
  remove(name: string): string;
}

/** How a database writes what `seedTable` puts together. */
export interface SeedTableWords {
  readonly present: string;
  /** The types of a time and of a count. */
  readonly time: string;
  readonly count: string;
  /** The present time. */
  readonly now: string;
  literal(text: string): string;
}

/** The columns of that table. */
export const SEED_COLUMNS = [
  'name',
  'checksum',
  'applied_at',
  'duration_ms',
  'kind',
  'environment',
  'actor',
  'tool_version',
] as const;

/** The name of that table: one for each set of state tables, as there is one lock for each. */
export function seedName(revisionTable: string): string {
  return `${revisionTable.replace(/_revision$/, '').slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`;
}

/** The table of the seeds as both databases have it; `table` is its whole quoted name. */
export function seedTable(table: string, { present, time, count, now, literal }: SeedTableWords): SeedTable {
  const replaced = SEED_COLUMNS.slice(1).map((column) => `${column} = excluded.${column}`);
  return {
    present,
    create: `CREATE TABLE IF NOT EXISTS ${table} (name text NOT NULL PRIMARY KEY, checksum text NOT NULL, applied_at ${time} NOT NULL, duration_ms ${count} NOT NULL, kind text NOT NULL, environment text NOT NULL, actor text NOT NULL, tool_version text NOT NULL)`,
    read: `SELECT name, checksum, CAST(applied_at AS text) AS applied_at, kind, environment FROM ${table} ORDER BY ${table}.applied_at, name`,
    add: (row) =>
      `INSERT INTO ${table} (${SEED_COLUMNS.join(', ')}) VALUES (${literal(row.name)}, ${literal(row.checksum)}, ${now}, ${Math.round(row.durationMs)}, ${literal(row.kind)}, ${literal(row.environment)}, ${literal(row.actor)}, ${literal(row.toolVersion)}) ON CONFLICT (name) DO UPDATE SET ${replaced.join(', ')}`,
    remove: (name) => `DELETE FROM ${table} WHERE name = ${literal(name)}`,
  };
}
