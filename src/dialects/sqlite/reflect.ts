import type { Index, ObjectType, SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import { fold, is, nameOf, type Token } from './ddl/tokens.ts';
import { normalized, type Scope, scopeOf } from './normalize.ts';
import { type Entry, readCatalog, type TableEntry, tokensIn } from './reflection/catalog.ts';
import type { Parents } from './reflection/foreign-key.ts';
import { indexOf } from './reflection/index-text.ts';
import { compared, tableOf } from './reflection/table.ts';
import { quote } from './state.ts';

// What is made before what stands on it.
const ORDER: readonly ObjectType[] = ['virtual table', 'table', 'index', 'view', 'trigger'];

/**
 * The whole schema of the main database, sorted by name, in three queries whatever its size. Two databases whose texts differ in quotes,
 * white space, comments or case only give the same. A table whose text the parser does not understand is an object, as are its indexes;
 * the tables behind virtual ones, and those of SQLite itself (sqlite_sequence, ANALYZE's), are left out. Throws the driver's own error.
 */
export async function reflect(db: Connection, { without = [], only }: ReflectOptions = {}): Promise<SchemaSnapshot> {
  const own = without.map(({ name }) => name);
  const { tables: entries, others } = await readCatalog(db, own, only);
  const parents = new Map(entries.map((entry) => [fold(entry.name), entry]));
  const indexes = new Map<string, Index[]>();
  for (const entry of others) {
    const table = parents.get(fold(entry.table));
    const tokens = entry.type === 'index' && table?.text != null ? tokensIn(entry) : null;
    if (tokens === null || table === undefined) continue;
    const known = indexes.get(table.name) ?? [];
    indexes.set(table.name, [...known, indexOf(entry.name, tokens, table.scope)]);
  }
  const tables = entries.flatMap((entry): readonly Table[] =>
    entry.text === null ? [] : [tableOf(entry, entry.text, indexes.get(entry.name) ?? [], parents)],
  );
  const opaque = [
    ...entries.filter(({ text }) => text === null),
    ...others.filter(({ type, table }) => type !== 'index' || parents.get(fold(table))?.text == null),
  ];
  return {
    tables: tables.sort((one, other) => compared(one.name.name, other.name.name)),
    enums: [],
    objects: opaque.map((entry) => objectOf(entry, parents)).sort(inOrder),
  };
}

function inOrder(one: SchemaObject, other: SchemaObject): number {
  return ORDER.indexOf(one.type) - ORDER.indexOf(other.type) || compared(one.name.name, other.name.name);
}

function objectOf(entry: Entry, tables: Parents): SchemaObject {
  const virtual = entry.type === 'table' && /^CREATE VIRTUAL/i.test(entry.sql);
  const within = entry.type === 'trigger' || entry.type === 'index';
  const parent = tables.get(fold(entry.table));
  return {
    type: virtual ? 'virtual table' : entry.type,
    name: { schema: null, name: entry.name },
    table: within ? { schema: null, name: parent?.name ?? entry.table } : null,
    signature: null,
    definition: definitionOf(entry, tables, virtual),
  };
}

// The arguments of a module are in a language of its own: SQLite hands it their text.
function definitionOf(entry: Entry, tables: Parents, virtual: boolean): string {
  const tokens = tokensIn(entry);
  if (tokens === null) return entry.sql.trim();
  const { name } = entry;
  if (virtual) return virtualDefinition(tokens, name);
  const mentioned = new Set(tokens.flatMap((token) => tables.get(fold(nameOf(token))) ?? []));
  return normalized(tokens, scopeWithin(name, [...mentioned]));
}

function virtualDefinition(tokens: readonly Token[], name: string): string {
  const [, , , , , module, ...rest] = tokens;
  const words = ['CREATE VIRTUAL TABLE', quote(name), 'USING', module?.text.toLowerCase() ?? ''];
  return [...words, ...rest.filter((token) => !is(token, ';')).map(({ text }) => text)].join(' ');
}

// The names that a statement speaks of: its own, those of the tables that it mentions, and their columns.
function scopeWithin(name: string, tables: readonly TableEntry[]): Scope {
  return scopeOf([
    ...tables.flatMap(({ scope }) => [...scope.values()]).sort(),
    ...tables.map((own) => own.name),
    name,
  ]);
}
