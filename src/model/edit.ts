import { display, isSame, type QualifiedName } from './names.ts';
import type { Column, EnumType, SchemaSnapshot, Table } from './schema.ts';

/** The snapshot with one table changed. Throws an Error when it has no such table. */
export function withTable(schema: SchemaSnapshot, name: QualifiedName, edit: (table: Table) => Table): SchemaSnapshot {
  return {
    ...schema,
    tables: replaced(schema.tables, (table) => isSame(table.name, name), edit, `table ${display(name)}`),
  };
}

/** The snapshot with one enum type changed. Throws an Error when it has no such type. */
export function withEnum(
  schema: SchemaSnapshot,
  name: QualifiedName,
  edit: (type: EnumType) => EnumType,
): SchemaSnapshot {
  return { ...schema, enums: replaced(schema.enums, (type) => isSame(type.name, name), edit, `type ${display(name)}`) };
}

/** A list with its one element that `fits` replaced. Throws an Error that says `what` is missing. */
export function replaced<T>(
  list: readonly T[],
  fits: (element: T) => boolean,
  edit: (element: T) => T,
  what: string,
): readonly T[] {
  if (!list.some(fits)) throw new Error(`there is no ${what}`);
  return list.map((element) => (fits(element) ? edit(element) : element));
}

/** A list without its one element that `fits`. Throws an Error that says `what` is missing. */
export function without<T>(list: readonly T[], fits: (element: T) => boolean, what: string): readonly T[] {
  if (!list.some(fits)) throw new Error(`there is no ${what}`);
  return list.filter((element) => !fits(element));
}

/** A list with one more element. Throws an Error when one that `fits` is there already. */
export function added<T>(list: readonly T[], element: T, fits: (other: T) => boolean, what: string): readonly T[] {
  if (list.some(fits)) throw new Error(`there is a ${what} already`);
  return [...list, element];
}

/** The table with one of its columns changed. Throws an Error when it is not there. */
export function withColumn(table: Table, name: string, edit: (column: Column) => Column): Table {
  const what = `column ${name} in ${display(table.name)}`;
  return { ...table, columns: replaced(table.columns, (column) => column.name === name, edit, what) };
}
