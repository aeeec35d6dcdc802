import type { Constraint, Index, SchemaSnapshot, Table } from '../../model/schema.ts';

/**
 * The desired schema with names spelled as live spells them: SQLite takes names that differ in the case of ASCII letters for the same, so a model may say
 * `Users` of the table `users`.
 */
export function spelledAs(live: SchemaSnapshot, desired: SchemaSnapshot): SchemaSnapshot {
  const tables = new Map(live.tables.map((table) => [folded(table.name.name), table]));
  const named = (name: string) => tables.get(folded(name))?.name.name ?? name;
  return {
    ...desired,
    tables: desired.tables.map((table) => {
      const own = tables.get(folded(table.name.name));
      return own === undefined ? pointing(table, named, tables) : pointing(spelled(table, own), named, tables);
    }),
  };
}

const folded = (name: string) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function spelled(table: Table, live: Table): Table {
  const columns = speller(live.columns);
  const indexes = speller(live.indexes);
  const constraint = (own: Constraint): Constraint =>
    'columns' in own ? { ...own, columns: own.columns.map(columns) } : own;
  const index = (own: Index): Index => ({
    ...own,
    name: indexes(own.name),
    parts: own.parts.map((part) => ({ ...part, column: part.column === null ? null : columns(part.column) })),
  });
  return {
    ...table,
    name: live.name,
    columns: table.columns.map((column) => ({ ...column, name: columns(column.name) })),
    constraints: table.constraints.map(constraint),
    indexes: table.indexes.map(index),
  };
}

function pointing(table: Table, named: (name: string) => string, tables: ReadonlyMap<string, Table>): Table {
  const constraints = table.constraints.map((own): Constraint => {
    if (own.kind !== 'foreign key') return own;
    const { table: to, columns } = own.references;
    const parent = speller(tables.get(folded(to.name))?.columns ?? []);
    return { ...own, references: { table: { ...to, name: named(to.name) }, columns: columns.map(parent) } };
  });
  return { ...table, constraints };
}

function speller(known: readonly { readonly name: string }[]): (name: string) => string {
  const names = new Map(known.map(({ name }) => [folded(name), name]));
  return (name) => names.get(folded(name)) ?? name;
}
