import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { splitStatements } from '../dialects/sql-text.ts';
import type { DialectName } from '../model/statement.ts';

/** Where a dump goes: a session that can be fed with the data of COPY. */
export interface DumpTarget {
  query(sql: string): Promise<unknown>;
  /** Runs COPY … FROM STDIN with those bytes (PostgreSQL). */
  feed(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
}

const ENDS = ["SELECT 'end'", 'SELECT "end"'];
const CHUNK = 65_536;

/**
 * Executes a dump as text: what `pg_dump` writes in its plain format, with COPY blocks or with INSERT, or `.dump` of the sqlite3 shell. Line by line, so that memory
 * stays flat. The commands of psql itself (`\connect`) are passed over. Throws the driver's own error, with the line of the file where its statement begins
 * in `line`.
 */
export async function loadDump(target: DumpTarget, dialect: DialectName, path: string): Promise<void> {
  const reader = new Lines(path);
  try {
    for (let statement = await next(reader, dialect); statement !== null; statement = await next(reader, dialect))
      await executed(target, reader, dialect, statement);
  } finally {
    reader.close();
  }
}

interface Found {
  readonly text: string;
  readonly line: number;
}

async function executed(target: DumpTarget, reader: Lines, dialect: DialectName, { text, line }: Found): Promise<void> {
  try {
    for (const { sql } of splitStatements(text, dialect))
      if (/^COPY\s[^;]*\sFROM\s+stdin\b/i.test(sql)) await target.feed(sql, data(reader));
      else await target.query(sql);
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { line }) : error;
  }
}

// The next statement, or several that end on one line.
async function next(reader: Lines, dialect: DialectName): Promise<Found | null> {
  let text = '';
  let from = 0;
  for (let line = await reader.next(); line !== null; line = await reader.next()) {
    if (text === '' && (/^\\|^--/.test(line) || line.trim() === '')) continue;
    if (text === '') from = reader.line;
    text += text === '' ? line : `\n${line}`;
    if (line.trimEnd().endsWith(';') && isWhole(text, dialect)) return { text, line: from };
  }
  return text === '' ? null : { text, line: from };
}

// A semicolon in a string, a name, a function or a trigger ends nothing: what follows would belong to it.
function isWhole(text: string, dialect: DialectName): boolean {
  return ENDS.every((end) => splitStatements(`${text}\n${end}`, dialect).at(-1)?.sql === end);
}

// The rows of COPY, up to the line that ends them (sql-copy.html, "Text Format").
async function* data(reader: Lines): AsyncGenerator<Uint8Array> {
  let chunk = '';
  for (let line = await reader.next(); line !== null && line !== '\\.'; line = await reader.next()) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

class Lines {
  line = 0;
  private readonly file;
  private readonly lines: AsyncIterator<string>;

  constructor(path: string) {
    this.file = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
    this.lines = this.file[Symbol.asyncIterator]();
  }

  async next(): Promise<string | null> {
    const { done, value } = await this.lines.next();
    if (done === true) return null;
    this.line += 1;
    return value;
  }

  close(): void {
    this.file.close();
  }
}
