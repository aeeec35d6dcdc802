/** A piece of SQL that means something; white space and comments lie between the pieces. Offsets are into the text. */
export interface Token {
  /** `word`: a keyword or a bare identifier; `name`: an identifier in quotes. */
  readonly kind: 'word' | 'name' | 'string' | 'blob' | 'number' | 'symbol';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** SQL text that the tokenizer or the parser cannot read. */
export class Unreadable extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.name = 'Unreadable';
    this.at = at;
  }
}

// https://www.sqlite.org/lang_keywords.html (the four quotes), lang_expr.html (literals, operators), lang_comment.html
// without groups: a thousand tables have 200,000 tokens
const PIECE =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[xX]'[0-9a-fA-F]*'|0[xX][0-9a-fA-F]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?|[A-Za-z_\u{80}-\u{10ffff}][\w$\u{80}-\u{10ffff}]*|->>|->|\|\||<<|>>|<=|>=|==|!=|<>|[-+*/%&|~<>=(),.;?:@#$]/uy;

/** The tokens of SQLite's SQL, in order. Throws Unreadable at what is none: a quote without end, a control character. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    if (!PIECE.test(sql)) throw new Unreadable(at, `there is no SQL at ${JSON.stringify(sql.slice(at, at + 20))}`);
    const text = sql.slice(at, PIECE.lastIndex);
    const kind = kindOf(text);
    if (kind !== null) tokens.push({ kind, text, start: at, end: PIECE.lastIndex });
  }
  return tokens;
}

// What a piece is, by how it begins; null: white space or a comment.
function kindOf(text: string): Token['kind'] | null {
  const [first = ''] = text;
  if (/\s/.test(first) || text.startsWith('--') || text.startsWith('/*')) return null;
  if (first === "'") return 'string';
  if (first === '"' || first === '`' || first === '[') return 'name';
  if (/\d/.test(first) || (first === '.' && text.length > 1)) return 'number';
  if (text[1] === "'") return 'blob';
  return /[A-Za-z_\u{80}-\u{10ffff}]/u.test(first) ? 'word' : 'symbol';
}

/** Whether a token is that keyword or symbol, in any case. */
export function is(token: Token | undefined, text: string): boolean {
  if (token?.text.length !== text.length) return false;
  return (token.kind === 'word' || token.kind === 'symbol') && token.text.toUpperCase() === text;
}

/** The identifier that a token writes; SQLite takes a string for one where it can be nothing else. */
export function nameOf(token: Token): string {
  if (token.kind === 'word') return token.text;
  const quote = token.text[0] ?? '';
  const inner = token.text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/** Whether two identifiers are one: SQLite folds the case of ASCII letters only. */
export function sameName(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

/** An identifier as SQLite compares it. */
export function fold(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether a text names an identifier anywhere outside strings and comments. */
export function mentions(tokens: readonly Token[], name: string): boolean {
  return tokens.some((token) => (token.kind === 'word' || token.kind === 'name') && sameName(nameOf(token), name));
}
