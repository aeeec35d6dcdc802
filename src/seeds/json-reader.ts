/** A row of a JSON file as text, and the line it begins at. */
export interface JsonRow {
  readonly text: string;
  readonly line: number;
}

/** A file that is not what is wanted, at that line. */
export class JsonFault extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const MARK = /["{}[\]]/g;
const STRING_END = /["\\]/g;

// Where a row may end and the next one begin; in a text or in a list within a row, too.
const BETWEEN = /\}\s*,\s*(?=\{)/g;
const TRIES = 3;

/**
 * The rows of a JSON file in pieces of text: an array of objects, or an object whose last key is "rows". JSON.parse is faster than any reader in JavaScript, and
 * the whole file would not fit: it is given as many rows as seem whole, and says when they are not, for a text that ends within a row is no list.
 */
export class JsonPieces {
  readonly #reader = new JsonReader();
  #rest = '';

  /** The rows that end in that text, or in what was left before it; null: it is not what it should be, and JsonReader says where. */
  read(piece: string, last: boolean): readonly unknown[] | null {
    let text = this.#rest + piece;
    if (this.#reader.before) text = this.#reader.begin(text, last);
    if (this.#reader.before) {
      this.#rest = text;
      return [];
    }
    text = text.replace(/^[\s,]+/, ''); // the comma may come a piece later than the row before it
    if (last) return parsed(text.replace(/\]\s*\}?\s*$/, ''));
    for (const at of ends(text)) {
      const rows = parsed(text.slice(0, at));
      if (rows === null) continue;
      this.#rest = text.slice(at);
      return rows;
    }
    // a list within each row, or one row that does not end here: they are counted out
    const at = lastEnd(text);
    this.#rest = text.slice(at);
    return parsed(text.slice(0, at));
  }
}

// The offset behind the last row that ends in the text; 0 when none does.
function lastEnd(text: string): number {
  for (let at = 0; ; ) {
    const start = /[^\s,]/.exec(text.slice(at, at + (1 << 10)))?.index;
    if (start === undefined || text.charAt(at + start) !== '{') return at;
    const end = objectEnd(text, at + start);
    if (end < 0) return at;
    at = end;
  }
}

function ends(text: string): readonly number[] {
  const all = [...text.slice(-1 << 14).matchAll(BETWEEN)].slice(-TRIES);
  const skipped = Math.max(0, text.length - (1 << 14));
  return all.map(({ index }) => skipped + index + 1).reverse();
}

function parsed(rows: string): readonly unknown[] | null {
  try {
    return JSON.parse(`[${rows}]`) as readonly unknown[];
  } catch {
    return null; // it ends within a row, or is no JSON
  }
}

/** Finds the rows one by one, and their lines: what an error needs. */
export class JsonReader {
  /** What stands before the rows: options, as the text of an object; null for an array alone. */
  head: string | null = null;
  #state: 'head' | 'rows' | 'end' = 'head';
  #rest = '';
  #line = 1;

  /** Whether the rows have not begun yet. */
  get before(): boolean {
    return this.#state === 'head';
  }

  /** What stands behind the bracket that opens the rows; all of it while that has not come. Throws JsonFault. */
  begin(text: string, last: boolean): string {
    return this.#readHead(text, last);
  }

  /** The rows that end in that text, or in what was left before it. Throws JsonFault. */
  read(piece: string, last: boolean): readonly JsonRow[] {
    let text = this.#rest + piece;
    const rows: JsonRow[] = [];
    if (this.#state === 'head') text = this.#readHead(text, last);
    let at = 0;
    while (this.#state === 'rows') {
      const start = this.#nextRow(text, at, last);
      if (start < 0) break;
      at = start;
      if (this.#state !== 'rows') break;
      const end = objectEnd(text, start);
      if (end < 0) break;
      rows.push({ text: text.slice(start, end), line: this.#line });
      this.#count(text.slice(start, end));
      at = end;
    }
    this.#rest = text.slice(at);
    if (this.#state === 'end') this.#refuseMore();
    else if (last) throw new JsonFault('the file ends within its rows', this.#line);
    return rows;
  }

  // Past the bracket that opens the rows.
  #readHead(text: string, last: boolean): string {
    const opening = /^\s*(?:\[|(\{[\s\S]*?)"rows"\s*:\s*\[)/.exec(text);
    if (opening === null) {
      if (!last && text.length < 1 << 20) return text;
      throw new JsonFault('there are no rows: write [ … ], or { …, "rows": [ … ] } with "rows" last', this.#line);
    }
    this.head = opening[1] === undefined ? null : `${opening[1].trimEnd().replace(/,$/, '')}}`;
    this.#count(opening[0]);
    this.#state = 'rows';
    return text.slice(opening[0].length);
  }

  // The offset of the next row, or behind the last one; -1: not in this text.
  #nextRow(text: string, from: number, last: boolean): number {
    let at = from;
    while (at < text.length && /[\s,]/.test(text.charAt(at))) at += 1;
    if (at >= text.length && !last) return -1;
    this.#count(text.slice(from, at));
    const found = text.charAt(at);
    if (found === '{') return at;
    if (found !== ']') throw new JsonFault('a row is no object', this.#line);
    this.#state = 'end';
    return at + 1;
  }

  #refuseMore(): void {
    const wanted = this.head === null ? /^\s*$/ : /^\s*(?:\}\s*)?$/;
    if (!wanted.test(this.#rest)) throw new JsonFault('something stands behind the rows', this.#line);
  }

  #count(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#line += 1;
  }
}

// The offset behind the object that begins at `start`; -1 when the text ends before it does.
function objectEnd(text: string, start: number): number {
  let depth = 0;
  MARK.lastIndex = start;
  for (let mark = MARK.exec(text); mark !== null; mark = MARK.exec(text)) {
    const [found] = mark;
    if (found === '"') {
      const end = stringEnd(text, MARK.lastIndex);
      if (end < 0) return -1;
      MARK.lastIndex = end;
    } else depth += found === '{' || found === '[' ? 1 : -1;
    if (depth === 0) return MARK.lastIndex;
  }
  return -1;
}

function stringEnd(text: string, from: number): number {
  STRING_END.lastIndex = from;
  for (let mark = STRING_END.exec(text); mark !== null; mark = STRING_END.exec(text)) {
    if (mark[0] === '"') return STRING_END.lastIndex;
    STRING_END.lastIndex += 1;
  }
  return -1;
}
