import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'sqlite3';
import type { Bind, Connection, Row } from '../connection.ts';
import type { ConnectOptions } from '../dialect.ts';
import { installed } from '../installed.ts';
import type { DatabaseTarget } from '../target.ts';

type Sqlite3 = { Database: new (path: string, callback: (error: Error | null) => void) => Database };

/** Long enough to sleep in SQLite's busy handler, short enough that a signal is heeded soon: the runner asks again. */
export const BUSY_TIMEOUT_MS = 200;

/** A session with `sqlite3` alone. The file is created when its folder exists, as the `sqlite3` shell does. */
export async function connect(target: DatabaseTarget, options: ConnectOptions): Promise<Connection> {
  const storage = target.options.storage ?? ':memory:';
  const path = options.create || existsSync(storage) ? storage : ':memory:';
  if (path !== ':memory:' && !existsSync(dirname(path))) {
    throw Object.assign(new Error(`the folder ${dirname(path)} does not exist`), { code: 'SQLITE_CANTOPEN' });
  }
  const { Database } = installed('sqlite3', options.directory) as Sqlite3;
  const database = await new Promise<Database>((resolve, reject) => {
    const opened = new Database(path, (error) => (error === null ? resolve(opened) : reject(error)));
  });
  return over(database);
}

/** The raw database of Sequelize as a Connection. */
export function over(handle: unknown): Connection {
  const database = handle as Database;
  database.configure('busyTimeout', BUSY_TIMEOUT_MS);
  const query = (sql: string, binds: readonly Bind[] = []) =>
    new Promise<Row[]>((resolve, reject) => {
      database.all(sql, named(binds), (error: Error | null, rows: Row[]) => (error ? reject(error) : resolve(rows)));
    });
  return {
    query,
    batch: async (statements) => {
      const answers: Row[][] = [];
      for (const statement of statements) answers.push(await query(statement));
      return answers;
    },
    feed: (sql, chunks) => feed(database, sql, chunks as AsyncIterable<string>),
    cancel: async () => database.interrupt(),
    blocker: async () => null, // one writer: who has the lock waits for nobody
    lost: () => null,
    close: () => new Promise((resolve) => database.close(() => resolve())),
  };
}

// The driver's thread works on one text while the next one is made: two are under way, no more.
async function feed(database: Database, sql: string, texts: AsyncIterable<string>): Promise<void> {
  const run = (text: string) =>
    new Promise<void>((resolve, reject) => {
      database.exec(sql + text, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  let [under, next] = [Promise.resolve(), Promise.resolve()];
  try {
    for await (const text of texts) {
      next = run(text);
      next.catch(() => undefined); // it is asked for when the one after it begins
      await under;
      under = next;
    }
  } finally {
    await Promise.allSettled([under, next]); // what was begun must not come after a ROLLBACK
    await under;
  }
}

// `$1` is a *named* parameter in SQLite (lang_expr.html, "Parameters").
function named(binds: readonly Bind[]): Record<string, Bind> {
  return Object.fromEntries(binds.map((value, index) => [`$${index + 1}`, value]));
}
