import type { WriteValue } from '../dialects/load.ts';
import { CsvReader, OpenQuote, OtherWidth } from './csv-reader.ts';
import { pieces, texts } from './file.ts';
import { type FileRows, lineIn, type Progress, RowFault, type RowFile } from './row-file.ts';

/** A CSV file whose first line names the columns. Throws RowFault for a file that cannot be read, also later, when its rows are asked for. */
export async function csvFile(path: string, progress: Progress): Promise<RowFile> {
  const columns = await header(path);
  return {
    columns,
    copyOptions: "FORMAT csv, HEADER true, ENCODING 'UTF8'",
    bytes: () => bytes(path, progress),
    rows: (write) => rows(path, progress, write),
    lineOf: (place) => lineIn(records(path), columns, place, 'lines'),
  };
}

async function header(path: string): Promise<readonly string[]> {
  for await (const { fields } of read(path, 1)) if (fields.length > 0) return named(fields);
  throw new RowFault('the file is empty: its first line names the columns', 1);
}

function named(fields: readonly (string | null)[]): readonly string[] {
  const names = fields.map((name) => name ?? '');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.includes('')) throw new RowFault('the first line has a column without a name', 1);
  if (twice !== undefined) throw new RowFault(`the first line names the column "${twice}" twice`, 1);
  return names;
}

async function* rows(path: string, progress: Progress, write: WriteValue): AsyncGenerator<readonly string[]> {
  let count = -1; // the header
  for await (const { fields, lines, share } of read(path)) {
    if (lines.length === 0) continue;
    yield rowTexts(fields, fields.length / lines.length, count < 0 ? 1 : 0, write);
    count += lines.length;
    progress(count, about(count, share));
  }
}

function rowTexts(
  fields: readonly (string | null)[],
  width: number,
  first: number,
  write: WriteValue,
): readonly string[] {
  const texts: string[] = [];
  for (let at = first * width; at < fields.length; at += width) {
    let text = write(fields[at] ?? null, 0);
    for (let column = 1; column < width; column += 1) text += `, ${write(fields[at + column] ?? null, column)}`;
    texts.push(text);
  }
  return texts;
}

async function* records(path: string): AsyncGenerator<FileRows> {
  let first = true;
  for await (const { fields, lines } of read(path)) {
    if (lines.length === 0) continue;
    const width = fields.length / lines.length;
    yield first ? { values: fields.slice(width), lines: lines.slice(1) } : { values: fields, lines };
    first = false;
  }
}

async function* read(path: string, most?: number) {
  const reader = new CsvReader();
  let line = 1;
  const next = (text: string, last: boolean) => {
    const found = reader.read(text, last, most);
    line = found.lines.at(-1) ?? line;
    return found;
  };
  try {
    for await (const { text, share } of texts(path)) yield { ...next(text, false), share };
    yield { ...next('', true), share: 1 };
  } catch (error) {
    if (error instanceof OpenQuote || error instanceof OtherWidth) throw new RowFault(error.message, error.line);
    if (error instanceof TypeError) throw new RowFault(`the file is not UTF-8 (behind line ${line})`, line);
    throw error;
  }
}

// As they are: the server reads CSV itself.
async function* bytes(path: string, progress: Progress): AsyncGenerator<Uint8Array> {
  let lines = 0;
  let tail: Buffer = Buffer.from('\n');
  for await (const { bytes: piece, share } of pieces(path)) {
    refuseEnd(Buffer.concat([tail, piece, share === 1 ? Buffer.from('\n') : Buffer.alloc(0)]), lines);
    lines += count(piece);
    yield piece;
    tail = piece.subarray(-3);
    progress(Math.max(0, lines - 1), about(lines, share));
  }
}

// PostgreSQL takes such a line for the end of the data and drops the rest (before 18; sql-copy.html).
function refuseEnd(text: Buffer, before: number): void {
  const at = ['\n\\.\n', '\n\\.\r'].map((end) => text.indexOf(end)).find((found) => found >= 0);
  if (at === undefined) return;
  const line = before + count(text.subarray(0, at + 1));
  throw new RowFault('PostgreSQL takes a line of \\. for the end of the data: put it in quotes', line);
}

function count(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

function about(rows: number, share: number): number | null {
  return share === 0 ? null : Math.round(rows / share);
}
