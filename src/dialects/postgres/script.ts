import type { Connection } from '../connection.ts';
import type { ScriptSession, ScriptStart, ScriptStep, ScriptText } from '../script.ts';
import { lexemes } from '../sql-text.ts';
import type { StateNames, StateTables } from '../state.ts';
import { lockKey } from './lock.ts';
import { literal, quote } from './state.ts';
import { valueLiteral } from './values.ts';

const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED;';

/** Scripts for `psql`. Every block looks for itself where the database stands, so that one without ON_ERROR_STOP changes nothing either. */
export const script: ScriptText = {
  database: 'PostgreSQL',
  program: 'psql -v ON_ERROR_STOP=1 -f FILE',
  literal: valueLiteral,
  shielded,
  session,
  harmless,
  start,
  step,
  outside,
  inTransaction: (lines) => [BEGIN, ...lines, 'COMMIT;'],
};

/** What a client or Sequelize may have said when it connected, and what a statement may mean something else without. */
const SETTINGS = ['TimeZone', 'DateStyle', 'IntervalStyle', 'client_min_messages', 'search_path'];

async function session(db: Connection, names: StateNames): Promise<ScriptSession> {
  const rows = await db.query(
    `SELECT name, current_setting(name) AS value FROM pg_settings WHERE source IN ('client', 'session') AND name IN (${SETTINGS.map(literal).join(', ')}) ORDER BY name`,
  );
  const set = rows.map(({ name, value }) =>
    name === 'search_path' ? `SET search_path = ${value}` : `SET ${name} = ${literal(String(value))}`,
  );
  const [row] = await db.query('SELECT current_schema() AS schema');
  return {
    settings: ["SET client_encoding = 'UTF8'", 'SET standard_conforming_strings = on', ...set],
    restore: set.find((sql) => sql.startsWith('SET search_path')) ?? 'RESET search_path',
    names: { ...names, schema: names.schema ?? (row?.schema as string | null) },
    foreignKeys: true,
  };
}

// Volatile, and yet they change nothing that stays.
const READING = [
  'clock_timestamp',
  'currval',
  'gen_random_uuid',
  'lastval',
  'pg_database_size',
  'pg_indexes_size',
  'pg_relation_size',
  'pg_sleep',
  'pg_table_size',
  'pg_total_relation_size',
  'random',
  'timeofday',
];
const HARMLESS = `
SELECT word AS name FROM pg_get_keywords() WHERE word NOT IN (SELECT proname FROM pg_proc WHERE provolatile = 'v')
UNION SELECT proname FROM pg_proc GROUP BY proname HAVING bool_and(provolatile <> 'v')
UNION SELECT unnest($1::text[])`;

async function harmless(db: Connection): Promise<ReadonlySet<string>> {
  const rows = await db.query(HARMLESS, [`{${READING.join(',')}}`]);
  return new Set(rows.map(({ name }) => String(name)));
}

// psql puts its variables in for `:name` outside strings (app-psql.html, "SQL Interpolation"): a subscript a[1:n] may look like one.
function shielded(sql: string): string {
  let text = '';
  let last = '';
  for (const lexeme of lexemes(sql, 'postgres')) {
    const variable = last === ':' && !text.endsWith('::') && /^[\w'"{\u0080-\uffff]/.test(lexeme.text);
    text += variable ? ` ${lexeme.text}` : lexeme.text;
    last = lexeme.text;
  }
  return last.startsWith('--') ? `${text}\n` : text;
}

function start(begun: ScriptStart): readonly string[] {
  const { tables, names, applied, called } = begun;
  const table = revisionTable(names);
  const raise = (words: string) => `    RAISE EXCEPTION USING MESSAGE = ${words};`;
  const elsewhere = literal(`this script starts at ${called}, and the last revision applied here is `);
  const last = `coalesce((SELECT revision FROM ${table} ORDER BY applied_at DESC LIMIT 1), 'none')`;
  const never = literal(`this script starts at ${called}, and this database has never been migrated`);
  const wrong = [
    `(SELECT count(*) FROM ${table}) <> ${applied.length}`,
    ...(applied.length === 0 ? [] : [`(SELECT count(*) FROM ${table} WHERE ${among(applied)}) <> ${applied.length}`]),
  ];
  const check = [
    `  IF to_regclass(${literal(table)}) IS NULL THEN`,
    applied.length === 0 ? '    NULL;' : raise(never),
    `  ELSIF ${wrong.join(' OR ')} THEN`,
    raise(`${elsewhere} || ${last}`),
    '  END IF;',
  ];
  // an older Windlass has not made the table of the catalog
  const create = (applied.length > 0 ? [tables.snapshot.create] : tables.create).map((sql) => `${sql};`);
  const schema =
    applied.length > 0 || tables.schema === null || names.schema === 'public' ? [] : createSchema(tables.schema);
  const passed = `  PERFORM set_config('windlass.script', ${literal(called)}, false);`;
  const lock = `  PERFORM pg_advisory_xact_lock(${key(begun)});`;
  return ["SET windlass.script = '';", ...block(lock, [...check, ...schema, passed]), ...create];
}

function createSchema({ present, create }: NonNullable<StateTables['schema']>): readonly string[] {
  return [`  IF NOT EXISTS (${present}) THEN`, `    ${create};`, '  END IF;'];
}

function step(step: ScriptStep): readonly string[] {
  const lock = `  PERFORM pg_advisory_xact_lock(${key(step.start)});`;
  return [...block(lock, following(step)), ...step.lines, ...step.rows.map((sql) => `${sql};`)];
}

function outside(step: ScriptStep): readonly string[] {
  const locked = `(${key(step.start)});`;
  return [
    ...block(`  PERFORM pg_advisory_lock${locked}`, following(step)),
    ...step.lines,
    ...[BEGIN, ...quotedBlock(['BEGIN', ...following(step), 'END']), ...step.rows.map((sql) => `${sql};`), 'COMMIT;'],
    ...quotedBlock(['BEGIN', `  PERFORM pg_advisory_unlock${locked}`, 'END']),
  ];
}

function following({ revision, start: begun, needs, absent }: ScriptStep): readonly string[] {
  const table = revisionTable(begun.names);
  const wrong = [
    // where the beginning did not pass, nothing after it does, even when it happens to fit
    `current_setting('windlass.script', true) IS DISTINCT FROM ${literal(begun.called)}`,
    ...(needs.length === 0 ? [] : [`(SELECT count(*) FROM ${table} WHERE ${among(needs)}) <> ${needs.length}`]),
    ...(absent.length === 0 ? [] : [`EXISTS (SELECT FROM ${table} WHERE ${among(absent)})`]),
  ];
  const message = literal(`this script starts at ${begun.called}, and this database is not where ${revision} follows`);
  return [`  IF ${wrong.join(' OR ')} THEN`, `    RAISE EXCEPTION USING MESSAGE = ${message};`, '  END IF;'];
}

// A statement that waits holds a snapshot, and CREATE INDEX CONCURRENTLY of a step outside a transaction waits for that: not for ever.
const PATIENCE = '60s';

// In a function that is volatile each statement sees what was committed before it: the check sees what the lock waited for.
function block(lock: string, check: readonly string[]): readonly string[] {
  const lines = [
    "DECLARE patience text := current_setting('lock_timeout');",
    'BEGIN',
    `  SET LOCAL lock_timeout = '${PATIENCE}';`,
    lock,
    "  PERFORM set_config('lock_timeout', patience, true);",
    ...check,
    'END',
  ];
  return quotedBlock(lines);
}

function quotedBlock(lines: readonly string[]): readonly string[] {
  let tag = '$windlass$';
  for (let number = 1; lines.some((line) => line.includes(tag)); number += 1) tag = `$windlass_${number}$`;
  return [`DO ${tag}`, ...lines, `${tag};`];
}

function key({ lock }: ScriptStart): string {
  return lockKey(lock);
}

function among(ids: readonly string[]): string {
  return `revision IN (${ids.map(literal).join(', ')})`;
}

function revisionTable({ schema, revision }: StateNames): string {
  return schema === null ? quote(revision) : `${quote(schema)}.${quote(revision)}`;
}
