import type { Bind } from '../dialects/connection.ts';
import type { LoadColumn, WriteValue } from '../dialects/load.ts';
import { texts } from './file.ts';
import { JsonFault, JsonPieces, JsonReader, type JsonRow } from './json-reader.ts';
import { type FileRows, lineIn, type Progress, RowFault, type RowFile } from './row-file.ts';

type Parsed = Readonly<Record<string, unknown>>;
/** How the text of a row is made of its values. */
interface RowShape {
  readonly between: string;
  readonly write: (value: unknown, column: number) => string;
}

/** A JSON file of rows: an array of objects with the same keys. Throws RowFault for a file that cannot be read, also later. */
export async function jsonFile(path: string, progress: Progress): Promise<RowFile> {
  const columns = await keys(path);
  return {
    columns,
    copyOptions: "FORMAT text, ENCODING 'UTF8'",
    bytes: (given) => copied(rowTexts(path, columns, progress, { between: '\t', write: copyWriter(given) })),
    rows: (write) => rowTexts(path, columns, progress, { between: ', ', write: valueWriter(write) }),
    lineOf: (place) => lineIn(records(path, columns), columns, place, 'rows'),
  };
}

/** What stands before the rows of a JSON file; null for an array alone. Throws RowFault. */
export async function jsonHead(path: string): Promise<unknown> {
  for await (const { reader } of read(path)) {
    if (reader.before) continue;
    if (reader.head === null) return null;
    try {
      return JSON.parse(reader.head);
    } catch (cause) {
      throw new RowFault(`what stands before "rows" is not JSON: ${(cause as Error).message}`, 1);
    }
  }
  throw new RowFault('the file is empty', 1);
}

async function keys(path: string): Promise<readonly string[]> {
  for await (const { rows } of read(path)) if (rows[0] !== undefined) return Object.keys(parsed(rows[0]));
  return [];
}

async function* read(path: string): AsyncGenerator<{
  readonly reader: JsonReader;
  readonly rows: readonly JsonRow[];
}> {
  const reader = new JsonReader();
  try {
    for await (const { text, share } of texts(path)) yield { rows: reader.read(text, share === 1), reader };
  } catch (error) {
    if (error instanceof JsonFault) throw new RowFault(error.message, error.line);
    if (error instanceof TypeError) throw new RowFault('the file is not UTF-8', 1);
    throw error;
  }
}

async function* rowTexts(
  path: string,
  columns: readonly string[],
  progress: Progress,
  shape: RowShape,
): AsyncGenerator<readonly string[]> {
  const reader = new JsonPieces();
  let count = 0;
  for await (const { text, share } of texts(path)) {
    const list = await orFault(path, columns, () => textsOf(reader.read(text, share === 1), columns, shape));
    count += list.length;
    if (list.length > 0) yield list;
    progress(count, share === 0 ? null : Math.round(count / share));
  }
}

// What is wrong, and where, is found by reading the rows one by one.
async function orFault<T>(path: string, columns: readonly string[], work: () => T | null): Promise<T> {
  let first: unknown = new RowFault('the file is not JSON', 1);
  try {
    const done = work();
    if (done !== null) return done;
  } catch (error) {
    first = error;
  }
  await lineIn(records(path, columns), columns, { record: Number.POSITIVE_INFINITY }, 'rows'); // throws
  throw first;
}

// Null when a row is not as the first one, or there is something else.
function textsOf(
  rows: readonly unknown[] | null,
  columns: readonly string[],
  shape: RowShape,
): readonly string[] | null {
  if (rows === null) return null;
  const list: string[] = [];
  for (const row of rows) {
    const text = typeof row === 'object' && row !== null ? textOf(row as Parsed, columns, shape) : null;
    if (text === null) return null;
    list.push(text);
  }
  return list;
}

// The keys are looked at as they come: to ask for each by its name takes longer.
function textOf(row: Parsed, columns: readonly string[], shape: RowShape): string | null {
  const { between, write } = shape;
  let text = '';
  let index = 0;
  for (const name in row) {
    const value = row[name];
    if (name !== columns[index]) return textOfOther(row, columns, shape);
    if (unsafe(value)) return null;
    text += index === 0 ? write(value, index) : between + write(value, index);
    index += 1;
  }
  return index === columns.length ? text : null;
}

// The same keys in another order.
function textOfOther(row: Parsed, columns: readonly string[], { between, write }: RowShape): string | null {
  if (fault(row, columns) !== null) return null;
  return columns.map((name, index) => write(row[name], index)).join(between);
}

async function* records(path: string, columns: readonly string[]): AsyncGenerator<FileRows> {
  for await (const { rows } of read(path)) {
    const list = rows.flatMap((row) => {
      const object = parsed(row);
      const wrong = fault(object, columns);
      if (wrong !== null) throw new RowFault(wrong, row.line);
      return columns.map((name) => asText(object[name]));
    });
    yield { values: list, lines: rows.map(({ line }) => line) };
  }
}

function parsed({ text, line }: JsonRow): Parsed {
  try {
    return JSON.parse(text) as Parsed;
  } catch (cause) {
    throw new RowFault(`the row is not JSON: ${(cause as Error).message.split('\n')[0]}`, line);
  }
}

// What is wrong with a row, beside the first one.
function fault(row: Parsed, columns: readonly string[]): string | null {
  const names = Object.keys(row);
  const missing = columns.find((name) => !Object.hasOwn(row, name));
  if (missing !== undefined) return `the row does not say "${missing}", which the first one does: write null`;
  const more = names.find((name) => !columns.includes(name));
  if (more !== undefined) return `the row says "${more}", which the first one does not`;
  const inexact = names.find((name) => unsafe(row[name]));
  return inexact === undefined
    ? null
    : `"${inexact}" is a number that JavaScript does not hold exactly: write it as a string`;
}

// JSON.parse gives another number than the text says (ECMA-262, 6.1.6.1).
function unsafe(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}

function asText(value: unknown): Bind {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Bind);
}

function valueWriter(write: WriteValue): RowShape['write'] {
  return (value, column) => write(asText(value), column);
}

// One line a row, so that the line which COPY names is the row (sql-copy.html, "Text Format"). An array goes into an array of PostgreSQL, elsewhere it is JSON.
function copyWriter(columns: readonly LoadColumn[]): RowShape['write'] {
  return (value, column) => {
    if (typeof value === 'string') return escaped(value);
    if (Array.isArray(value) && columns[column]?.kind === 'array') return escaped(arrayText(value));
    return value === null ? '\\N' : typeof value === 'object' ? escaped(JSON.stringify(value)) : String(value);
  };
}

async function* copied(lists: AsyncIterable<readonly string[]>): AsyncGenerator<Uint8Array> {
  for await (const list of lists) yield Buffer.from(`${list.join('\n')}\n`);
}

function arrayText(items: readonly unknown[]): string {
  const texts = items.map((value) => {
    if (value === null) return 'NULL';
    if (Array.isArray(value)) return arrayText(value);
    return `"${String(asText(value)).replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${texts.join(',')}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(text: string): string {
  return /[\\\n\r\t]/.test(text) ? text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character) : text;
}
