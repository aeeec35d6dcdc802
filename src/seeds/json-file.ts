import type { Bind } from '../dialects/connection.ts';
import type { LoadColumn } from '../dialects/load.ts';
import { texts } from './file.ts';
import { JsonFault, JsonPieces, JsonReader, type JsonRow } from './json-reader.ts';
import { type FileRows, lineIn, listed, type Progress, RowFault, type RowFile } from './row-file.ts';

type Parsed = Readonly<Record<string, unknown>>;
type Write = (value: unknown, index: number) => Bind;

/** A JSON file of rows: an array of objects with the same keys. Throws RowFault for a file that cannot be read, also later. */
export async function jsonFile(path: string, progress: Progress): Promise<RowFile> {
  const columns = await keys(path);
  return {
    columns,
    copyOptions: "FORMAT text, ENCODING 'UTF8'",
    bytes: (given) => copyText(values(path, columns, progress, copyValue(given)), columns.length),
    batches: (given, size) => listed(values(path, columns, progress, sqliteValue), given, size),
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

async function* values(
  path: string,
  columns: readonly string[],
  progress: Progress,
  write: Write,
): AsyncGenerator<readonly Bind[]> {
  const reader = new JsonPieces();
  let count = 0;
  for await (const { text, share } of texts(path)) {
    const rows = await orFault(path, columns, () => reader.read(text, share === 1));
    const list: Bind[] = [];
    const whole = rows.every((row) => flatten(row, columns, write, list));
    if (!whole) await orFault(path, columns, () => null);
    count += rows.length;
    yield list;
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

// Puts what a row holds behind the others; false when it is not as the first one.
function flatten(row: unknown, columns: readonly string[], write: Write, list: Bind[]): boolean {
  if (typeof row !== 'object' || row === null) return false;
  let index = 0;
  for (const name in row) {
    const value = (row as Parsed)[name];
    if (name !== columns[index]) return flattenOther(row as Parsed, columns, write, list, index);
    if (unsafe(value)) return false;
    list.push(write(value, index));
    index += 1;
  }
  return index === columns.length;
}

// The same keys in another order, from `done` on.
function flattenOther(row: Parsed, columns: readonly string[], write: Write, list: Bind[], done: number): boolean {
  if (fault(row, columns) !== null) return false;
  for (let index = done; index < columns.length; index += 1) list.push(write(row[columns[index] ?? ''], index));
  return true;
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

function sqliteValue(value: unknown): Bind {
  return typeof value === 'boolean' ? Number(value) : asText(value);
}

// An array goes into an array of PostgreSQL, elsewhere it is JSON.
function copyValue(columns: readonly LoadColumn[]): Write {
  return (value, index) =>
    Array.isArray(value) && columns[index]?.kind === 'array' ? arrayText(value) : asText(value);
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

// One line a row, so that the line which COPY names is the row (sql-copy.html, "Text Format").
async function* copyText(lists: AsyncIterable<readonly Bind[]>, width: number): AsyncGenerator<Uint8Array> {
  for await (const list of lists) {
    let text = '';
    for (let index = 0; index < list.length; index += 1) {
      const value = list[index] ?? null;
      text += value === null ? '\\N' : typeof value === 'string' ? escaped(value) : String(value);
      text += (index + 1) % width === 0 ? '\n' : '\t';
    }
    if (text !== '') yield Buffer.from(text);
  }
}

function escaped(text: string): string {
  return /[\\\n\r\t]/.test(text) ? text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character) : text;
}
