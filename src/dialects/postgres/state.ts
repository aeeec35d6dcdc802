import { progressName, progressTable } from '../progress.ts';
import type { Guarding, RevisionRow, StateNames, StateTables } from '../state.ts';
import { HISTORY_COLUMNS, REVISION_COLUMNS } from '../state-columns.ts';

/** The state tables on PostgreSQL. Times are the server's. */
export function state(names: StateNames): StateTables {
  const prefix = names.schema === null ? '' : `${quote(names.schema)}.`;
  const revision = prefix + quote(names.revision);
  const history = prefix + quote(names.history);
  const progress = prefix + quote(progressName(names.revision));
  const insert = ({ revision: id, checksum, durationMs, kind }: RevisionRow) =>
    `INSERT INTO ${revision} (revision, checksum, applied_at, duration_ms, kind) VALUES (${literal(id)}, ${literal(checksum)}, clock_timestamp(), ${Math.round(durationMs)}, ${literal(kind)})`;
  return {
    // CREATE SCHEMA IF NOT EXISTS asks for the right to create one before it looks whether there is one (PostgreSQL 18)
    schema:
      names.schema === null
        ? null
        : {
            present: `SELECT nspname FROM pg_namespace WHERE nspname = ${literal(names.schema)}`,
            create: `CREATE SCHEMA ${quote(names.schema)}`,
          },
    create: [
      `CREATE TABLE IF NOT EXISTS ${revision} (revision text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL, duration_ms bigint NOT NULL, kind text NOT NULL)`,
      `CREATE TABLE IF NOT EXISTS ${history} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, revision text NOT NULL, event text NOT NULL, started_at timestamptz NOT NULL, duration_ms bigint NOT NULL, checksum text NOT NULL, actor text NOT NULL, tool_version text NOT NULL, outcome text NOT NULL)`,
    ],
    read: `SELECT revision, checksum, applied_at::text AS applied_at, duration_ms::text AS duration_ms, kind FROM ${revision} ORDER BY applied_at, revision`,
    present: (ids) => `SELECT revision FROM ${revision} WHERE revision IN (${ids.map(literal).join(', ')})`,
    add: (row) =>
      `${insert(row)} ON CONFLICT (revision) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at, duration_ms = excluded.duration_ms, kind = excluded.kind`,
    insert,
    remove: (id) => `DELETE FROM ${revision} WHERE revision = ${literal(id)}`,
    clear: `DELETE FROM ${revision}`,
    lastEvent: `SELECT event FROM ${history} WHERE outcome = 'done' ORDER BY id DESC LIMIT 1`,
    append: (row) =>
      `INSERT INTO ${history} (revision, event, started_at, duration_ms, checksum, actor, tool_version, outcome) VALUES (${literal(row.revision)}, ${literal(row.event)}, ${row.startedAt === null ? 'clock_timestamp()' : literal(row.startedAt.toISOString())}, ${Math.round(row.durationMs)}, ${literal(row.checksum)}, ${literal(row.actor)}, ${literal(row.toolVersion)}, ${literal(row.outcome)})`,
    progress: progressTable(progress, `SELECT 1 AS found WHERE to_regclass(${literal(progress)}) IS NOT NULL`, literal),
    ...guarding(revision, history),
    missing: (error) => ['42P01', '3F000'].includes((error as { code?: string }).code ?? ''),
    foreign: (error) => (error as { code?: string }).code === '42703',
  };
}

// What keeps the tables, and what stands in for the table of sequelize-cli, while files work on every table there is.
function guarding(revision: string, history: string): Guarding {
  return {
    columns: [REVISION_COLUMNS, HISTORY_COLUMNS],
    save: [
      `SELECT coalesce(json_agg(t ORDER BY revision), '[]')::text AS rows FROM (SELECT ${REVISION_COLUMNS.join(', ')} FROM ${revision}) AS t`,
      `SELECT coalesce(json_agg(t ORDER BY id), '[]')::text AS rows FROM (SELECT ${HISTORY_COLUMNS.join(', ')} FROM ${history}) AS t`,
    ],
    load: (revisions, entries) => [
      `INSERT INTO ${revision} SELECT * FROM json_populate_recordset(NULL::${revision}, ${literal(revisions)})`,
      `INSERT INTO ${history} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${history}, ${literal(entries)})`,
      `SELECT setval(pg_get_serial_sequence(${literal(history)}, 'id'), max(id)) FROM ${history} HAVING max(id) IS NOT NULL`,
    ],
    drop: [`DROP TABLE IF EXISTS ${revision}, ${history}`],
    copy: (name) => [
      `CREATE TEMPORARY TABLE ${quote(name)} (name varchar(255) NOT NULL PRIMARY KEY)`,
      `INSERT INTO pg_temp.${quote(name)} SELECT revision FROM ${revision} WHERE length(revision) <= 255`,
    ],
    dropCopy: (name) => `DROP TABLE IF EXISTS pg_temp.${quote(name)}`,
    triggers: `SELECT tgname AS name, relname AS relation FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgrelid IN (${literal(revision)}::regclass, ${literal(history)}::regclass) AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY relname, tgname`,
    withoutTriggers: [revision, history].map((table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`),
  };
}

/** An identifier in double quotes (PostgreSQL manual, 4.1.1). */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A string constant, the same whatever `standard_conforming_strings` says (PostgreSQL manual, 4.1.2.2). */
export function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\0', '')}'`;
  return quoted.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
