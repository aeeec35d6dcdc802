import { withColumn, withTable } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column, OnConflict, SchemaSnapshot, Table } from '../model/schema.ts';
import { SqlText, type SqlWriter, type Statement } from '../model/statement.ts';
import { arrayCast } from './array-cast.ts';
import { collationName, defaultText, notNull, tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';

/** The parts of a column that can change in place; one that is not named stays. What NOT NULL says beside itself is SQLite's; undefined: nothing any more. */
export type ColumnParts = Partial<Pick<Column, 'type' | 'nullable' | 'default' | 'collation'>> & {
  readonly notNullName?: string | undefined;
  readonly onConflict?: OnConflict | undefined;
};

/** A column changed in the parts that `to` names. `from`: what they were, or null when that is not known. */
export interface AlterationChange {
  readonly kind: 'alter column';
  readonly table: QualifiedName;
  readonly name: string;
  readonly from: ColumnParts | null;
  readonly to: ColumnParts;
  /** The new value made from the old one, as SQL (PostgreSQL). */
  readonly using: string | null;
}

/** ALTER COLUMN: type, nullability, default and collation, each by itself. */
export const alterations: Kinds<AlterationChange> = {
  'alter column': {
    phase: 'columns',
    destructive: false,
    reverse: ({ from, to, using, ...change }) =>
      from === null ? null : { ...change, from: to, to: from, using: back({ ...change, from, to, using }) },
    apply: ({ table, name, to }, schema) =>
      inherited(
        withTable(schema, table, (known) => withColumn(known, name, (column) => altered(column, to))),
        table,
        name,
        to,
      ),
    sql: alterColumn,
    describe: ({ table, name, to }) => `alter column ${name} of ${display(table)}: ${Object.keys(to).join(', ')}`,
    render: ({ table, name, to, using }) => ({
      method: 'alterColumn',
      args: [tableArgument(table), name, { ...argument(to), ...(using !== null && { using }) }],
    }),
  },
};

// What a table has of its parents changes with them (PostgreSQL manual, ALTER TABLE).
function inherited(schema: SchemaSnapshot, parent: QualifiedName, name: string, to: ColumnParts): SchemaSnapshot {
  const isHeir = ({ partitioning, columns }: Table) =>
    partitioning?.parents.some((own) => isSame(own, parent)) === true &&
    columns.some((column) => column.name === name && column.inherited === true);
  return schema.tables.filter(isHeir).reduce((now, { name: heir }) => {
    const changed = withTable(now, heir, (known) => withColumn(known, name, (column) => altered(column, to)));
    return inherited(changed, heir, name, to);
  }, schema);
}

function back({ name, from, to, using }: Pick<AlterationChange, 'name' | 'from' | 'to' | 'using'>): string | null {
  if (using === null || from?.type === undefined) return null;
  return (to.type === undefined ? null : arrayCast(name, to.type, from.type)) ?? throughText(name, using, from.type);
}

// An enum's values go back as they came, by their labels.
function throughText(name: string, using: string | null, type: string | undefined): string | null {
  if (type === undefined || using === null || !/::text(?:\[\])?::/.test(using)) return null;
  return `"${name.replaceAll('"', '""')}"::text${using.includes('::text[]::') ? '[]' : ''}::${type}`;
}

// What NOT NULL says goes with it.
function altered(column: Column, to: ColumnParts): Column {
  const { notNullName, onConflict, notNull: said, ...rest } = column;
  const {
    notNullName: name,
    onConflict: conflict,
    ...parts
  } = {
    ...(to.nullable !== true && { notNullName, onConflict }),
    ...to,
  };
  return {
    ...rest,
    ...parts,
    ...(said !== undefined && to.nullable !== true && { notNull: said }),
    ...(name !== undefined && { notNullName: name }),
    ...(conflict !== undefined && { onConflict: conflict }),
  };
}

function argument({ default: value, ...rest }: ColumnParts): Record<string, unknown> {
  return { ...rest, ...(value !== undefined && { default: value === null ? null : new SqlText(value) }) };
}

// The old default may not fit the new type: it goes first and comes back where a new one is named.
function alterColumn({ table, name: column, to, using }: AlterationChange, write: SqlWriter): readonly Statement[] {
  const { type, nullable, default: expression, collation } = to;
  const statements: Statement[] = [];
  const retyped = type !== undefined || collation !== undefined;
  if (retyped && expression !== undefined && write.dialect === 'postgres')
    statements.push(write.alter(table, { kind: 'set default', column, expression: null }));
  if (type !== undefined) {
    const collated =
      collation == null || write.dialect === 'sqlite' ? '' : ` COLLATE ${collationName(collation, write)}`;
    statements.push(write.alter(table, { kind: 'set type', column, type: type + collated, using: using ?? null }));
  }
  if (collation !== undefined && write.dialect === 'sqlite')
    statements.push(write.alter(table, { kind: 'set collation', column, collation }));
  if (collation !== undefined && type === undefined && write.dialect === 'postgres')
    write.unsupported(`a new collation of ${display(table)}.${column} without its type`, 'name the type as well');
  if (nullable !== undefined || 'notNullName' in to || 'onConflict' in to) {
    const words = nullable === true ? '' : notNull(to, write);
    const said = words === 'NOT NULL' && nullable !== undefined ? {} : { words };
    if (write.dialect === 'sqlite' || nullable !== undefined)
      statements.push(write.alter(table, { kind: 'set nullable', column, nullable: nullable === true, ...said }));
  }
  if (expression !== undefined)
    statements.push(
      write.alter(table, {
        kind: 'set default',
        column,
        expression: expression === null ? null : defaultText(expression),
      }),
    );
  return statements;
}
