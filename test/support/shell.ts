import { spawnSync } from 'node:child_process';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { splitStatements } from '../../src/dialects/sql-text.ts';

/** How a shell ended. */
export interface ShellEnd {
  readonly code: number;
  readonly stderr: string;
}

/**
 * Feeds a script to `psql -v ON_ERROR_STOP=1` or `sqlite3 -bail`; where the machine has no such shell, statement by statement to the driver,
 * up to the first that fails.
 */
export async function runScript(
  url: string,
  sql: string,
  options: { onError?: 'stop' | 'go on' } = {},
): Promise<ShellEnd> {
  const stop = options.onError !== 'go on';
  const [command, args]: [string, string[]] = url.startsWith('sqlite:')
    ? ['sqlite3', [...(stop ? ['-bail'] : []), url.slice('sqlite:'.length)]]
    : ['psql', ['-X', '-q', '-v', `ON_ERROR_STOP=${stop ? 1 : 0}`, '-f', '-', url]];
  const ended = spawnSync(command, args, { input: sql, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (ended.error === undefined) return { code: ended.status ?? -1, stderr: ended.stderr + ended.stdout };
  return url.startsWith('sqlite:') ? bySqliteDriver(url, sql) : byPostgresDriver(url, sql, stop);
}

async function byPostgresDriver(url: string, sql: string, stop: boolean): Promise<ShellEnd> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let words = '';
  try {
    for (const statement of splitStatements(sql, 'postgres')) {
      try {
        await client.query(statement.sql);
      } catch (error) {
        words += `${(error as Error).message}\n`;
        if (stop) return { code: 3, stderr: words };
      }
    }
    return { code: 0, stderr: words };
  } finally {
    await client.end();
  }
}

async function bySqliteDriver(url: string, sql: string): Promise<ShellEnd> {
  const database = new sqlite3.Database(url.slice('sqlite:'.length));
  const error = await new Promise<Error | null>((resolve) => database.exec(sql, resolve));
  await new Promise((resolve) => database.close(resolve));
  return { code: error === null ? 0 : 1, stderr: error?.message ?? '' };
}
