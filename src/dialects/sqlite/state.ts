import { ownTables } from '../own-tables.ts';
import { progressName, progressTable } from '../progress.ts';
import { seedName, seedTable } from '../seed-table.ts';
import { snapshotName, snapshotTable } from '../snapshot.ts';
import type { RevisionRow, StateNames, StateTables } from '../state.ts';

const NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/** The state tables on SQLite. Times are ISO 8601 in UTC. SQLite has no schemas: `schema` is not heeded. */
export function state(names: StateNames): StateTables {
  const revision = quote(names.revision);
  const history = quote(names.history);
  const progress = progressName(names.revision);
  const steps = progressTable(
    quote(progress),
    `SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${literal(progress)}`,
    literal,
  );
  const snapshot = snapshotTable(quote(snapshotName(names.revision)), { time: 'text', now: NOW });
  const seed = seedsOf(seedName(names.revision));
  const create = {
    revision: `CREATE TABLE IF NOT EXISTS ${revision} (revision text NOT NULL PRIMARY KEY, checksum text NOT NULL, applied_at text NOT NULL, duration_ms integer NOT NULL, kind text NOT NULL)`,
    history: `CREATE TABLE IF NOT EXISTS ${history} (id integer PRIMARY KEY, revision text NOT NULL, event text NOT NULL, started_at text NOT NULL, duration_ms integer NOT NULL, checksum text NOT NULL, actor text NOT NULL, tool_version text NOT NULL, outcome text NOT NULL)`,
    snapshot: snapshot.create,
    progress: steps.create,
    seed: seed.create,
  };
  const written = (verb: string, { revision: id, checksum, durationMs, kind }: RevisionRow) =>
    `${verb} INTO ${revision} (revision, checksum, applied_at, duration_ms, kind) VALUES (${literal(id)}, ${literal(checksum)}, ${NOW}, ${Math.round(durationMs)}, ${literal(kind)})`;
  return {
    schema: null,
    create: [create.revision, create.history, create.snapshot],
    read: `SELECT revision, checksum, applied_at, duration_ms, kind FROM ${revision} ORDER BY applied_at, rowid`,
    present: (ids) => `SELECT revision FROM ${revision} WHERE revision IN (${ids.map(literal).join(', ')})`,
    add: (row) => written('INSERT OR REPLACE', row),
    insert: (row) => written('INSERT', row),
    remove: (id) => `DELETE FROM ${revision} WHERE revision = ${literal(id)}`,
    clear: `DELETE FROM ${revision}`,
    lastEvent: `SELECT event FROM ${history} WHERE outcome = 'done' AND event NOT IN ('seed', 'unseed') ORDER BY id DESC LIMIT 1`,
    append: (row) =>
      `INSERT INTO ${history} (revision, event, started_at, duration_ms, checksum, actor, tool_version, outcome) VALUES (${literal(row.revision)}, ${literal(row.event)}, ${row.startedAt === null ? NOW : literal(row.startedAt.toISOString())}, ${Math.round(row.durationMs)}, ${literal(row.checksum)}, ${literal(row.actor)}, ${literal(row.toolVersion)}, ${literal(row.outcome)})`,
    progress: steps,
    snapshot,
    seed,
    own: ownTables(names, create, { quote, qualified: quote, save, saved, counted: '', recount: () => [] }),
    copy: (name) => [
      `CREATE TEMPORARY TABLE ${quote(name)} (name VARCHAR(255) NOT NULL PRIMARY KEY)`,
      `INSERT INTO temp.${quote(name)} SELECT revision FROM ${revision}`,
    ],
    dropCopy: (name) => `DROP TABLE IF EXISTS temp.${quote(name)}`,
    triggers: null, // nothing on SQLite puts a trigger on each table there is
    withoutTriggers: [],
    foreign: (error) => /no such column/.test((error as Error).message),
    missing: (error) => /no such table/.test((error as Error).message),
  };
}

function seedsOf(name: string): StateTables['seed'] {
  const present = `SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ${literal(name)}`;
  return seedTable(quote(name), { present, time: 'text', count: 'integer', now: NOW, literal });
}

function save(table: string, columns: readonly string[]): string {
  return `SELECT json_group_array(json_array(${columns.join(', ')})) AS rows FROM (SELECT * FROM ${table} ORDER BY rowid)`;
}

function saved(_table: string, columns: readonly string[], text: string): string {
  const values = columns.map((_, index) => `json_extract(value, '$[${index}]')`).join(', ');
  return `SELECT ${values} FROM json_each(${literal(text)}) WHERE true ORDER BY key`;
}

/** An identifier in double quotes (lang_keywords.html). */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A string constant (lang_expr.html, "Literal Values"); SQLite ends the text of a statement at a NUL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\0', '')}'`;
}
