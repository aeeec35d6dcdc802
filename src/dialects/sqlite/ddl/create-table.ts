import { type ConstraintText, constraintAt, isTableConstraint, STARTS_CONSTRAINT } from './constraint.ts';
import { is, nameOf, type Token, tokensOf, Unreadable } from './tokens.ts';

/** A column as the text of a CREATE TABLE writes it; offsets are into that text. */
export interface ColumnText {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Where its name ends. */
  readonly named: number;
  /** Its type's text; null for a column without one. */
  readonly type: { readonly start: number; readonly end: number } | null;
  readonly constraints: readonly ConstraintText[];
}

/** What stands between two commas: a column or a table constraint. */
export type Element =
  | { readonly kind: 'column'; readonly start: number; readonly end: number; readonly column: ColumnText }
  | { readonly kind: 'constraint'; readonly start: number; readonly end: number; readonly constraint: ConstraintText };

/** The parsed text of a stored CREATE TABLE. */
export interface TableText {
  readonly sql: string;
  /** From the name (with its schema, if any) to its end. */
  readonly name: { readonly start: number; readonly end: number };
  readonly elements: readonly Element[];
  readonly columns: readonly ColumnText[];
  readonly constraints: readonly ConstraintText[];
  readonly withoutRowid: boolean;
  readonly strict: boolean;
}

/**
 * Reads a CREATE TABLE as SQLite stores it (https://www.sqlite.org/lang_createtable.html). Every byte of the text belongs to an element or
 * lies between two. Throws Unreadable for what it does not understand: AS SELECT, virtual tables, constraints without a comma between them.
 */
export function parseCreateTable(sql: string): TableText {
  const tokens = tokensOf(sql);
  const open = tokens.findIndex((token) => is(token, '('));
  const name = tableName(tokens, open);
  const close = closing(tokens, open);
  const elements = groups(tokens, open, close).map(elementOf);
  const options = tokens.slice(close + 1).filter((token) => !is(token, ';'));
  return {
    sql,
    name,
    elements,
    columns: elements.flatMap((element) => (element.kind === 'column' ? [element.column] : [])),
    constraints: elements.flatMap((element) => (element.kind === 'constraint' ? [element.constraint] : [])),
    withoutRowid: options.some((token, index) => is(token, 'WITHOUT') && is(options[index + 1], 'ROWID')),
    strict: options.some((token) => is(token, 'STRICT')),
  };
}

/** Reads the definition of one column, as ADD COLUMN has it. */
export function parseColumn(definition: string): ColumnText {
  const element = elementOf(tokensOf(definition));
  if (element.kind === 'column') return element.column;
  throw new Unreadable(0, 'this is the definition of a constraint, not of a column');
}

function tableName(tokens: readonly Token[], open: number): { start: number; end: number } {
  const table = tokens.findIndex((token) => is(token, 'TABLE'));
  const conditional = is(tokens[table + 1], 'IF') ? table + 4 : table + 1;
  const [first, last] = [tokens[conditional], tokens[open - 1]];
  const plain = is(tokens[0], 'CREATE') && table > 0 && !is(tokens[table - 1], 'VIRTUAL');
  if (!plain || open < 0 || first === undefined || last === undefined || last.start < first.start)
    throw new Unreadable(0, 'this is no CREATE TABLE with a list of columns');
  return { start: first.start, end: last.end };
}

// The index of the parenthesis that closes the one at `open`.
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    if (is(tokens[index], '(')) depth += 1;
    if (is(tokens[index], ')')) depth -= 1;
    if (depth === 0) return index;
  }
  throw new Unreadable(tokens[open]?.start ?? 0, 'a parenthesis is not closed');
}

// The tokens of each element of the list between two parentheses.
function groups(tokens: readonly Token[], open: number, close: number): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(open + 1, close)) {
    if (is(token, '(')) depth += 1;
    if (is(token, ')')) depth -= 1;
    if (depth === 0 && is(token, ',')) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

function elementOf(tokens: readonly Token[]): Element {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) throw new Unreadable(0, 'two commas stand side by side');
  const span = { start: first.start, end: last.end };
  if (!isTableConstraint(tokens)) return { kind: 'column', ...span, column: columnOf(tokens) };
  const [constraint, next] = constraintAt(tokens, 0);
  if (next < tokens.length)
    throw new Unreadable(tokens[next]?.start ?? 0, 'two constraints without a comma between them');
  return { kind: 'constraint', ...span, constraint };
}

function columnOf(tokens: readonly Token[]): ColumnText {
  const [name, ...rest] = tokens;
  if (name === undefined || !['word', 'name', 'string'].includes(name.kind))
    throw new Unreadable(name?.start ?? 0, 'a column must begin with its name');
  const typed = typeLength(rest);
  const type = typed === 0 ? null : { start: rest[0]?.start ?? 0, end: rest[typed - 1]?.end ?? 0 };
  const constraints: ConstraintText[] = [];
  for (let at = typed; at < rest.length; ) {
    const [constraint, next] = constraintAt(rest, at);
    constraints.push(constraint);
    at = next;
  }
  const { start, end: named } = name;
  return { name: nameOf(name), start, end: tokens.at(-1)?.end ?? named, named, type, constraints };
}

// A type is words and an optional pair of parentheses: VARYING CHARACTER(20), DECIMAL(5, 2).
function typeLength(tokens: readonly Token[]): number {
  let length = 0;
  while (length < tokens.length && isTypeWord(tokens[length])) length += 1;
  return length > 0 && is(tokens[length], '(') ? closing(tokens, length) + 1 : length;
}

function isTypeWord(token: Token | undefined): boolean {
  if (token?.kind === 'name' || token?.kind === 'string') return true;
  return token?.kind === 'word' && !STARTS_CONSTRAINT.has(token.text.toUpperCase());
}
