/** Records of a CSV file: their fields one behind the other, null for one that is empty and not in quotes (as COPY reads it). */
export interface CsvRecords {
  readonly fields: readonly (string | null)[];
  /** The line that each record begins at. */
  readonly lines: readonly number[];
}

/** A record with another number of fields than the first one. */
export class OtherWidth extends Error {
  readonly line: number;
  constructor(fields: number, wanted: number, line: number) {
    super(`the line has ${fields} fields, and the first line names ${wanted}`);
    this.line = line;
  }
}

/** A quote that has no end. */
export class OpenQuote extends Error {
  readonly line: number;
  constructor(line: number) {
    super('a quote has no end');
    this.line = line;
  }
}

const QUOTE = 34;
const COMMA = 44;
const LF = 10;
const CR = 13;

/**
 * Reads CSV (RFC 4180, and what COPY makes of it: PostgreSQL manual, sql-copy.html, "CSV Format") in pieces of text. A package does it at a sixth of this
 * speed, and a million rows are promised.
 */
export class CsvReader {
  #rest = '';
  #line = 1;
  #width = 0;

  /**
   * The records that end in that text, or in what was left before it; `last`: nothing follows; `most`: no more than so many. Throws OpenQuote at the
   * end, and OtherWidth.
   */
  read(piece: string, last: boolean, most = Number.POSITIVE_INFINITY): CsvRecords {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    const fields: (string | null)[] = [];
    const starts: number[] = [];
    let at = 0;
    while (at < text.length && starts.length < most) {
      const before = fields.length;
      const end = record(text, at, last, fields);
      if (end < 0) {
        fields.length = before;
        break;
      }
      const width = fields.length - before;
      if (this.#width === 0) this.#width = width;
      if (width !== this.#width) throw new OtherWidth(width, this.#width, this.#line);
      starts.push(this.#line);
      this.#line += lines(text, at, end);
      at = end;
    }
    this.#rest = text.slice(at);
    if (last && this.#rest !== '') throw new OpenQuote(this.#line);
    return { fields, lines: starts };
  }
}

// The offset behind the record that begins at `start`; -1 when the text ends before it does.
function record(text: string, start: number, last: boolean, fields: (string | null)[]): number {
  for (let at = start; ; at += 1) {
    const end = field(text, at, fields);
    if (end < 0) return -1;
    const code = text.charCodeAt(end);
    if (code === COMMA) {
      at = end;
      continue;
    }
    if (end >= text.length) return last ? end : -1;
    if (code === LF) return end + 1;
    // a carriage return alone ends a record, too
    if (end + 1 >= text.length) return last ? end + 1 : -1;
    return text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
  }
}

// The offset behind the field; -1 when a quote is open. What stands beside a quoted part belongs to the field.
function field(text: string, start: number, fields: (string | null)[]): number {
  let value = '';
  let from = start;
  let quoted = false;
  for (let at = start; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      value += text.slice(from, at);
      const close = quoteEnd(text, at + 1);
      if (close < 0) return -1;
      value += text.slice(at + 1, close).replaceAll('""', '"');
      quoted = true;
      at = close;
      from = close + 1;
    } else if (code === COMMA || code === LF || code === CR || at >= text.length) {
      const whole = from === start ? text.slice(start, at) : value + text.slice(from, at);
      fields.push(whole === '' && !quoted ? null : whole);
      return at;
    }
  }
}

function quoteEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}

// The line ends in a part of a text: LF, CRLF or CR.
function lines(text: string, start: number, end: number): number {
  const found = text.indexOf('\n', start);
  if (found === end - 1) return 1;
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count += 1;
  }
  return count;
}
