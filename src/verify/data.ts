import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { DatabaseTarget } from '../dialects/target.ts';
import { sentenceOf, Usage } from '../errors.ts';
import { loadDump } from '../rows/dump.ts';
import type { RunContext } from '../runner/context.ts';
import { reach } from '../runner/reach.ts';

/** Where rows come from: a file (SQL text, or a SQLite database) by its absolute path, or a database. */
export type DataSource =
  | { readonly kind: 'file'; readonly path: string; readonly typed: string }
  | { readonly kind: 'database'; readonly target: DatabaseTarget; readonly typed: string };

/**
 * Fills an empty database with what a dump, a file or another database holds; that one is only read. PostgreSQL reads a dump with `psql` where that is installed, and
 * needs it and `pg_dump` for a database. Throws USAGE when it cannot be read, is of the other kind, or the dump cannot be executed.
 */
export async function loadData(scratch: RunContext, source: DataSource): Promise<void> {
  try {
    await (scratch.dialect.name === 'sqlite' ? intoSqlite(scratch, source) : intoPostgres(scratch, source));
  } catch (cause) {
    const { line } = (cause ?? {}) as { line?: unknown };
    throw new Usage(
      `the rows of "${source.typed}" cannot be loaded: ${typeof line === 'number' ? `line ${line}: ` : ''}${sentenceOf(cause)}`,
      'name a dump that psql or sqlite3 reads, a SQLite file, or the URL of a database',
      { cause },
    );
  }
}

async function intoSqlite(scratch: RunContext, source: DataSource): Promise<void> {
  if (source.kind === 'database' && source.target.dialect !== 'sqlite')
    throw new Error('it is a PostgreSQL database, and the revisions are tried on SQLite');
  const file = source.kind === 'file' ? source.path : (source.target.options.storage ?? '');
  if (source.kind === 'file' && !(await isSqlite(file))) return execute(scratch, file);
  const to = scratch.target.options.storage ?? '';
  // what a session has not written into the file yet belongs to it
  for (const part of ['', '-wal', '-journal'])
    if (part === '' || existsSync(file + part)) await copyFile(file + part, to + part);
}

// The first bytes of each (fileformat2.html, 1.3).
async function isSqlite(file: string): Promise<boolean> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1', 0, bytesRead) === 'SQLite format 3\u0000';
  } finally {
    await opened.close();
  }
}

async function execute(scratch: RunContext, file: string): Promise<void> {
  const db = await reach(scratch, { create: true });
  try {
    await loadDump(db, scratch.dialect.name, file);
  } finally {
    await db.close();
  }
}

async function intoPostgres(scratch: RunContext, source: DataSource): Promise<void> {
  const { target } = scratch;
  const psql = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null'];
  const isOther = source.kind === 'file' ? await isSqlite(source.path) : source.target.dialect !== 'postgres';
  if (isOther) throw new Error('it is a SQLite database, and the revisions are tried on PostgreSQL');
  if (source.kind === 'file')
    return program('psql', [...psql, '-f', source.path], target, null).ended.catch((error: { code?: unknown }) => {
      if (error.code !== 'ENOENT') throw error;
      return execute(scratch, source.path); // psql knows its own commands, too, and is faster
    });
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
