import sqlite3 from 'sqlite3';

/** A SQLite database in memory, for tests that need thousands. */
export interface MemoryDatabase {
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
  return { ask, close: () => new Promise((resolve) => database.close(() => resolve())) };
}
