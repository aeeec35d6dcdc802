import { display, type QualifiedName } from '../../model/names.ts';
import type { Column, Grants, SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import { orphans } from '../orphans.ts';

/**
 * The objects: live's, but for those of tables and columns that go, and those whose text names one: no model can say them without it; and the model's own where it needs them: a schema that is not there, the sequence
 * of a column that begins to count.
 */
export function objectsSaid(
  live: SchemaSnapshot,
  desired: SchemaSnapshot,
  tables: readonly Table[],
): readonly SchemaObject[] {
  const before = new Map(live.tables.map((table) => [display(table.name), table]));
  const after = new Map(tables.map((table) => [display(table.name), table]));
  const lost = orphans(live.objects, goneFrom(live.tables, after));
  const stays = live.objects.filter((object) => {
    const { table } = object;
    if (lost.has(object)) return false;
    if (table === null || !before.has(display(table))) return true;
    const own = after.get(display(table));
    if (own === undefined) return false;
    const column = ownerColumn(object);
    if (column === null) return true;
    const counted = counts(columnOf(before.get(display(table)), column));
    const is = columnOf(own, column);
    return is !== undefined && (!counted || counts(is));
  });
  const names = new Set(stays.map(nameOf));
  const more = desired.objects.filter((object) => {
    if (names.has(nameOf(object))) return false;
    const { type, table } = object;
    if (type === 'schema')
      return !live.objects.some((own) => own.type === 'schema' && own.name.name === object.name.name);
    const column = ownerColumn(object);
    if (type !== 'sequence' || table === null || column === null) return false;
    return counts(columnOf(after.get(display(table)), column)) && !counts(columnOf(before.get(display(table)), column));
  });
  return [...stays, ...more];
}

// What the models no longer have of live's tables.
function goneFrom(live: readonly Table[], after: ReadonlyMap<string, Table>) {
  const byName = new Map([...after.values()].map((table) => [table.name.name, table]));
  return {
    tables: live.flatMap(({ name }) => (after.has(display(name)) ? [] : name)),
    columns: live.flatMap(({ name: table, columns }) => {
      const own = after.get(display(table));
      if (own === undefined) return [];
      return columns.flatMap(({ name }) => (columnOf(own, name) === undefined ? { table, name } : []));
    }),
    stays: (table: string, column: string) => columnOf(byName.get(table), column) !== undefined,
  };
}

/** The rights on what is still there. */
export function rightsSaid(
  grants: readonly Grants[],
  live: SchemaSnapshot,
  { tables, enums, objects }: Pick<SchemaSnapshot, 'tables' | 'enums' | 'objects'>,
): readonly Grants[] {
  const [before, after] = [live.tables, tables].map(
    (list) => new Map(list.map((table) => [display(table.name), table])),
  );
  const views = new Set(objects.map(({ name }) => display(name)));
  const lostViews = new Set(live.objects.map(({ name }) => display(name)).filter((name) => !views.has(name)));
  const gone = (name: QualifiedName) =>
    (before?.has(display(name)) === true && after?.has(display(name)) !== true) || lostViews.has(display(name));
  const types = new Set(enums.map(({ name }) => display(name)));
  const lost = new Set(live.enums.map(({ name }) => display(name)).filter((name) => !types.has(name)));
  return grants.filter(({ on, name, column }) => {
    if (on === 'type') return !lost.has(display(name));
    if (on !== 'table' && on !== 'column') return true;
    if (gone(name)) return false;
    const own = after?.get(display(name));
    return column === null || columnOf(own, column) !== undefined || before?.has(display(name)) !== true;
  });
}

const nameOf = ({ type, name }: SchemaObject) => `${type}\0${display(name)}`;
const columnOf = (table: Table | undefined, name: string) => table?.columns.find((column) => column.name === name);
const counts = (column: Column | undefined) =>
  column !== undefined && column.identity !== null && column.identity !== 'autoincrement';

// What a sequence says behind OWNED BY: schema.table.column.
function ownerColumn({ type, definition }: SchemaObject): string | null {
  if (type !== 'sequence') return null;
  const [, quoted, plain] = / OWNED BY (?:.*\.)?(?:"((?:[^"]|"")*)"|([^".]+))$/.exec(definition) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain ?? null;
}
