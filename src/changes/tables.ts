import { added, without } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Constraint, Table } from '../model/schema.ts';
import type { SqlWriter, Statement } from '../model/statement.ts';
import { columnArgument, constraintArgument } from './arguments.ts';
import { columnDefinition, constraintText, standsInline, tableArgument } from './column-sql.ts';
import { commentSql } from './comments.ts';
import type { Kinds } from './family.ts';
import { indexArgument, indexSql } from './indexes.ts';

/** A table made or dropped. `was` null: the change does not know what the table looked like. */
export type TableChange =
  | { readonly kind: 'create table'; readonly table: Table; readonly ifNotExists: boolean }
  | {
      readonly kind: 'drop table';
      readonly name: QualifiedName;
      readonly was: Table | null;
      readonly cascade: boolean;
      readonly ifExists: boolean;
    };

/** CREATE TABLE with its indexes and comments; DROP TABLE. */
export const tables: Kinds<TableChange> = {
  'create table': {
    phase: 'create tables',
    destructive: false,
    reverse: ({ table }) => ({ kind: 'drop table', name: table.name, was: table, cascade: false, ifExists: false }),
    apply: ({ table, ifNotExists }, schema) => {
      const there = schema.tables.some(({ name }) => isSame(name, table.name));
      if (there && ifNotExists) return schema;
      const same = ({ name }: Table) => isSame(name, table.name);
      return { ...schema, tables: added(schema.tables, table, same, `table ${display(table.name)}`) };
    },
    sql: createTable,
    describe: ({ table }) => `create table ${display(table.name)}`,
    render: ({ table, ifNotExists }) => ({
      method: 'createTable',
      args: [tableArgument(table.name), columnArguments(table), tableOptions(table, ifNotExists)],
    }),
  },
  'drop table': {
    phase: 'drop tables',
    destructive: true,
    reverse: ({ was }) => (was === null ? null : { kind: 'create table', table: was, ifNotExists: false }),
    apply: ({ name, ifExists }, schema) => {
      if (ifExists && !schema.tables.some((table) => isSame(table.name, name))) return schema;
      return {
        ...schema,
        tables: without(schema.tables, (table) => isSame(table.name, name), `table ${display(name)}`),
        objects: schema.objects.filter(({ table }) => table === null || !isSame(table, name)),
      };
    },
    sql: ({ name, cascade, ifExists }, write) => [
      {
        sql: `DROP TABLE ${ifExists ? 'IF EXISTS ' : ''}${write.name(name)}${cascade && write.dialect === 'postgres' ? ' CASCADE' : ''}`,
      },
    ],
    describe: ({ name }) => `drop table ${display(name)}`,
    render: ({ name, cascade, ifExists }) => ({
      method: 'dropTable',
      args: [tableArgument(name), { ...(cascade && { cascade }), ...(!ifExists && { ifExists }) }],
    }),
  },
};

function createTable({ table, ifNotExists }: { table: Table; ifNotExists: boolean }, write: SqlWriter): Statement[] {
  const inline = (column: string) =>
    table.constraints.filter((constraint) => isInline(constraint, write) && standsInline(constraint, column));
  const apart = table.constraints.filter(
    (constraint) => !table.columns.some(({ name }) => inline(name).includes(constraint)),
  );
  const elements = [
    ...table.columns.map((column) => columnDefinition(column, write, inline(column.name))),
    ...apart.map((constraint) => constraintText(constraint, write)),
  ];
  const before = table.options.filter((option) => option === 'UNLOGGED');
  const after = table.options.filter((option) => option !== 'UNLOGGED');
  const words = [
    'CREATE',
    ...(write.dialect === 'postgres' ? before : []),
    'TABLE',
    ...(ifNotExists ? ['IF NOT EXISTS'] : []),
  ];
  const options = write.dialect === 'sqlite' && after.length > 0 ? ` ${after.join(', ')}` : '';
  return [
    { sql: `${words.join(' ')} ${write.name(table.name)} (${elements.join(', ')})${options}` },
    ...table.indexes.map((index) => ({ sql: indexSql(table.name, index, write) })),
    ...commentSql({ type: 'table', name: table.name, column: null }, table.comment, write),
    ...table.columns.flatMap(({ name, comment }) =>
      commentSql({ type: 'column', name: table.name, column: name }, comment, write),
    ),
  ];
}

// INTEGER PRIMARY KEY is the rowid only when it stands behind its column (lang_createtable.html#rowid); what has no name, stands there, too.
function isInline(constraint: Constraint, write: SqlWriter): boolean {
  if (constraint.kind === 'primary key') return write.dialect === 'sqlite';
  return constraint.name === null;
}

function columnArguments(table: Table): Record<string, unknown> {
  return Object.fromEntries(table.columns.map((column) => [column.name, columnArgument(column)]));
}

function tableOptions(table: Table, ifNotExists: boolean): Record<string, unknown> {
  return {
    ...(ifNotExists && { ifNotExists }),
    ...(table.comment !== null && { comment: table.comment }),
    ...(table.options.length > 0 && { tableOptions: table.options }),
    ...(table.constraints.length > 0 && { constraints: table.constraints.map(constraintArgument) }),
    ...(table.indexes.length > 0 && { indexes: table.indexes.map(indexArgument) }),
  };
}
