import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { PASSWORD } from './postgres.ts';

/** One empty database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** The whole schema and all rows as text, for comparing; without the tables named. */
  dump(options?: { without?: readonly string[] }): Promise<string>;
  drop(): Promise<void>;
}

/** A database that every promise must hold on. */
export interface DatabaseKind {
  readonly name: 'postgres' | 'sqlite';
  create(): Promise<TestDatabase>;
}

export const STATE_TABLES = ['windlass_revision', 'windlass_history', 'windlass_snapshot'];

/** For `for (const kind of databases()) describe(kind.name, …)`. */
export function databases(): readonly DatabaseKind[] {
  return [databaseKind('postgres'), databaseKind('sqlite')];
}

/** The kind of that name, for what only one of them does. */
export function databaseKind(name: DatabaseKind['name']): DatabaseKind {
  return { name, create: name === 'postgres' ? createPostgres : createSqlite };
}

async function createPostgres(): Promise<TestDatabase> {
  const admin = process.env.WINDLASS_TEST_POSTGRES ?? '';
  const name = `windlass_${process.pid}_${randomBytes(4).toString('hex')}`;
  await connected(admin, async (query) => {
    const [about] = await query("SELECT current_setting('server_version_num')::int >= 150000 AS copies");
    // without fsync a copy of the files is cheaper than a log of their pages; before PostgreSQL 15 there was nothing else
    await query(`CREATE DATABASE ${name} TEMPLATE template0 ${about?.copies ? 'STRATEGY file_copy' : ''}`);
  });
  const { hostname, port } = new URL(admin);
  const url = `postgres://windlass_test:${encodeURIComponent(PASSWORD)}@${hostname}:${port}/${name}`;
  const query = (sql: string) => once(url, sql);
  return {
    url,
    query,
    dump: async ({ without = [] } = {}) => connected(url, (client) => postgresDump(client, without)),
    drop: async () => void (await once(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

type Query = TestDatabase['query'];

const once = (url: string, sql: string) => connected(url, (query) => query(sql));

async function connected<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // a test may drop the database under it
  await client.connect();
  try {
    return await work(async (sql) => {
      const result = await client.query(sql);
      return (Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows) as Record<string, unknown>[];
    });
  } finally {
    await client.end();
  }
}

const CATALOG: Readonly<Record<string, string>> = {
  column: `SELECT c.oid::regclass || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') || a.attidentity::text || a.attgenerated::text AS line
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r','p','v','m') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog','information_schema','pg_toast') AND NOT c.relname = ANY ($1)`,
  constraint: `SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint WHERE connamespace::regnamespace::text NOT IN ('pg_catalog','information_schema') AND conrelid <> 0 AND NOT (SELECT relname FROM pg_class WHERE oid = conrelid) = ANY ($1)`,
  index: `SELECT pg_get_indexdef(indexrelid) AS line FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace::regnamespace::text NOT IN ('pg_catalog','pg_toast') AND NOT c.relname = ANY ($1)`,
  enum: `SELECT enumtypid::regtype || ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder) AS line FROM pg_enum WHERE $1::text[] IS NOT NULL GROUP BY enumtypid`,
  sequence: `SELECT c.oid::regclass::text AS line FROM pg_class c WHERE relkind = 'S' AND NOT split_part(c.relname, '_id_seq', 1) = ANY ($1)`,
  trigger: `SELECT pg_get_triggerdef(oid) AS line FROM pg_trigger WHERE NOT tgisinternal AND $1::text[] IS NOT NULL`,
  function: `SELECT pg_get_functiondef(oid) AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND $1::text[] IS NOT NULL`,
  'row security': `SELECT oid::regclass::text AS line FROM pg_class WHERE relrowsecurity AND $1::text[] IS NOT NULL`,
  policy: `SELECT polrelid::regclass || ' ' || polname || coalesce(pg_get_expr(polqual, polrelid), '') AS line FROM pg_policy WHERE $1::text[] IS NOT NULL`,
};

async function postgresDump(query: Query, without: readonly string[]): Promise<string> {
  const names = `ARRAY[${without.map((name) => `'${name}'`).join(',')}]::text[]`;
  const lines: string[] = [];
  for (const [kind, sql] of Object.entries(CATALOG)) {
    const rows = await query(sql.replaceAll('$1', names));
    lines.push(...rows.map(({ line }) => `${kind} ${line}`).sort());
  }
  const tables = await query(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE relkind = 'r' AND relnamespace::regnamespace::text NOT IN ('pg_catalog','information_schema') AND NOT c.relname = ANY (${names}) ORDER BY 1`,
  );
  for (const { name } of tables) {
    const rows = await query(`SELECT t::text AS line FROM ${name} t ORDER BY 1`);
    lines.push(...rows.map(({ line }) => `row ${name} ${line}`));
  }
  return lines.join('\n');
}

async function createSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-db-'));
  const file = join(folder, 'test.db');
  const query = (sql: string) =>
    new Promise<Record<string, unknown>[]>((resolve, reject) => {
      const database = new sqlite3.Database(file);
      database.configure('busyTimeout', 10_000);
      database.all(sql, (error, rows: Record<string, unknown>[]) =>
        database.close(() => (error ? reject(error) : resolve(rows))),
      );
    });
  return {
    url: `sqlite:${file}`,
    query,
    dump: async ({ without = [] } = {}) => sqliteDump(query, without),
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function sqliteDump(query: TestDatabase['query'], without: readonly string[]): Promise<string> {
  const objects = await query(
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
  );
  const kept = objects.filter(({ tbl_name }) => !without.includes(String(tbl_name)));
  const lines = kept.map(({ type, name, sql }) => `${type} ${name} ${sql}`);
  for (const { type, name } of kept) {
    if (type !== 'table' || name === 'sqlite_sequence') continue;
    const rows = await query(`SELECT * FROM "${String(name).replaceAll('"', '""')}" ORDER BY 1`);
    lines.push(...rows.map((row) => `row ${name} ${JSON.stringify(row)}`));
  }
  return lines.join('\n');
}
