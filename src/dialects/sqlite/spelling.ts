import type { Index, SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import { fold, is, nameOf, type Token, tokensOf, Unreadable } from './ddl/tokens.ts';

/**
 * `current` with its views, triggers and indexes spelled as in `desired`, where they differ in the quotes of names or in the case of the names of tables, views and
 * triggers alone: those are the same to SQLite. What may be a string in double quotes keeps its letters, and so does what a view calls its columns.
 */
export function spelledLike(current: SchemaSnapshot, desired: SchemaSnapshot): SchemaSnapshot {
  const tables = new Map(desired.tables.map((table) => [table.name.name, table]));
  const objects = new Map(desired.objects.map((object) => [keyOf(object), object]));
  const known = new Set([...desired.tables, ...desired.objects].map(({ name }) => fold(name.name)));
  return {
    ...current,
    tables: current.tables.map((table) => withIndexes(table, tables.get(table.name.name))),
    objects: current.objects.map((object) => likeObject(object, objects.get(keyOf(object)), known)),
  };
}

const keyOf = ({ type, name, table }: SchemaObject) => `${type} ${fold(name.name)} ${fold(table?.name ?? '')}`;

function likeObject(own: SchemaObject, other: SchemaObject | undefined, known: ReadonlySet<string>): SchemaObject {
  if (other === undefined || own.definition === other.definition) return own;
  return isAlike(own.definition, other.definition, known) ? { ...own, ...other } : own;
}

function withIndexes(own: Table, other: Table | undefined): Table {
  if (other === undefined || own === other) return own;
  const names = new Map(other.indexes.map(({ name }) => [fold(name), name]));
  const spelled = (index: Index): Index => ({ ...index, name: names.get(fold(index.name)) ?? index.name });
  return { ...own, indexes: own.indexes.map(spelled) };
}

function isAlike(one: string, other: string, known: ReadonlySet<string>): boolean {
  const [left, right] = [readable(one), readable(other)];
  if (left === null || right?.length !== left.length) return false;
  return left.every((token, at) => isAlikeAt(token, right[at], left[at - 1], known));
}

function isAlikeAt(
  one: Token,
  other: Token | undefined,
  before: Token | undefined,
  known: ReadonlySet<string>,
): boolean {
  if (other === undefined) return false;
  if (one.kind === other.kind && one.text === other.text) return true;
  if (!isName(one) || !isName(other) || fold(nameOf(one)) !== fold(nameOf(other))) return false;
  if (nameOf(one) !== nameOf(other) && (is(before, 'AS') || !known.has(fold(nameOf(one))))) return false;
  // quirks.html#dblquote: what no name fits is a string; what is a bare word on one side is a name, or that side would not compile
  return one.kind === 'word' || other.kind === 'word' || BEFORE_NAMES.some((word) => is(before, word));
}

const BEFORE_NAMES = ['VIEW', 'TRIGGER', 'ON', 'FROM', 'JOIN', 'INTO', 'UPDATE', '.'];
const isName = ({ kind }: Token) => kind === 'word' || kind === 'name';

function readable(text: string): readonly Token[] | null {
  try {
    return tokensOf(text);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}
