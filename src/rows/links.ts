import type { PrimaryKey, Table } from '../model/schema.ts';
import { columnOf, isNullable, type Reference } from './plan.ts';
import { parentValue, type Shape, source } from './shape.ts';

/** What gives the foreign keys of a circle their values once all rows are there. One row keeps NULL. */
export function linking(shape: Shape, rowName: (table: Table) => string): readonly string[] {
  const later = shape.references.filter(({ when }) => when === 'later');
  return later.flatMap((reference) =>
    Array.from({ length: Math.max(shape.rows - 1, 0) }, (_, at) => link(shape, reference, at, rowName)),
  );
}

// In its own table a row points at the one before it: no row points at itself.
function link({ table, write }: Shape, reference: Reference, at: number, rowName: (table: Table) => string): string {
  const { key, parent, to, self } = reference;
  const row = self ? at + 1 : at;
  const names = key.columns.map((name) => columnOf(table, name)?.name ?? name);
  const given = names.map((name) =>
    isNullable(table, name) ? null : `${write.quote('windlass row')}.${write.quote(name)}`,
  );
  const sets = names.flatMap((name, place) =>
    given[place] === null
      ? [`${write.quote(name)} = ${parentValue(write, parent, to, { at: place, row: at, given })}`]
      : [],
  );
  const primary = table.constraints.find((each): each is PrimaryKey => each.kind === 'primary key');
  const identity = primary?.columns.map((name) => write.quote(name)).join(', ') ?? rowName(table);
  const own = source(write, table);
  const chosen = `SELECT ${identity} FROM ${own} ORDER BY ${identity} LIMIT 1 OFFSET ${row}`;
  return `UPDATE ${own} AS ${write.quote('windlass row')} SET ${sets.join(', ')} WHERE (${identity}) = (${chosen})`;
}
