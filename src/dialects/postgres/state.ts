import type { StateNames, StateTables } from '../state.ts';

/** The state tables on PostgreSQL. Times are the server's. */
export function state(names: StateNames): StateTables {
  const prefix = names.schema === null ? '' : `${quote(names.schema)}.`;
  const revision = prefix + quote(names.revision);
  const history = prefix + quote(names.history);
  return {
    create: [
      ...(names.schema === null ? [] : [`CREATE SCHEMA IF NOT EXISTS ${quote(names.schema)}`]),
      `CREATE TABLE IF NOT EXISTS ${revision} (revision text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL, duration_ms bigint NOT NULL, kind text NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${history} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, revision text NOT NULL, event text NOT NULL, started_at timestamptz NOT NULL, duration_ms bigint NOT NULL, checksum text NOT NULL, actor text NOT NULL, tool_version text NOT NULL, outcome text NOT NULL)`,
    ],
    read: `SELECT revision, checksum, applied_at::text AS applied_at, duration_ms::text AS duration_ms, kind FROM ${revision} ORDER BY applied_at, revision`,
    present: `SELECT revision FROM ${revision} WHERE revision IN (SELECT jsonb_array_elements_text($1::jsonb))`,
    insert: `INSERT INTO ${revision} (revision, checksum, applied_at, duration_ms, kind) VALUES ($1, $2, clock_timestamp(), $3, $4) ON CONFLICT (revision) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at, duration_ms = excluded.duration_ms, kind = excluded.kind`,
    remove: `DELETE FROM ${revision} WHERE revision = $1`,
    clear: `DELETE FROM ${revision}`,
    append: `INSERT INTO ${history} (revision, event, started_at, duration_ms, checksum, actor, tool_version, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    missing: (error) => ['42P01', '3F000'].includes((error as { code?: string }).code ?? ''),
  };
}

/** An identifier in double quotes (PostgreSQL manual, 4.1.1). */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
