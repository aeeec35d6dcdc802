import type { QualifiedName } from '../../model/names.ts';
import { BadRow } from '../bad-row.ts';
import type { Bind, Connection, Row } from '../connection.ts';
import type { IncomingRows, LoadColumn, Loading, LoadTarget, WriteValue } from '../load.ts';
import { Culprit, type MergeTarget, type MergeWords, merge } from '../merge.ts';
import type { Ask } from '../paging.ts';
import { rows } from './row-watch.ts';
import { literal, quote } from './state.ts';

// How many values a statement holds. Measured (6 columns, a million rows, sqlite3 6.0.1): as text they cost the process 2.9 s, as binds of one prepared
// statement 4.0 s, because the driver makes an object of each.
const VALUES = 400;

const mergeWords = (columns: readonly string[]): MergeWords => ({
  quote,
  stage: 'temp.windlass_rows',
  place: rowid(columns),
  create: ({ sql }) => [
    'DROP TABLE IF EXISTS temp.windlass_rows',
    `CREATE TEMPORARY TABLE windlass_rows AS SELECT ${columns.map(quote).join(', ')} FROM ${sql} WHERE false`,
  ],
  differs: (names, left, right) =>
    names.map((name) => `${left}.${quote(name)} IS NOT ${right}.${quote(name)} COLLATE BINARY`).join(' OR '),
  overriding: '',
});

/** One prepared statement of several rows, into the table itself or, with a key, into a temporary one that is merged. */
export const loading: Loading = { columns, unique, words: mergeWords, load, rows };

async function columns(db: Connection, { name }: QualifiedName): Promise<readonly LoadColumn[]> {
  const found = await db.query('SELECT name, type FROM pragma_table_info($1)', [name]);
  // Sequelize's BOOLEAN is TINYINT(1) here, and its values are 1 and 0
  const boolean = (type: unknown) => /^(?:bool|tinyint ?\(1\))/i.test(String(type));
  return found.map((row) => ({ name: String(row.name), kind: boolean(row.type) ? 'boolean' : 'other' }));
}

async function unique(ask: Ask, { name: table }: QualifiedName, key: readonly string[]): Promise<boolean> {
  const plain = (names: readonly unknown[]) => names.map((name) => String(name).toLowerCase()).sort();
  const wanted = plain(key).join('\n');
  const primary = await ask(`SELECT name FROM pragma_table_info(${literal(table)}) WHERE pk > 0`);
  const indexes = await ask(
    `SELECT i.name AS index_name, c.name FROM pragma_index_list(${literal(table)}) AS i, pragma_index_info(i.name) AS c WHERE i."unique" AND NOT i.partial`,
  );
  return [primary, ...grouped(indexes).values()].some(
    (some) => plain(some.map(({ name }) => name)).join('\n') === wanted,
  );
}

function grouped(list: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of list) {
    const name = String(row.index_name);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

async function load(
  db: Connection,
  { table, key }: LoadTarget,
  source: IncomingRows,
  told: (sql: string) => void,
): Promise<void> {
  const known = await columns(db, table);
  const plain = (name: string) => name.toLowerCase();
  const given = source.columns.flatMap((name) => known.find((column) => plain(column.name) === plain(name)) ?? []);
  const sql = quote(table.name);
  const words = mergeWords(source.columns);
  const keyed = key.length > 0;
  const target: MergeTarget = {
    ...{ sql, columns: source.columns, key },
    unique: keyed && (await unique(db.query, table, key)),
  };
  if (keyed) await db.batch(words.create(target));
  const into = `INSERT INTO ${keyed ? words.stage : sql} (${source.columns.map(quote).join(', ')}) VALUES `;
  told(`${into}(${source.columns.map(() => '?').join(', ')})`);
  const size = Math.max(1, Math.floor(VALUES / source.columns.length));
  await inSavepoint(db, { source, given, into, size, table: table.name });
  if (!keyed) return;
  try {
    await merge(db, words, target, told);
  } catch (error) {
    if (!(error instanceof Culprit)) throw error;
    throw refused(error.cause, error.record, { table: table.name, given });
  }
}

interface Feeding {
  readonly source: IncomingRows;
  readonly given: readonly LoadColumn[];
  readonly into: string;
  readonly size: number;
  readonly table: string;
}

// A list that fails says not which of its rows it was: all is taken back and gone through again, that list row by row.
async function inSavepoint(db: Connection, feeding: Feeding): Promise<void> {
  await db.query('SAVEPOINT windlass_load');
  const fed = { lists: 0 };
  try {
    await db.feed(feeding.into, lists(feeding, fed));
    await db.query('RELEASE SAVEPOINT windlass_load');
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('SQLITE_') || !ofRow(error)) throw error;
    await db.batch(['ROLLBACK TO SAVEPOINT windlass_load']);
    // the failure shows when the next list, or the one after it, has been handed over
    await oneByOne(db, feeding, Math.max(0, fed.lists - 3));
    throw error;
  }
}

function ofRow(error: unknown): boolean {
  return /SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|ERROR)/.test((error as { code?: string }).code ?? '');
}

async function* lists(feeding: Feeding, fed: { lists: number }): AsyncGenerator<string> {
  for await (const list of listed(feeding)) {
    fed.lists += 1;
    yield rowsText(list);
  }
}

async function* listed({ source, given, size }: Feeding): AsyncGenerator<readonly string[]> {
  for await (const rows of source.rows(writer(given)))
    for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

async function oneByOne(db: Connection, feeding: Feeding, whole: number): Promise<void> {
  const { given, into, table } = feeding;
  let record = 0;
  let count = 0;
  for await (const list of listed(feeding)) {
    count += 1;
    if (count <= whole) {
      await db.query(into + rowsText(list));
      record += list.length;
      continue;
    }
    for (const row of list) {
      record += 1;
      await db.query(into + rowsText([row])).catch((error: unknown) => {
        throw refused(error, record, { table, given });
      });
    }
  }
}

function rowsText(rows: readonly string[]): string {
  return `(${rows.join('), (')})`;
}

const TRUE = new Set(['t', 'true', 'y', 'yes', 'on', '1']);
const FALSE = new Set(['f', 'false', 'n', 'no', 'off', '0']);

// Text in a column of booleans is read as PostgreSQL reads it, elsewhere it is kept as it is.
function writer(columns: readonly LoadColumn[]): WriteValue {
  const boolean = columns.map(({ kind }) => kind === 'boolean');
  if (!boolean.includes(true)) return valueText;
  return (value, column) => valueText(boolean[column] === true && typeof value === 'string' ? truth(value) : value);
}

function truth(text: string): Bind {
  const word = text.trim().toLowerCase();
  return TRUE.has(word) ? 1 : FALSE.has(word) ? 0 : text;
}

// A statement ends at a NUL (lang_expr.html, "Literal Values").
function valueText(value: Bind): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'string') return String(value ?? 'NULL');
  if (value.includes('\0')) return `CAST(x'${Buffer.from(value).toString('hex')}' AS TEXT)`;
  return value.includes("'") ? `'${value.replaceAll("'", "''")}'` : `'${value}'`;
}

function refused(
  error: unknown,
  record: number,
  { table, given }: { readonly table: string; readonly given: readonly LoadColumn[] },
): BadRow {
  const message = (error as Error).message.replace(/^SQLITE_\w+: /, '');
  const column = given.find(({ name }) => message.includes(`${table}.${name}`))?.name ?? null;
  return new BadRow(message, { record }, column, error);
}

// A table may have a column of one of these names; it cannot have all three and still be asked for it.
function rowid(columns: readonly string[]): string {
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  return ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name)) ?? 'rowid';
}
