import type { DialectName } from './target.ts';

/** One statement of an SQL text, without the semicolon that ends it. `head` is its first word, in capitals. */
export interface StatementText {
  readonly sql: string;
  readonly head: string;
}

/**
 * The statements of an SQL text, in order; comments alone are no statement. Knows what may hide a semicolon: strings, quoted
 * names, dollar quotes and nested comments (PostgreSQL manual, 4.1), `BEGIN ATOMIC … END` of SQL functions, and the body of
 * CREATE TRIGGER (SQLite, lang_createtrigger.html).
 */
export function splitStatements(text: string, dialect: DialectName): readonly StatementText[] {
  const statements: StatementText[] = [];
  let start = 0;
  let words: string[] = [];
  let depth = 0;
  for (const token of lexemes(text, dialect)) {
    // Sequelize tells what a statement of SQLite is by its first characters
    if (dialect === 'sqlite' && token.start === start && SILENT.has(token.kind)) start = token.end;
    if (token.kind === 'word') {
      words.push(token.text.toUpperCase());
      depth = bodyDepth(words, depth);
      continue;
    }
    if (token.kind !== 'semicolon' || depth > 0) continue;
    if (words.length > 0) statements.push({ sql: text.slice(start, token.start).trim(), head: words[0] ?? '' });
    start = token.end;
    words = [];
  }
  if (words.length > 0) statements.push({ sql: text.slice(start).trim(), head: words[0] ?? '' });
  return statements;
}

const SILENT: ReadonlySet<Lexeme['kind']> = new Set(['comment', 'space']);

/** A piece of SQL text. The pieces of a text follow each other without gaps, white space and comments included. */
export interface Lexeme {
  /** `string`: also dollar-quoted; `name`: an identifier in quotes; `parameter`: `$1`, and on SQLite `?`, `?1`, `:name`, `@name`, `$name`. */
  readonly kind: 'word' | 'string' | 'name' | 'number' | 'parameter' | 'semicolon' | 'comment' | 'space' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const WORD = '[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*';
const REST = `(?<word>${WORD})|(?<number>\\d[\\w.]*)|(?<semicolon>;)|(?<space>\\s+)|(?<symbol>[\\s\\S])`;
/** The opening of a nested comment or a dollar quote; its end is looked for by hand. */
const LEXEME: Readonly<Record<DialectName, RegExp>> = {
  // PostgreSQL manual, 4.1: a bracket is a subscript there, whose inside may hold quotes
  postgres: new RegExp(
    `(?<comment>--[^\\n]*|/\\*)|(?<string>[eE]'(?:[^'\\\\]|\\\\[\\s\\S]|'')*'|'(?:[^']|'')*'|\\$(?:[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*)?\\$)|(?<name>"(?:[^"]|"")*")|(?<parameter>\\$\\d+)|${REST}`,
    'y',
  ),
  // lang_keywords.html (the four quotes), lang_expr.html ("Parameters", with the suffix of TCL's)
  sqlite: new RegExp(
    `(?<comment>--[^\\n]*|/\\*)|(?<string>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*"|\`(?:[^\`]|\`\`)*\`|\\[[^\\]]*\\])|(?<parameter>\\?\\d*|[:@#$](?:[\\w$\\u0080-\\uffff]|::)+(?:\\([^)]*\\))?)|${REST}`,
    'y',
  ),
};

/** The pieces of an SQL text, in order. What it cannot read (a quote without end) becomes symbols. */
export function* lexemes(text: string, dialect: DialectName): Generator<Lexeme> {
  const pattern = LEXEME[dialect];
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at;
    const groups = pattern.exec(text)?.groups ?? {};
    const [kind, piece = ''] = Object.entries(groups).find(([, found]) => found !== undefined) ?? ['symbol', ' '];
    const end = extent(text, at, piece, dialect);
    yield { kind: kind as Lexeme['kind'], text: text.slice(at, end), start: at, end };
    at = end;
  }
}

function extent(text: string, at: number, piece: string, dialect: DialectName): number {
  if (piece === '/*') return commentEnd(text, at, dialect === 'postgres');
  if (dialect === 'postgres' && piece.startsWith('$') && piece.endsWith('$') && piece.length > 1) {
    const close = text.indexOf(piece, at + piece.length);
    return close < 0 ? text.length : close + piece.length;
  }
  return at + piece.length;
}

function commentEnd(text: string, at: number, nests: boolean): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = at;
  let depth = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (found[0] === '*/') depth -= 1;
    else if (nests || depth === 0) depth += 1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}

// Counts the BEGIN … END (and CASE … END inside it) of a body that holds semicolons of its own.
function bodyDepth(words: readonly string[], depth: number): number {
  if (words[0] !== 'CREATE') return 0;
  const word = words.at(-1);
  const opens = word === 'ATOMIC' ? words.at(-2) === 'BEGIN' : word === 'BEGIN' && words.includes('TRIGGER');
  if (opens) return depth + 1;
  if (depth > 0 && word === 'CASE') return depth + 1;
  return depth > 0 && word === 'END' ? depth - 1 : depth;
}
