import { display } from '../model/names.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';

/** A sentence for each foreign key whose table or columns are not there. Only SQLite lets that happen: it looks when a row comes (foreignkeys.html, 3). */
export function danglingKeys({ tables }: SchemaSnapshot): readonly string[] {
  const known = new Map(tables.map((table) => [display(table.name).toLowerCase(), table]));
  return tables.flatMap((table) =>
    table.constraints.flatMap((constraint) => {
      if (constraint.kind !== 'foreign key') return [];
      const { columns, references } = constraint;
      const key = `${display(table.name)} (${columns.join(', ')}) references ${display(references.table)}`;
      const parent = known.get(display(references.table).toLowerCase());
      if (parent === undefined) return [`${key}, and there is no such table`];
      const missing = references.columns.filter((column) => !has(parent, column));
      return missing.length === 0 ? [] : [`${key}, which has no ${missing.join(', ')}`];
    }),
  );
}

const has = ({ columns }: Table, wanted: string) =>
  columns.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
