import { nextValue } from '../changes/sequences.ts';
import { display } from '../model/names.ts';
import { comparable, withNotNull } from '../model/not-null.ts';
import type { Column, SchemaObject, SchemaSnapshot } from '../model/schema.ts';
import { counts, ownerOf, sequenceOf } from '../model/sequences.ts';

/**
 * The same schema with nothing left to understand by itself: a serial is the default `nextval(…)` and a sequence that the column owns, and the options
 * of an identity are those of its sequence; of a NOT NULL there is only what somebody has said. A sequence that a snapshot does not list is as CREATE TABLE makes it. Two unfolded schemas can be
 * compared piece by piece, and changed so.
 */
export function unfolded(schema: SchemaSnapshot): SchemaSnapshot {
  const owned = ownedSequences(schema.objects);
  const implied: SchemaObject[] = [];
  const tables = schema.tables.map((table) => {
    if (!table.columns.some((column) => counts(column) || column.notNull !== undefined)) return table;
    const columns = table.columns.map((written) => {
      const { notNull } = written;
      const column = notNull === undefined ? written : withNotNull(written, comparable(notNull));
      if (!counts(column)) return column;
      const known = owned.get(`${display(table.name)}\0${column.name}`);
      const sequence = known ?? sequenceOf(table.name, column, table.options.includes('UNLOGGED'));
      if (known === undefined) implied.push(sequence);
      return explicit(column, sequence);
    });
    return { ...table, columns };
  });
  return { ...schema, tables, objects: implied.length === 0 ? schema.objects : [...schema.objects, ...implied] };
}

function explicit({ sequence: _, ...column }: Column, sequence: SchemaObject): Column {
  return column.identity === 'serial' ? { ...column, identity: null, default: nextValue(sequence) } : column;
}

function ownedSequences(objects: readonly SchemaObject[]): ReadonlyMap<string, SchemaObject> {
  const owned = new Map<string, SchemaObject>();
  for (const object of objects) {
    const column = ownerOf(object);
    if (column !== null && object.table !== null) owned.set(`${display(object.table)}\0${column}`, object);
  }
  return owned;
}
