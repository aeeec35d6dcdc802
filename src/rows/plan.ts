import { fold } from '../dialects/sqlite/ddl/tokens.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Column, ForeignKey, PrimaryKey, SchemaSnapshot, Table } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';

/** When the value of a foreign key is known: its parent's rows stand there before; they come afterwards; or it is worked out, for rows of a circle without NULL. */
export type When = 'before' | 'later' | 'known';

/** A foreign key of a table that is filled, with the columns it points at. */
export interface Reference {
  readonly key: ForeignKey;
  readonly parent: Table;
  readonly to: readonly string[];
  readonly when: When;
  /** Whether it points at its own table. */
  readonly self: boolean;
}

/** A table that is to be filled. */
export interface Planned {
  readonly table: Table;
  readonly references: readonly Reference[];
}

/** Finds a table by the name that another says. */
export type Lookup = (name: QualifiedName) => Table | undefined;

/** How the tables of a schema are found; SQLite folds the case of names. */
export function lookup({ tables }: SchemaSnapshot, dialect: DialectName): Lookup {
  const key = ({ schema, name }: QualifiedName) => `${schema ?? ''}\0${dialect === 'sqlite' ? fold(name) : name}`;
  const all = new Map(tables.map((table) => [key(table.name), table]));
  return (name) => all.get(key(name));
}

/** The tables in an order in which they can be filled: parents first; where keys make a circle, one that may be NULL is filled afterwards. */
export function insertionOrder(tables: readonly Table[], find: Lookup): readonly Planned[] {
  const missing = new Set(tables);
  const open = new Map(tables.map((table) => [table, referencesOf(table, find)]));
  const planned: Planned[] = [];
  const waits = ({ parent, self }: Reference) => !self && missing.has(parent);
  const take = (table: Table) => {
    const references = (open.get(table) ?? []).map((each): Reference => {
      if (!waits(each) && !each.self) return each;
      return { ...each, when: mayBeNull(table, each.key) ? 'later' : 'known' };
    });
    planned.push({ table, references });
    missing.delete(table);
  };
  while (missing.size > 0) {
    const ready = [...missing].filter((table) => !(open.get(table) ?? []).some(waits));
    for (const table of ready) take(table);
    if (ready.length === 0) take(breaking([...missing], (table) => (open.get(table) ?? []).filter(waits)));
  }
  return planned;
}

// The table of a circle that is filled first: one whose open keys may all be NULL, if there is one.
function breaking(tables: readonly Table[], open: (table: Table) => readonly Reference[]): Table {
  const soft = tables.find((table) => open(table).every(({ key }) => mayBeNull(table, key)));
  return (soft ?? tables[0]) as Table;
}

function referencesOf(table: Table, find: Lookup): readonly Reference[] {
  const found = table.constraints.flatMap((key): readonly Reference[] => {
    if (key.kind !== 'foreign key') return [];
    const parent = find(key.references.table);
    if (parent === undefined) return [];
    const primary = parent.constraints.find((each): each is PrimaryKey => each.kind === 'primary key');
    const to = key.references.columns.length > 0 ? key.references.columns : (primary?.columns ?? []);
    return to.length === 0 ? [] : [{ key, parent, to, when: 'before', self: parent === table }];
  });
  // a key of several columns leaves no choice for one that shares a column with it
  return found.sort((one, other) => other.to.length - one.to.length);
}

/** Whether a foreign key is not asked when columns of it are NULL that may be. */
export function mayBeNull(table: Table, key: ForeignKey): boolean {
  const nullable = key.columns.map((name) => isNullable(table, name));
  return key.match === 'FULL' ? nullable.every(Boolean) : nullable.some(Boolean);
}

/** Whether a column may be NULL. Those of a primary key are never asked to be, though SQLite would take it. */
export function isNullable(table: Table, name: string): boolean {
  const inKey = table.constraints.some((each) => each.kind === 'primary key' && each.columns.includes(name));
  return !inKey && (columnOf(table, name)?.nullable ?? false);
}

/** A column by its name, in any case of letters (SQLite) where none is written so. */
export function columnOf({ columns }: Table, name: string): Column | undefined {
  return columns.find((each) => each.name === name) ?? columns.find((each) => fold(each.name) === fold(name));
}

/** Whether the database itself numbers a column. */
export function isNumbered(table: Table, column: Column): boolean {
  if (column.identity !== null || /^nextval\(/i.test(column.default ?? '')) return true;
  return table.constraints.some(
    (each) => each.kind === 'primary key' && each.rowid === true && each.columns.includes(column.name),
  );
}
