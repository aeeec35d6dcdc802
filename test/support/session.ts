import type { Connection } from '../../src/dialects/connection.ts';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { contextFor } from './context.ts';
import type { DatabaseKind, TestDatabase } from './databases.ts';

/** A session of an empty database of its own. */
export interface Session {
  readonly dialect: Dialect;
  readonly db: Connection;
  readonly database: TestDatabase;
  /** Runs SQL text of several statements. */
  run(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens one. */
export async function openSession(kind: DatabaseKind): Promise<Session> {
  const database = await kind.create();
  const directory = process.cwd();
  const { dialect, target } = contextFor(database.url, directory);
  const db = await dialect.connect(target, { directory, timeoutMs: 10_000, create: true });
  if (kind.name === 'sqlite') await db.query('PRAGMA foreign_keys = ON');
  const run = async (sql: string) => {
    const parts = kind.name === 'postgres' ? [sql] : sql.split(/;(?= CREATE)/);
    for (const part of parts) await db.query(part);
  };
  const close = async () => {
    await db.close();
    await database.drop();
  };
  return { dialect, db, database, run, close };
}
