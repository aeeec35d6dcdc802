import type { Table } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';
import type { RowJob, RowOutcome, RowSource } from '../rows.ts';
import { kinds } from './row-kinds.ts';
import { pages, read } from './row-reading.ts';
import { sqlWriter } from './sql.ts';

const SAVEPOINT = 'windlass_rows';

/** Rows on SQLite: a statement that fails leaves nothing behind (lang_conflict.html, ABORT), so each is just tried. */
export const rows: RowSource = {
  kinds,
  words: { list: 'json_array', greatest: 'max', least: 'min' },
  async ask(db, questions) {
    const answers: ((readonly number[])[] | null)[] = [];
    for (const sql of questions) {
      const found = await tried(db, sql);
      answers.push(found instanceof Error ? null : found.map((row) => JSON.parse(String(row.found)) as number[]));
    }
    return answers;
  },
  insert: (db, jobs, deferring) =>
    together(db, deferring, async () => {
      const outcomes: (RowOutcome | null)[] = [];
      for (const job of jobs) outcomes.push(await done(db, job));
      return outcomes;
    }),
  insertEach: (db, tables, deferring) =>
    together(db, deferring, async () => {
      const outcomes: RowOutcome[] = [];
      for (const table of tables) outcomes.push(await each(db, table));
      return outcomes;
    }),
  attempt: (db, statements) =>
    together(db, false, async () => {
      for (const sql of statements) await tried(db, sql);
    }),
  rowName,
  read,
  pages,
  async counters(db) {
    const [table] = await db.query("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'");
    const found =
      table === undefined ? [] : await db.query('SELECT name, CAST(seq AS TEXT) AS seq FROM sqlite_sequence');
    return new Map(found.map(({ name, seq }) => [String(name), BigInt(String(seq))]));
  },
};

// One write to the file for all of it where no transaction is open.
async function together<T>(db: Connection, deferring: boolean, work: () => Promise<T>): Promise<T> {
  await db.query(`SAVEPOINT ${SAVEPOINT}`);
  if (deferring) await db.query('PRAGMA defer_foreign_keys = ON');
  try {
    return await work();
  } finally {
    await db.query(`RELEASE ${SAVEPOINT}`);
  }
}

async function tried(db: Connection, sql: string): Promise<readonly Readonly<Record<string, unknown>>[] | Error> {
  try {
    return await db.query(sql);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error)); // the answer is the reason
  }
}

async function done(db: Connection, { table, whole, want }: RowJob): Promise<RowOutcome | null> {
  const name = sqlWriter.name(table.name);
  const there = await tried(db, `SELECT 1 FROM ${name} LIMIT 1`);
  if (there instanceof Error) return { rows: 0, reason: there.message };
  if (there.length > 0) return null;
  for (const sql of whole) {
    const result = await tried(db, sql);
    if (result instanceof Error) return { rows: 0, reason: result.message };
  }
  const [counted] = await db.query(`SELECT count(*) AS n FROM ${name}`);
  const rows = Number(counted?.n);
  return { rows, reason: rows < want ? '' : null };
}

async function each(db: Connection, table: readonly (readonly string[])[]): Promise<RowOutcome> {
  let reason: string | null = null;
  let count = 0;
  for (const statements of table)
    for (const sql of statements) {
      const result = await tried(db, `${sql} RETURNING 1`);
      if (!(result instanceof Error) && result.length > 0) {
        count += 1;
        break;
      }
      reason ??= result instanceof Error ? result.message : 'a trigger leaves the row out';
    }
  return { rows: count, reason };
}

function rowName({ columns, options }: Table): string {
  const free = ['rowid', '_rowid_', 'oid'].find((name) => !columns.some((each) => each.name.toLowerCase() === name));
  return options.includes('WITHOUT ROWID') ? 'rowid' : (free ?? 'rowid');
}
