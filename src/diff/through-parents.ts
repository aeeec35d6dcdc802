import type { SchemaChange } from '../changes/index.ts';
import { display, isSame } from '../model/names.ts';
import type { Constraint, SchemaSnapshot, Table } from '../model/schema.ts';
import type { Made } from './made.ts';
import { isEqual } from './same.ts';
import { columnThing, constraintThing, indexThing, keyOf, type Thing } from './things.ts';

type ChangesOf = (key: string) => readonly SchemaChange[] | undefined;

/**
 * The changes that reach a part of a table through a parent of it, by the part's key: a column, constraint or index that a partition has of its table comes, goes and
 * changes with that one's. `own`: the changes of each thing itself.
 */
export function throughParents(
  list: readonly Made[],
  own: ReadonlyMap<string, readonly SchemaChange[]>,
  schemas: readonly SchemaSnapshot[],
): ChangesOf {
  const parents = new Map<string, string[]>();
  for (const { tables } of schemas) noteParents(tables, parents);
  if (parents.size === 0) return () => undefined;
  const covering = new Map<string, SchemaChange[]>();
  for (const { covers = [], change } of list)
    for (const key of covers.map(keyOf)) covering.set(key, [...(covering.get(key) ?? []), change]);
  const find = (key: string): readonly SchemaChange[] | undefined => {
    for (const parent of parents.get(key) ?? []) {
      const changes = own.get(parent) ?? covering.get(parent) ?? find(parent);
      if (changes !== undefined) return changes;
    }
    return undefined;
  };
  return find;
}

function noteParents(tables: readonly Table[], parents: Map<string, string[]>): void {
  const byName = new Map(tables.map((table) => [display(table.name), table]));
  const note = (part: Thing, of: Thing) => parents.set(keyOf(part), [...(parents.get(keyOf(part)) ?? []), keyOf(of)]);
  for (const table of tables)
    for (const name of table.partitioning?.parents ?? []) {
      const parent = byName.get(display(name));
      if (parent === undefined) continue;
      for (const column of table.columns)
        if (column.inherited === true) note(columnThing(table.name, column.name), columnThing(name, column.name));
      for (const own of table.constraints)
        for (const other of own.inherited === true ? parent.constraints.filter((each) => isCopy(own, each)) : [])
          note(constraintThing(table.name, own), constraintThing(name, other));
      for (const own of table.indexes)
        for (const other of parent.indexes)
          if (own.partOf !== undefined && isSame(own.partOf, { schema: name.schema, name: other.name }))
            note(indexThing(table.name, own), indexThing(name, other));
    }
}

// A CHECK has its parent's name, a key one of its own.
function isCopy(own: Constraint, parent: Constraint): boolean {
  if (own.kind !== parent.kind) return false;
  if (own.name === parent.name) return true;
  return 'columns' in own && 'columns' in parent && isEqual(own.columns, parent.columns);
}
