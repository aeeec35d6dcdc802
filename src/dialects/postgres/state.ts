import { ownTables } from '../own-tables.ts';
import { progressName, progressTable } from '../progress.ts';
import { seedName, seedTable } from '../seed-table.ts';
import { snapshotName, snapshotTable } from '../snapshot.ts';
import type { RevisionRow, StateNames, StateTables } from '../state.ts';

/** The state tables on PostgreSQL. Times are the server's. */
export function state(names: StateNames): StateTables {
  const qualified = (name: string) => (names.schema === null ? '' : `${quote(names.schema)}.`) + quote(name);
  const revision = qualified(names.revision);
  const history = qualified(names.history);
  const steps = stepsOf(qualified(progressName(names.revision)));
  const snapshot = snapshotTable(qualified(snapshotName(names.revision)), {
    time: 'timestamptz',
    now: 'clock_timestamp()',
  });
  const seed = seedsOf(qualified(seedName(names.revision)));
  const create = {
    revision: `CREATE TABLE IF NOT EXISTS ${revision} (revision text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL, duration_ms bigint NOT NULL, kind text NOT NULL)`,
    history: `CREATE TABLE IF NOT EXISTS ${history} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, revision text NOT NULL, event text NOT NULL, started_at timestamptz NOT NULL, duration_ms bigint NOT NULL, checksum text NOT NULL, actor text NOT NULL, tool_version text NOT NULL, outcome text NOT NULL)`,
    snapshot: snapshot.create,
    progress: steps.create,
    seed: seed.create,
  };
  const own = ownTables(names, create, { quote, qualified, save, saved, counted: 'OVERRIDING SYSTEM VALUE ', recount });
  const tables = own.map(({ name }) => qualified(name));
  return {
    schema: names.schema === null ? null : schemaOf(names.schema),
    create: [create.revision, create.history, create.snapshot],
    read: `SELECT revision, checksum, applied_at::text AS applied_at, duration_ms::text AS duration_ms, kind FROM ${revision} ORDER BY applied_at, revision`,
    present: (ids) => `SELECT revision FROM ${revision} WHERE revision IN (${ids.map(literal).join(', ')})`,
    add: (row) =>
      `${insertion(revision, row)} ON CONFLICT (revision) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at, duration_ms = excluded.duration_ms, kind = excluded.kind`,
    insert: (row) => insertion(revision, row),
    remove: (id) => `DELETE FROM ${revision} WHERE revision = ${literal(id)}`,
    clear: `DELETE FROM ${revision}`,
    lastEvent: `SELECT event FROM ${history} WHERE outcome = 'done' AND event NOT IN ('seed', 'unseed') ORDER BY id DESC LIMIT 1`,
    append: (row) =>
      `INSERT INTO ${history} (revision, event, started_at, duration_ms, checksum, actor, tool_version, outcome) VALUES (${literal(row.revision)}, ${literal(row.event)}, ${row.startedAt === null ? 'clock_timestamp()' : literal(row.startedAt.toISOString())}, ${Math.round(row.durationMs)}, ${literal(row.checksum)}, ${literal(row.actor)}, ${literal(row.toolVersion)}, ${literal(row.outcome)})`,
    progress: steps,
    snapshot,
    seed,
    own,
    copy: (name) => [
      `CREATE TEMPORARY TABLE ${quote(name)} (name varchar(255) NOT NULL PRIMARY KEY)`,
      `INSERT INTO pg_temp.${quote(name)} SELECT revision FROM ${revision} WHERE length(revision) <= 255`,
    ],
    dropCopy: (name) => `DROP TABLE IF EXISTS pg_temp.${quote(name)}`,
    triggers: triggersOn(tables),
    withoutTriggers: tables.map((table) => `ALTER TABLE IF EXISTS ${table} DISABLE TRIGGER USER`),
    missing: (error) => ['42P01', '3F000'].includes((error as { code?: string }).code ?? ''),
    foreign: (error) => (error as { code?: string }).code === '42703',
  };
}

function stepsOf(table: string): StateTables['progress'] {
  return progressTable(table, `SELECT 1 AS found WHERE to_regclass(${literal(table)}) IS NOT NULL`, literal);
}

function seedsOf(table: string): StateTables['seed'] {
  const present = `SELECT 1 AS found WHERE to_regclass(${literal(table)}) IS NOT NULL`;
  return seedTable(table, { present, time: 'timestamptz', count: 'bigint', now: 'clock_timestamp()', literal });
}

function insertion(table: string, { revision, checksum, durationMs, kind }: RevisionRow): string {
  return `INSERT INTO ${table} (revision, checksum, applied_at, duration_ms, kind) VALUES (${literal(revision)}, ${literal(checksum)}, clock_timestamp(), ${Math.round(durationMs)}, ${literal(kind)})`;
}

// CREATE SCHEMA IF NOT EXISTS asks for the right to create one before it looks whether there is one (PostgreSQL 18)
function schemaOf(schema: string): StateTables['schema'] {
  const present = `SELECT nspname FROM pg_namespace WHERE nspname = ${literal(schema)}`;
  return { present, create: `CREATE SCHEMA ${quote(schema)}` };
}

function triggersOn(tables: readonly string[]): string {
  const found = tables.map((table) => `to_regclass(${literal(table)})`).join(', ');
  return `SELECT tgname AS name, relname AS relation FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgrelid IN (${found}) AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY relname, tgname`;
}

function save(table: string, columns: readonly string[]): string {
  return `SELECT coalesce(json_agg(t ORDER BY t), '[]')::text AS rows FROM (SELECT ${columns.join(', ')} FROM ${table}) AS t`;
}

function saved(table: string, columns: readonly string[], text: string): string {
  return `SELECT ${columns.join(', ')} FROM json_populate_recordset(NULL::${table}, ${literal(text)})`;
}

function recount(table: string): readonly string[] {
  return [
    `SELECT setval(pg_get_serial_sequence(${literal(table)}, 'id'), max(id)) FROM ${table} HAVING max(id) IS NOT NULL`,
  ];
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
