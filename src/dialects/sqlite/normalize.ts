import { fold, is, nameOf, type Token } from './ddl/tokens.ts';
import { KEYWORDS, NAMES_TOO } from './keywords.ts';
import { quote } from './state.ts';

/** Names that a text may speak of, folded → as they are spelled where they are declared. */
export type Scope = ReadonlyMap<string, string>;

// Words that are declared nowhere and mean the same in any case.
const WORDS: Scope = new Map(
  ['NEW', 'OLD', 'excluded', 'rowid', 'NOCASE', 'RTRIM', 'BINARY'].map((word) => [fold(word), word]),
);

/** The scope of some names. */
export function scopeOf(names: Iterable<string>): Scope {
  return new Map([...names].map((name) => [fold(name), name]));
}

/**
 * SQL in one spelling: quotes, white space, comments, the case of keywords, functions, types and known names are never a difference; what
 * stands in strings is. It means what the text meant: a name in double quotes that nobody declared may be a string
 * (https://www.sqlite.org/quirks.html#dblquote) and keeps its quotes.
 */
export function normalized(tokens: readonly Token[], scope: Scope = new Map()): string {
  const statement = is(tokens.at(-1), ';') ? tokens.slice(0, -1) : tokens;
  const names = new Set(statement.flatMap((token, at) => (isDeclared(statement, at) ? [fold(nameOf(token))] : [])));
  const casts = castTypes(statement);
  const pieces = statement.map((token, at) => {
    if (casts.has(at) && token.kind === 'word') return token.text.toUpperCase();
    const alias = is(statement[at - 1], 'AS');
    const called = is(statement[at + 1], '(') && !alias;
    return piece(token, {
      scope: alias ? new Map() : scope,
      names,
      called,
      pointed: is(statement[at - 1], '.'),
      dotted: is(statement[at + 1], '.'),
    });
  });
  return joined(statement, pieces);
}

/** A whole text inside parentheses without them, however many there are. */
export function bare(tokens: readonly Token[]): readonly Token[] {
  return is(tokens[0], '(') && closing(tokens) === tokens.length - 1 ? bare(tokens.slice(1, -1)) : tokens;
}

/** A declared type: its words in capitals, `DECIMAL(10,2)`. */
export function normalizedType(tokens: readonly Token[]): string {
  const words = tokens.map((token) => (token.kind === 'word' ? token.text.toUpperCase() : token.text));
  return words
    .join(' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .replace(/([-+]) /g, '$1');
}

/** The expression of a CHECK, from its tokens. ON CONFLICT behind it is read by SQLite and does nothing (lang_conflict.html). */
export function checkExpression(tokens: readonly Token[], scope: Scope): string {
  const open = tokens.findIndex((token) => is(token, '('));
  const conflict = tokens.findLastIndex((token, at) => is(token, 'CONFLICT') && is(tokens[at - 1], 'ON'));
  return normalized(bare(tokens.slice(open, conflict < 0 ? tokens.length : conflict - 1)), scope);
}

// Where the parenthesis that opens the text closes.
function closing(tokens: readonly Token[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    if (is(token, '(')) depth += 1;
    if (is(token, ')')) depth -= 1;
    return depth === 0;
  });
}

// A place where quotes can hold a name only, never a string: x.name, AS name, COLLATE name, name AS (…), CREATE VIEW name.
function isDeclared(tokens: readonly Token[], at: number): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token?.kind !== 'name' && token?.kind !== 'word') return false;
  if (is(before, '.') || is(after, '.') || is(after, '(')) return true;
  return ['AS', 'COLLATE', 'VIEW', 'TRIGGER', 'TABLE', 'FROM', 'JOIN', 'INTO'].some((word) => is(before, word));
}

// The places of the words of types: CAST (x AS unsigned big int).
function castTypes(tokens: readonly Token[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open: { readonly cast: boolean; typed: boolean }[] = [];
  for (const [at, token] of tokens.entries()) {
    const own = open.at(-1);
    if (own?.cast && own.typed) found.add(at);
    if (is(token, '(')) open.push({ cast: is(tokens[at - 1], 'CAST'), typed: false });
    if (is(token, ')')) open.pop();
    if (own?.cast && is(token, 'AS')) own.typed = true;
  }
  return found;
}

interface Place {
  readonly scope: Scope;
  readonly names: ReadonlySet<string>;
  /** Whether a parenthesis follows, as behind a function. */
  readonly called: boolean;
  /** Whether a point stands before it. */
  readonly pointed: boolean;
  /** Whether a point follows. */
  readonly dotted: boolean;
}

function piece(token: Token, place: Place): string {
  if (token.kind === 'blob') return `x'${token.text.slice(2, -1).toUpperCase()}'`;
  if (token.kind === 'number') return token.text.toLowerCase();
  if (token.kind === 'word' && isKeyword(token.text, place.called) && !isColumn(token.text, place))
    return token.text.toUpperCase();
  if (token.kind !== 'word' && token.kind !== 'name') return token.text;
  return identifier(token, place);
}

// replace() is a function, REPLACE a keyword.
function isKeyword(word: string, called: boolean): boolean {
  return KEYWORDS.has(word.toUpperCase()) && !(called && word.toUpperCase() === 'REPLACE');
}

// A column called key, as a bare word, or anything behind a point.
function isColumn(word: string, { scope, pointed }: Place): boolean {
  return pointed || (NAMES_TOO.has(word.toUpperCase()) && scope.has(fold(word)));
}

// NEW.x and OLD.x of a trigger are no tables, even where there is one of that name.
function identifier(token: Token, { scope, names, called, dotted }: Place): string {
  const own = nameOf(token);
  const known = scope.get(fold(own));
  const word = token.kind === 'word' || names.has(fold(own)) ? WORDS.get(fold(own)) : undefined;
  const spelled = (dotted ? word : undefined) ?? known ?? word ?? (called ? fold(own) : own);
  const plain = /^[A-Za-z_]\w*$/.test(spelled) && !isKeyword(spelled, called);
  return plain && (token.kind === 'word' || known !== undefined || names.has(fold(own))) ? spelled : quote(spelled);
}

function joined(tokens: readonly Token[], pieces: readonly string[]): string {
  return pieces.map((text, at) => (at === 0 || sticks(tokens, at) ? text : ` ${text}`)).join('');
}

function sticks(tokens: readonly Token[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]];
  if ([',', ')', '.', ';'].some((mark) => is(token, mark)) || is(before, '(') || is(before, '.')) return true;
  if (is(token, '(')) return before?.kind === 'name' || (before?.kind === 'word' && !isKeyword(before.text, true));
  return isSign(before) && (at === 1 || isOperator(tokens[at - 2]));
}

function isSign(token: Token | undefined): boolean {
  return is(token, '-') || is(token, '+');
}

// What no operand ends with: a sign behind it belongs to what follows.
function isOperator(token: Token | undefined): boolean {
  if (token?.kind === 'symbol') return !is(token, ')');
  return token?.kind === 'word' && KEYWORDS.has(token.text.toUpperCase());
}
