import { is, nameOf, type Token, Unreadable } from './tokens.ts';

/** What a constraint of a column or a table says. */
export type ConstraintKind =
  | 'primary key'
  | 'not null'
  | 'null'
  | 'unique'
  | 'check'
  | 'default'
  | 'collate'
  | 'references'
  | 'generated'
  | 'foreign key';

/** One constraint as the text writes it, with `CONSTRAINT name` if it has one; offsets are into that text. */
export interface ConstraintText {
  readonly kind: ConstraintKind;
  readonly name: string | null;
  readonly start: number;
  readonly end: number;
  /** The columns in its own parentheses: of PRIMARY KEY, UNIQUE and FOREIGN KEY of a table. */
  readonly columns: readonly string[];
  /** All its tokens. */
  readonly tokens: readonly Token[];
}

/** The words with which a column's constraint begins, and its type ends. */
export const STARTS_CONSTRAINT: ReadonlySet<string> = new Set([
  'CONSTRAINT',
  'PRIMARY',
  'NOT',
  'NULL',
  'UNIQUE',
  'CHECK',
  'DEFAULT',
  'COLLATE',
  'REFERENCES',
  'GENERATED',
  'AS',
]);

type Reader = (tokens: readonly Token[], at: number) => number;

// How each constraint goes on behind its first word, up to the index behind it (lang_createtable.html, the diagrams).
const READERS: Readonly<Record<string, readonly [ConstraintKind, Reader]>> = {
  PRIMARY: [
    'primary key',
    (tokens, at) => autoincrement(tokens, conflict(tokens, order(tokens, list(tokens, at + 2)))),
  ],
  NOT: ['not null', (tokens, at) => conflict(tokens, expect(tokens, at + 1, 'NULL'))],
  NULL: ['null', (tokens, at) => conflict(tokens, at + 1)],
  UNIQUE: ['unique', (tokens, at) => conflict(tokens, list(tokens, at + 1))],
  CHECK: ['check', (tokens, at) => conflict(tokens, behind(tokens, at + 1))],
  DEFAULT: ['default', (tokens, at) => value(tokens, at + 1)],
  COLLATE: ['collate', (_tokens, at) => at + 2],
  REFERENCES: ['references', reference],
  GENERATED: ['generated', (tokens, at) => generated(tokens, expect(tokens, expect(tokens, at + 1, 'ALWAYS'), 'AS'))],
  AS: ['generated', (tokens, at) => generated(tokens, at + 1)],
  FOREIGN: ['foreign key', (tokens, at) => reference(tokens, behind(tokens, at + 2))],
};

/** Whether an element of the list is a constraint of the table and no column. */
export function isTableConstraint(tokens: readonly Token[]): boolean {
  const first = tokens[0]?.kind === 'word' ? tokens[0].text.toUpperCase() : '';
  return ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN'].includes(first);
}

/** The constraint at an index, and the index behind it. Throws Unreadable. */
export function constraintAt(tokens: readonly Token[], at: number): readonly [ConstraintText, number] {
  const named = is(tokens[at], 'CONSTRAINT') ? tokens[at + 1] : undefined;
  const begin = named === undefined ? at : at + 2;
  const first = tokens[begin];
  const reader = first?.kind === 'word' ? READERS[first.text.toUpperCase()] : undefined;
  if (reader === undefined)
    throw new Unreadable(first?.start ?? tokens.at(-1)?.end ?? 0, `"${first?.text ?? ''}" begins no constraint`);
  const [kind, read] = reader;
  const next = read(tokens, begin);
  const own = tokens.slice(at, next);
  const [start, end] = [own[0]?.start ?? 0, own.at(-1)?.end];
  if (end === undefined || next > tokens.length) throw new Unreadable(start, 'a constraint is not complete');
  const name = named === undefined ? null : nameOf(named);
  return [{ kind, name, start, end, columns: columns(kind, own), tokens: own }, next];
}

// Behind a list in parentheses, if there is one.
function list(tokens: readonly Token[], at: number): number {
  return is(tokens[at], '(') ? behind(tokens, at) : at;
}

function behind(tokens: readonly Token[], open: number): number {
  if (!is(tokens[open], '(')) throw new Unreadable(tokens[open]?.start ?? 0, 'a parenthesis is missing');
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (is(tokens[index], '(')) depth += 1;
    if (is(tokens[index], ')')) depth -= 1;
    if (depth === 0) return index + 1;
  }
  throw new Unreadable(tokens[open]?.start ?? 0, 'a parenthesis is not closed');
}

function expect(tokens: readonly Token[], at: number, word: string): number {
  if (is(tokens[at], word)) return at + 1;
  throw new Unreadable(tokens[at]?.start ?? 0, `${word} is missing`);
}

function conflict(tokens: readonly Token[], at: number): number {
  return is(tokens[at], 'ON') && is(tokens[at + 1], 'CONFLICT') ? at + 3 : at;
}

function order(tokens: readonly Token[], at: number): number {
  return is(tokens[at], 'ASC') || is(tokens[at], 'DESC') ? at + 1 : at;
}

function autoincrement(tokens: readonly Token[], at: number): number {
  return is(tokens[at], 'AUTOINCREMENT') ? at + 1 : at;
}

function value(tokens: readonly Token[], at: number): number {
  if (is(tokens[at], '(')) return behind(tokens, at);
  return is(tokens[at], '+') || is(tokens[at], '-') ? at + 2 : at + 1;
}

function generated(tokens: readonly Token[], at: number): number {
  const next = behind(tokens, at);
  return is(tokens[next], 'STORED') || is(tokens[next], 'VIRTUAL') ? next + 1 : next;
}

// REFERENCES table (columns) ON … MATCH … DEFERRABLE …, at the word itself.
function reference(tokens: readonly Token[], at: number): number {
  let next = list(tokens, expect(tokens, at, 'REFERENCES') + 1);
  for (;;) {
    const after = clause(tokens, next);
    if (after === next) return next;
    next = after;
  }
}

function clause(tokens: readonly Token[], at: number): number {
  if (is(tokens[at], 'ON') && !is(tokens[at + 1], 'CONFLICT'))
    return is(tokens[at + 2], 'SET') || is(tokens[at + 2], 'NO') ? at + 4 : at + 3;
  if (is(tokens[at], 'MATCH')) return at + 2;
  const deferrable = is(tokens[at], 'NOT') && is(tokens[at + 1], 'DEFERRABLE') ? at + 1 : at;
  if (!is(tokens[deferrable], 'DEFERRABLE')) return at;
  return is(tokens[deferrable + 1], 'INITIALLY') ? deferrable + 3 : deferrable + 1;
}

// The first token of each part of the first list: PRIMARY KEY (a COLLATE x DESC, "b").
function columns(kind: ConstraintKind, tokens: readonly Token[]): readonly string[] {
  const open = tokens.findIndex((token) => is(token, '('));
  if (open < 0 || !['primary key', 'unique', 'foreign key'].includes(kind)) return [];
  const inside = tokens.slice(open + 1, behind(tokens, open) - 1);
  return inside.filter((_, index) => index === 0 || is(inside[index - 1], ',')).map(nameOf);
}
