import sqlite3 from 'sqlite3';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/sqlite/connect.ts';

/** A SQLite database in memory, for tests that need thousands. */
export interface MemoryDatabase {
  readonly connection: Connection;
  ask(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Opens one; runs `script` in it first. */
export async function memoryDatabase(script: readonly string[] = []): Promise<MemoryDatabase> {
  const database = new sqlite3.Database(':memory:');
  const ask = (sql: string) =>
    new Promise<Record<string, unknown>[]>((resolve, reject) => {
      database.all(sql, (error, rows: Record<string, unknown>[]) =>
        error ? reject(new Error(`${error.message}: ${sql}`)) : resolve(rows),
      );
    });
  for (const sql of script) await ask(sql);
  return { connection: over(database), ask, close: () => new Promise((resolve) => database.close(() => resolve())) };
}
