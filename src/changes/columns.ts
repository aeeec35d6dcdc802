import { added, without, withTable } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column, Constraint, Index, SchemaObject, Table } from '../model/schema.ts';
import { ownerOf } from '../model/sequences.ts';
import { columnArgument, constraintArgument } from './arguments.ts';
import { columnDefinition, tableArgument } from './column-sql.ts';
import { commentSql } from './comments.ts';
import type { Kinds } from './family.ts';

/** A column added or dropped. What belongs to it alone comes and goes with it: `constraints` of an added column stand behind it. */
export type ColumnChange =
  | {
      readonly kind: 'add column';
      readonly table: QualifiedName;
      readonly column: Column;
      readonly constraints: readonly Constraint[];
    }
  | {
      readonly kind: 'drop column';
      readonly table: QualifiedName;
      readonly name: string;
      /** What the column was; null: the change does not know, and cannot be taken back. */
      readonly was: { readonly column: Column; readonly constraints: readonly Constraint[] } | null;
    };

/** ADD COLUMN and DROP COLUMN. */
export const columns: Kinds<ColumnChange> = {
  'add column': {
    phase: 'columns',
    destructive: false,
    reverse: ({ table, column, constraints }) => ({
      kind: 'drop column',
      table,
      name: column.name,
      was: { column, constraints },
    }),
    apply: ({ table, column, constraints }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        columns: added(known.columns, column, ({ name }) => name === column.name, `column ${column.name}`),
        constraints: [...known.constraints, ...constraints],
      })),
    sql: ({ table, column, constraints }, write) => [
      write.alter(table, { kind: 'add column', definition: columnDefinition(column, write, constraints) }),
      ...commentSql({ type: 'column', name: table, column: column.name }, column.comment, write),
    ],
    describe: ({ table, column }) => `add column ${column.name} to ${display(table)}`,
    render: ({ table, column, constraints }) => ({
      method: 'addColumn',
      args: [
        tableArgument(table),
        column.name,
        {
          ...columnArgument(column),
          ...(constraints.length > 0 && { constraints: constraints.map(constraintArgument) }),
        },
      ],
    }),
  },
  'drop column': {
    phase: 'columns',
    destructive: true,
    reverse: ({ table, was }) => (was === null ? null : { kind: 'add column', table, ...was }),
    apply: ({ table, name }, schema) => {
      const owned = (object: SchemaObject) =>
        ownerOf(object) === name && object.table !== null && isSame(object.table, table);
      const objects = schema.objects.some(owned) ? schema.objects.filter((own) => !owned(own)) : schema.objects;
      return withTable({ ...schema, objects }, table, (known) => withoutColumn(known, name));
    },
    sql: ({ table, name }, write) => [write.alter(table, { kind: 'drop column', column: name })],
    describe: ({ table, name }) => `drop column ${name} from ${display(table)}`,
    render: ({ table, name }) => ({ method: 'removeColumn', args: [tableArgument(table), name] }),
  },
};

// Constraints and indexes that name the column go with it (PostgreSQL manual, ALTER TABLE, DROP COLUMN).
function withoutColumn(table: Table, name: string): Table {
  return {
    ...table,
    columns: without(table.columns, (column) => column.name === name, `column ${name} in ${display(table.name)}`),
    constraints: table.constraints.filter((constraint) => !concerns(constraint, name)),
    indexes: table.indexes.filter((index) => !indexes(index, name)),
  };
}

function concerns(constraint: Constraint, column: string): boolean {
  return 'columns' in constraint && constraint.columns.includes(column);
}

function indexes({ parts, include }: Index, column: string): boolean {
  return include.includes(column) || parts.some((part) => part.column === column);
}
