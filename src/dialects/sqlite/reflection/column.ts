import type { Column, OnConflict } from '../../../model/schema.ts';
import type { ConstraintKind, ConstraintText } from '../ddl/constraint.ts';
import type { ColumnText } from '../ddl/create-table.ts';
import { is, nameOf, sameName, type Token, tokensOf } from '../ddl/tokens.ts';
import { bare, normalized, normalizedType } from '../normalize.ts';
import { literal } from '../state.ts';
import type { TableEntry } from './catalog.ts';

/** A column as the snapshot has it. `rowid`: it is the rowid, which is never NULL whatever the text says. */
export function columnOf(entry: TableEntry, column: ColumnText, rowid: boolean): Column {
  const last = (kind: ConstraintKind) => column.constraints.findLast((constraint) => constraint.kind === kind);
  const required = entry.columns.get(column.name) ?? false;
  const nullable = !rowid && !required;
  return {
    name: column.name,
    type: typeOf(entry, column),
    nullable,
    default: defaultOf(last('default')),
    identity: counts(entry, column) ? 'autoincrement' : null,
    generated: generatedOf(entry, last('generated')),
    collation: collationOf(last('collate')),
    comment: null,
    ...(nullable || rowid ? {} : notNullOf(last('not null'))),
  };
}

function notNullOf(constraint: ConstraintText | undefined): Pick<Column, 'notNullName' | 'onConflict'> {
  const onConflict = conflictOf(constraint?.tokens ?? []);
  return {
    ...(constraint?.name != null && { notNullName: constraint.name }),
    ...(onConflict !== undefined && { onConflict }),
  };
}

/** The declared type of a column, in one spelling; empty when it has none. */
export function typeOf({ sql }: TableEntry, { type }: ColumnText): string {
  return type === null ? '' : normalizedType(tokensOf(sql.slice(type.start, type.end)));
}

/** What ON CONFLICT of a constraint says; undefined: what it does anyway. */
export function conflictOf(tokens: readonly Token[]): OnConflict | undefined {
  const at = tokens.findIndex((token, index) => is(token, 'ON') && is(tokens[index + 1], 'CONFLICT'));
  const word = at < 0 ? 'ABORT' : tokens[at + 2]?.text.toUpperCase();
  return word === 'ABORT' ? undefined : (word as OnConflict);
}

/** A collation by its name; null for BINARY, which is the default. */
export function collationName(token: Token | undefined): string | null {
  const name = token === undefined ? 'BINARY' : nameOf(token).toUpperCase();
  return name === 'BINARY' ? null : name;
}

function collationOf(constraint: ConstraintText | undefined): string | null {
  return collationName(constraint?.tokens.at(-1));
}

// A bare word is a string (lang_createtable.html#dfltval); DEFAULT NULL is none.
function defaultOf(constraint: ConstraintText | undefined): string | null {
  if (constraint === undefined) return null;
  const value = constraint.tokens.slice(constraint.tokens.findIndex((token) => is(token, 'DEFAULT')) + 1);
  const [first, second] = value;
  const word =
    first?.kind === 'name' || (first?.kind === 'word' && !/^(null|true|false|current_\w+)$/i.test(first.text));
  if (first !== undefined && second === undefined && word) return literal(nameOf(first));
  const text = normalized(bare(value));
  return text === 'NULL' ? null : text;
}

function generatedOf({ scope }: TableEntry, constraint: ConstraintText | undefined): Column['generated'] {
  if (constraint === undefined) return null;
  const { tokens } = constraint;
  const stored = is(tokens.at(-1), 'STORED');
  const end = stored || is(tokens.at(-1), 'VIRTUAL') ? tokens.length - 1 : tokens.length;
  const expression = tokens.slice(tokens.findIndex((token) => is(token, 'AS')) + 1, end);
  return { expression: normalized(bare(expression), scope), stored };
}

// Behind its column, or PRIMARY KEY (id AUTOINCREMENT).
function counts({ text }: TableEntry, column: ColumnText): boolean {
  const own = column.constraints.filter(({ kind }) => kind === 'primary key');
  const shared = (text?.constraints ?? []).filter(
    ({ kind, columns }) => kind === 'primary key' && columns.some((name) => sameName(name, column.name)),
  );
  return [...own, ...shared].some(({ tokens }) => tokens.some((token) => is(token, 'AUTOINCREMENT')));
}
