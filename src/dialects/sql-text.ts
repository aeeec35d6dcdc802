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
  for (const token of tokens(text, dialect)) {
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

interface Token {
  readonly kind: 'word' | 'semicolon' | 'other';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const LEXEME =
  /--[^\n]*|\/\*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|;|\s+|[\s\S]/y;

function* tokens(text: string, dialect: DialectName): Generator<Token> {
  LEXEME.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    LEXEME.lastIndex = at;
    const lexeme = LEXEME.exec(text)?.[0] ?? text.charAt(at);
    const end = extent(text, at, lexeme, dialect);
    const kind =
      lexeme === ';' ? 'semicolon' : /^[A-Za-z_\u0080-\uffff]/.test(lexeme) && !/'$/.test(lexeme) ? 'word' : 'other';
    yield { kind, text: lexeme, start: at, end };
    at = end;
  }
}

function extent(text: string, at: number, lexeme: string, dialect: DialectName): number {
  if (lexeme === '/*') return commentEnd(text, at, dialect === 'postgres');
  if (lexeme.startsWith('$') && lexeme.endsWith('$') && lexeme.length > 1 && dialect === 'postgres') {
    const close = text.indexOf(lexeme, at + lexeme.length);
    return close < 0 ? text.length : close + lexeme.length;
  }
  // a bracket quotes a name in SQLite; in PostgreSQL it is a subscript, whose inside may hold quotes
  if (lexeme.startsWith('[') && dialect === 'postgres') return at + 1;
  return at + lexeme.length;
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
