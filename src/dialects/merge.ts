import { BadRow } from './bad-row.ts';
import type { Connection } from './connection.ts';

/** A table, the columns that are given and those among them by which a row is known again. */
export interface MergeTarget {
  /** Its whole quoted name. */
  readonly sql: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Whether a unique index stands on just the key. */
  readonly unique: boolean;
}

/** How a database writes a merge. */
export interface MergeWords {
  quote(name: string): string;
  /** The whole name of the table that holds the rows first. */
  readonly stage: string;
  /** Its column that counts them, from 1. */
  readonly place: string;
  /** Makes that table, with the columns of the target. */
  create(target: MergeTarget): readonly string[];
  /** Whether one of those columns differs between two rows. */
  differs(columns: readonly string[], left: string, right: string): string;
  /** What an INSERT says to give values to columns that the database counts. */
  readonly overriding: string;
}

/**
 * Merges staged rows into their table, in the transaction that is open: a row whose key is there is updated where it differs, the others are inserted. Running
 * it again changes nothing. Throws BadRow for a key that is NULL or comes twice, and for a row that the database refuses.
 */
export async function merge(
  db: Connection,
  words: MergeWords,
  target: MergeTarget,
  told: (sql: string) => void,
): Promise<void> {
  await refuseKeys(db, words, target);
  const [counted] = await db.query(`SELECT max(${words.place}) AS n FROM ${words.stage}`);
  const last = Number(counted?.n ?? 0);
  const statements = mergeSql(words, target);
  for (const sql of statements('')) told(sql);
  await db.query('SAVEPOINT windlass_rows');
  try {
    await db.batch(statements(''));
  } catch (error) {
    await db.query('ROLLBACK TO SAVEPOINT windlass_rows');
    throw new Culprit(await culprit(db, words, statements, last, error), error);
  }
  await db.batch(['RELEASE SAVEPOINT windlass_rows', `DROP TABLE ${words.stage}`]);
}

/** A staged row that the table refused, by its number; the cause is the driver's error. */
export class Culprit extends Error {
  readonly record: number;
  constructor(record: number, cause: unknown) {
    super('a row was refused', { cause });
    this.record = record;
  }
}

/** The statements of a merge; the function takes a further condition on the staged rows, with its AND. */
export function mergeSql(words: MergeWords, target: MergeTarget): (condition: string) => readonly string[] {
  const { quote, stage, place, overriding } = words;
  const { sql, columns, key, unique } = target;
  const names = columns.map(quote).join(', ');
  const staged = columns.map((name) => `staged.${quote(name)}`).join(', ');
  const others = columns.filter((name) => !key.includes(name));
  const set = others.map((name) => `${quote(name)} = staged.${quote(name)}`).join(', ');
  const same = key.map((name) => `target.${quote(name)} = staged.${quote(name)}`).join(' AND ');
  const into = `INSERT INTO ${sql} AS target (${names}) ${overriding}`;
  if (unique) {
    const conflict = onConflict(words, target);
    return (condition) => [
      `${into}SELECT ${staged} FROM ${stage} AS staged WHERE true${condition} ORDER BY staged.${place} ${conflict}`,
    ];
  }
  const differing = words.differs(others, 'target', 'staged');
  const missing = `LEFT JOIN ${sql} AS target ON ${same} WHERE target.${quote(key[0] ?? '')} IS NULL`;
  return (condition) => [
    ...(others.length === 0
      ? []
      : [`UPDATE ${sql} AS target SET ${set} FROM ${stage} AS staged WHERE ${same} AND (${differing})${condition}`]),
    `INSERT INTO ${sql} (${names}) ${overriding}SELECT ${staged} FROM ${stage} AS staged ${missing}${condition} ORDER BY staged.${place}`,
  ];
}

/** What an INSERT says to update a row that is there where it differs. It names the table `target`. */
export function onConflict(words: MergeWords, { columns, key }: MergeTarget): string {
  const { quote } = words;
  const others = columns.filter((name) => !key.includes(name));
  const set = others.map((name) => `${quote(name)} = excluded.${quote(name)}`).join(', ');
  const update =
    others.length === 0 ? 'NOTHING' : `UPDATE SET ${set} WHERE ${words.differs(others, 'target', 'excluded')}`;
  return `ON CONFLICT (${key.map(quote).join(', ')}) DO ${update}`;
}

async function refuseKeys(db: Connection, { quote, stage, place }: MergeWords, { key }: MergeTarget): Promise<void> {
  for (const name of key) {
    const [row] = await db.query(`SELECT min(${place}) AS n FROM ${stage} WHERE ${quote(name)} IS NULL`);
    if (row?.n != null) throw new BadRow('it is NULL, and the rows are known by it', { record: Number(row.n) }, name);
  }
  const names = key.map(quote).join(', ');
  const [twice] = await db.query(
    `SELECT min(${place}) AS n, max(${place}) AS again FROM ${stage} GROUP BY ${names} HAVING count(*) > 1 ORDER BY 1 LIMIT 1`,
  );
  if (twice !== undefined)
    throw new BadRow('the key stands twice in the file', { record: Number(twice.again) }, key.join(', '));
}

// Halves the rows until one is left: each half that goes well stays, for what comes after may need it.
async function culprit(
  db: Connection,
  words: MergeWords,
  statements: (condition: string) => readonly string[],
  last: number,
  error: unknown,
): Promise<number> {
  let first = 1;
  let end = last;
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    await db.query('SAVEPOINT windlass_half');
    try {
      await db.batch(statements(` AND staged.${words.place} BETWEEN ${first} AND ${middle}`));
      await db.query('RELEASE SAVEPOINT windlass_half');
      first = middle + 1;
    } catch {
      if (db.lost() !== null) throw error;
      await db.query('ROLLBACK TO SAVEPOINT windlass_half');
      end = middle;
    }
  }
  return first;
}
