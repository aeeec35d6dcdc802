import type { QualifiedName } from '../../model/names.ts';
import { BadRow, type RowPlace } from '../bad-row.ts';
import type { Connection } from '../connection.ts';
import type { IncomingRows, LoadColumn, Loading, LoadTarget } from '../load.ts';
import { Culprit, type MergeTarget, type MergeWords, merge } from '../merge.ts';
import type { Ask } from '../paging.ts';
import { rows } from './row-watch.ts';
import { literal, quote } from './state.ts';

const PLACE = quote('windlass row');

const COLUMNS = `
SELECT attname AS name, typcategory AS category FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`;

// An index whose columns are just the key, in any order, and that ON CONFLICT can go by (sql-insert.html, "conflict_target").
const UNIQUE = (table: string, key: string) => `
SELECT 1 FROM pg_index i WHERE i.indrelid = to_regclass(${table}) AND i.indisunique AND i.indisvalid AND i.indimmediate
  AND i.indpred IS NULL AND i.indexprs IS NULL
  AND (SELECT json_agg(a.attname ORDER BY a.attname COLLATE "C")::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.place <= i.indnkeyatts)
    = (SELECT json_agg(name::name ORDER BY name COLLATE "C")::text FROM json_array_elements_text(${key}::json) AS name) LIMIT 1`;

const mergeWords: MergeWords = {
  quote,
  stage: 'pg_temp.windlass_rows',
  place: PLACE,
  create: ({ sql, columns }) => [
    'DROP TABLE IF EXISTS pg_temp.windlass_rows',
    `CREATE TEMPORARY TABLE windlass_rows AS SELECT ${columns.map(quote).join(', ')} FROM ${sql} WITH NO DATA`,
    `ALTER TABLE pg_temp.windlass_rows ADD COLUMN ${PLACE} bigint GENERATED ALWAYS AS IDENTITY`,
  ],
  // as text: not every type has an equality (json, point)
  differs: (columns, left, right) => {
    const row = (from: string) => `ROW(${columns.map((name) => `${from}.${quote(name)}`).join(', ')})::text`;
    return `${row(left)} IS DISTINCT FROM ${row(right)}`;
  },
  overriding: 'OVERRIDING SYSTEM VALUE ',
};

/** COPY, into the table itself or, with a key, into a temporary one that is merged. */
export const loading: Loading = { columns, unique, words: () => mergeWords, load, rows };

async function columns(db: Connection, table: QualifiedName): Promise<readonly LoadColumn[]> {
  const found = await db.query(COLUMNS, [whole(table)]);
  return found.map(({ name, category }) => ({ name: String(name), kind: category === 'A' ? 'array' : 'other' }));
}

async function unique(ask: Ask, table: QualifiedName, key: readonly string[]): Promise<boolean> {
  return (await ask(UNIQUE(literal(whole(table)), literal(JSON.stringify(key))))).length > 0;
}

async function load(
  db: Connection,
  { table, key }: LoadTarget,
  source: IncomingRows,
  told: (sql: string) => void,
): Promise<void> {
  const known = await columns(db, table);
  const given = source.columns.flatMap((name) => known.find((column) => column.name === name) ?? []);
  const sql = whole(table);
  const target: MergeTarget = {
    ...{ sql, columns: source.columns, key },
    unique: key.length > 0 && (await unique(db.query, table, key)),
  };
  if (key.length > 0) await db.batch(mergeWords.create(target));
  const copy = `COPY ${key.length > 0 ? mergeWords.stage : sql} (${source.columns.map(quote).join(', ')}) FROM STDIN (${source.copyOptions})`;
  told(copy);
  try {
    await db.feed(copy, source.bytes(given));
    if (key.length > 0) await merge(db, mergeWords, target, told);
  } catch (error) {
    throw badRow(error, source.columns);
  }
  await catchUp(db, sql, source.columns);
}

// A row that gives the number itself leaves the counter behind: the next one of the application would fail.
async function catchUp(db: Connection, table: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const [found] = await db.query('SELECT pg_get_serial_sequence($1, $2) AS sequence', [table, name]);
    if (found?.sequence == null) continue;
    await db.query(
      `SELECT setval($1::regclass, m) FROM (SELECT max(${quote(name)})::bigint AS m FROM ${table}) AS t WHERE m >= (SELECT last_value FROM ${found.sequence})`,
      [String(found.sequence)],
    );
  }
}

interface ServerError {
  readonly where?: string;
  readonly column?: string;
  readonly detail?: string;
  readonly message: string;
}

function badRow(error: unknown, names: readonly string[]): unknown {
  if (error instanceof BadRow) return error;
  const cause = error instanceof Culprit ? error.cause : error;
  const { where = '', column, detail = '', message } = cause as ServerError;
  const line = /^COPY .*, line (\d+)/s.exec(where)?.[1];
  const pairs = keyOf(detail);
  const inKey = names.find((name) => Object.keys(pairs).includes(name)) ?? null;
  const named = names.filter((name) => where.includes(`, column ${name}:`)).sort((a, b) => b.length - a.length)[0];
  const place: RowPlace | null =
    error instanceof Culprit
      ? { record: error.record }
      : line !== undefined
        ? { line: Number(line) }
        : Object.keys(pairs).length > 0
          ? { values: pairs }
          : null;
  if (place === null) return error;
  const more = detail === '' || line !== undefined ? '' : ` (${detail})`;
  return new BadRow(`${message}${more}`, place, column ?? named ?? inKey, cause);
}

// `Key (a, b)=(1, 2) is not present in table "t".`
function keyOf(detail: string): Readonly<Record<string, string>> {
  const [, names = '', values = ''] = /^Key \((.*?)\)=\((.*)\) /s.exec(detail) ?? [];
  const columns = names === '' ? [] : names.split(', ');
  const texts = columns.length === 1 ? [values] : values.split(', ');
  return Object.fromEntries(columns.map((name, index) => [name.replace(/^"(.*)"$/, '$1'), texts[index] ?? '']));
}

function whole({ schema, name }: QualifiedName): string {
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
