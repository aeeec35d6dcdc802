import { spawn } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { splitStatements } from '../dialects/sql-text.ts';
import type { DatabaseTarget } from '../dialects/target.ts';
import { sentenceOf, Usage } from '../errors.ts';
import type { RunContext } from '../runner/context.ts';
import { reach } from '../runner/reach.ts';

/** Where rows come from: a file (SQL text, or a SQLite database) by its absolute path, or a database. */
export type DataSource =
  | { readonly kind: 'file'; readonly path: string; readonly typed: string }
  | { readonly kind: 'database'; readonly target: DatabaseTarget; readonly typed: string };

/**
 * Fills an empty database with what a dump, a file or another database holds; that one is only read. PostgreSQL needs `psql`, and `pg_dump` for a database.
 * Throws USAGE when it cannot be read, or the dump cannot be executed.
 */
export async function loadData(scratch: RunContext, source: DataSource): Promise<void> {
  try {
    await (scratch.dialect.name === 'sqlite' ? intoSqlite(scratch, source) : intoPostgres(scratch, source));
  } catch (cause) {
    throw new Usage(
      `the rows of "${source.typed}" cannot be loaded: ${sentenceOf(cause)}`,
      'name a dump that psql or sqlite3 reads, a SQLite file, or the URL of a database',
      { cause },
    );
  }
}

async function intoSqlite(scratch: RunContext, source: DataSource): Promise<void> {
  const file = source.kind === 'file' ? source.path : (source.target.options.storage ?? '');
  if (!file.endsWith('.sql')) return copyFile(file, scratch.target.options.storage ?? '');
  const text = await readFile(file, 'utf8');
  const db = await reach(scratch, { create: true });
  try {
    for (const { sql } of splitStatements(text, 'sqlite')) await db.query(sql);
  } finally {
    await db.close();
  }
}

async function intoPostgres({ target }: RunContext, source: DataSource): Promise<void> {
  const psql = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null'];
  if (source.kind === 'file') return program('psql', [...psql, '-f', source.path], target, null).ended;
  const dump = program('pg_dump', ['--no-owner'], source.target, null);
  await Promise.all([dump.ended, program('psql', psql, target, dump.output).ended]);
}

// The password goes by the environment: a command line is seen by everybody.
function program(name: string, args: readonly string[], target: DatabaseTarget, input: Readable | null) {
  const { host, port, username, password, database } = target.options;
  const named = { PGHOST: host, PGPORT: port, PGUSER: username, PGPASSWORD: password, PGDATABASE: database };
  const given = Object.entries(named).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  const child = spawn(name, args, { env: { ...parentEnvironment(), ...Object.fromEntries(given) } });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(0, 2_000);
  });
  if (input === null) child.stdin.end();
  else input.pipe(child.stdin);
  child.stdin.on('error', () => undefined); // what it ended for is said there
  if (name === 'psql') child.stdout.resume();
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(said.trim() || `${name} ended with ${code}`)),
    );
  });
  return { ended, output: child.stdout };
}

// Where programs are found, and what libpq is told.
function parentEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
