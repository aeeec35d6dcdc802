import type { Table } from '../../model/schema.ts';
import { fold } from './ddl/tokens.ts';

/** The names that a table is found by, as SQLite compares them. */
interface TableNames {
  readonly key: string;
  /** The tables that its keys point at. */
  readonly parents: readonly string[];
  /** Those of them whose rows take its own along when they go or change. */
  readonly leading: readonly string[];
}

// Most tables of a schema are those of the schema before it: they are asked again with each.
const known = new WeakMap<Table, TableNames>();

/** The names of a table, worked out once. */
export function namesOf(table: Table): TableNames {
  const found = known.get(table);
  if (found !== undefined) return found;
  const keys = table.constraints.filter((each) => each.kind === 'foreign key');
  const parentOf = (key: (typeof keys)[number]) => fold(key.references.table.name);
  const names = {
    key: fold(table.name.name),
    parents: keys.map(parentOf),
    leading: keys.filter(({ onDelete, onUpdate }) => onDelete !== null || onUpdate !== null).map(parentOf),
  };
  known.set(table, names);
  return names;
}
