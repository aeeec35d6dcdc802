import type { StateNames, StateTables } from '../state.ts';

const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/** The state tables on SQLite. Times are ISO 8601 in UTC. SQLite has no schemas: `schema` is not heeded. */
export function state(names: StateNames): StateTables {
  const revision = quote(names.revision);
  const history = quote(names.history);
  return {
    create: [
      `CREATE TABLE IF NOT EXISTS ${revision} (revision text NOT NULL PRIMARY KEY, checksum text NOT NULL, applied_at text NOT NULL, duration_ms integer NOT NULL, kind text NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${history} (id integer PRIMARY KEY, revision text NOT NULL, event text NOT NULL, started_at text NOT NULL, duration_ms integer NOT NULL, checksum text NOT NULL, actor text NOT NULL, tool_version text NOT NULL, outcome text NOT NULL)`,
    ],
    read: `SELECT revision, checksum, applied_at, duration_ms, kind FROM ${revision} ORDER BY applied_at, rowid`,
    present: `SELECT revision FROM ${revision} WHERE revision IN (SELECT value FROM json_each($1))`,
    insert: `INSERT OR REPLACE INTO ${revision} (revision, checksum, applied_at, duration_ms, kind) VALUES ($1, $2, ${NOW}, $3, $4)`,
    remove: `DELETE FROM ${revision} WHERE revision = $1`,
    clear: `DELETE FROM ${revision}`,
    append: `INSERT INTO ${history} (revision, event, started_at, duration_ms, checksum, actor, tool_version, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    missing: (error) => /no such table/.test((error as Error).message),
  };
}

/** An identifier in double quotes (lang_keywords.html). */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
