/** A part of a document that may lose rows at its end when there is no room. */
export interface Section {
  readonly head: string;
  readonly rows: readonly string[];
  readonly foot: string;
}

/** Text that stands for itself in Markdown and HTML, on one line. */
export function plain(text: string): string {
  return onOneLine(text).replace(
    /[\\`*{}[\]<>|~#]|(?<!\w)_|_(?!\w)/g,
    (character) => ENTITIES[character] ?? `\\${character}`,
  );
}

// The summary may become a comment: nobody is to be called by it.
const onOneLine = (text: string) => text.replace(/[\r\n]+/g, ' ').replace(/@(?=\w)/g, '@\u200b');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;' };

/** Text that stands for itself in HTML, where Markdown is not read: in the title of a fold. */
export function html(text: string): string {
  return onOneLine(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

/** Text as code, on one line; in a table too. */
export function code(text: string): string {
  const line = text.replace(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
  const fence = '`'.repeat(longestRun(line) + 1);
  return line.includes('`') ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/** A fold with code in it, a row for each of its pieces. `title`: HTML. */
export function fold(title: string, language: string, pieces: readonly string[]): Section {
  const fence = '`'.repeat(Math.max(3, ...pieces.map((piece) => longestRun(piece) + 1)));
  return {
    head: `<details><summary>${title}</summary>\n\n${fence}${language}\n`,
    rows: pieces.map((piece) => `${piece}\n`),
    foot: `${fence}\n\n</details>\n\n`,
  };
}

/** A table; the first row is that of its titles. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): Section {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return { head: `${row(titles)}|${'---|'.repeat(titles.length)}\n`, rows: rows.map(row), foot: '\n' };
}

/** Text alone. */
export function text(words: string): Section {
  return { head: `${words}\n\n`, rows: [], foot: '' };
}

/** The sections one behind the other, in at most so many bytes of UTF-8: what has no room is left out from the end, row by row, and `leftOut` says how many. */
export function fitted(sections: readonly Section[], mostBytes: number, leftOut: (rows: number) => string): string {
  const room = mostBytes - Buffer.byteLength(leftOut(Number.MAX_SAFE_INTEGER));
  const kept: string[] = [];
  let used = 0;
  let missing = 0;
  for (const { head, rows, foot } of sections) {
    const frame = Buffer.byteLength(head) + Buffer.byteLength(foot);
    if (missing > 0 || used + frame > room) {
      missing += Math.max(rows.length, 1);
      continue;
    }
    let fits = 0;
    let bytes = frame;
    for (const row of rows) {
      const more = Buffer.byteLength(row);
      if (used + bytes + more > room) break;
      bytes += more;
      fits += 1;
    }
    missing += rows.length - fits;
    if (rows.length > 0 && fits === 0) continue; // a frame around nothing
    used += bytes;
    kept.push(head, ...rows.slice(0, fits), foot);
  }
  return missing === 0 ? kept.join('') : `${kept.join('')}${leftOut(missing)}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
