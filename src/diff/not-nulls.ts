import { display, type QualifiedName } from '../model/names.ts';
import type { Column, NotNull, SchemaSnapshot } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { isEqual } from './same.ts';
import { columnThing, type Thing, tableThing } from './things.ts';

interface Sides {
  readonly current: SchemaSnapshot;
  readonly desired: SchemaSnapshot;
  readonly written: readonly [current: SchemaSnapshot, desired: SchemaSnapshot];
}

/** What makes the names, comments … of NOT NULLs those of the other schema (PostgreSQL 18). A column that comes has name and NO INHERIT with it. */
export function notNullChanges({ current, desired, written }: Sides): readonly Made[] {
  const isSaid = ({ tables }: SchemaSnapshot) => tables.some(({ columns }) => columns.some(({ notNull }) => notNull));
  if (!isSaid(current) && !isSaid(desired)) return [];
  const [before, after, wasWritten, isWritten] = [current, desired, ...written].map(columnsOf);
  const there = new Set(current.tables.map(({ name }) => display(name)));
  return [...(after ?? [])].flatMap(([place, [table, column]]) => {
    const [, old] = before?.get(place) ?? [];
    if (column.nullable || isEqual(old?.notNull, column.notNull)) return [];
    const to = isWritten?.get(place)?.[1].notNull ?? {};
    const from = old === undefined ? cameWith(to) : old.nullable ? null : (wasWritten?.get(place)?.[1].notNull ?? {});
    return isEqual(from, to)
      ? []
      : [
          setting(table, column.name, {
            from,
            to,
            made: there.has(display(table)) ? columnThing(table, column.name) : tableThing(table),
          }),
        ];
  });
}

// What CREATE TABLE and ADD COLUMN say: nothing of one that is NOT VALID.
function cameWith({ comment: _, validated, ...own }: NotNull): NotNull | null {
  return validated === false ? null : own;
}

interface Setting {
  readonly from: NotNull | null;
  readonly to: NotNull;
  readonly made: Thing;
}

function setting(table: QualifiedName, name: string, { from, to, made: about }: Setting): Made {
  return made(about, { kind: 'set not null', table, name, from, to }, 'columns of partitions');
}

function columnsOf({ tables }: SchemaSnapshot): ReadonlyMap<string, readonly [QualifiedName, Column]> {
  return new Map(
    tables.flatMap(({ name, columns }) =>
      columns.map((column) => [`${display(name)}\0${column.name}`, [name, column]] as const),
    ),
  );
}
