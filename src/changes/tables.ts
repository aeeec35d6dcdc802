import { added, without } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Constraint, Table } from '../model/schema.ts';
import type { SqlWriter, Statement } from '../model/statement.ts';
import { columnArgument, constraintArgument } from './arguments.ts';
import { columnDefinition, constraintText, standsInline, tableArgument } from './column-sql.ts';
import { commentSql } from './comments.ts';
import { constraintNote } from './constraint-family.ts';
import type { Kinds } from './family.ts';
import { indexArgument, indexNote, indexSql } from './indexes.ts';

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
  const { name, columns, indexes, options } = table;
  const lite = write.dialect === 'sqlite';
  const [now, later] = [constraintsOf(table, false, write), constraintsOf(table, true, write)];
  const words = ['CREATE', ...(!lite && options.includes('UNLOGGED') ? ['UNLOGGED'] : []), 'TABLE'];
  const head = [...words, ...(ifNotExists ? ['IF NOT EXISTS'] : []), write.name(name)].join(' ');
  const after = options.filter((option) => option !== 'UNLOGGED');
  return [
    {
      sql: `${head} ${lite ? listOf(table, now, write) : bodyOf(table, now, write)}${lite && after.length > 0 ? ` ${after.join(', ')}` : ''}`,
    },
    ...later.map((own) => write.alter(name, { kind: 'add constraint', text: constraintText(own, write) })),
    ...indexes.filter(({ partOf }) => partOf === undefined).map((index) => ({ sql: indexSql(name, index, write) })),
    ...indexes.flatMap((index) => indexNote(name, index, write)),
    ...table.constraints.flatMap((own) => constraintNote(name, own, write)),
    ...(lite ? [] : securityAndReplica(table, write)),
    ...commentSql({ type: 'table', name, column: null }, table.comment, write),
    ...columns.flatMap((own) => commentSql({ type: 'column', name, column: own.name }, own.comment, write)),
  ];
}

// CREATE TABLE does not heed NOT VALID: there are no rows to look at. What is the parent's, too, comes with it.
function constraintsOf({ constraints }: Table, later: boolean, write: SqlWriter): readonly Constraint[] {
  const own = constraints.filter(({ inherited }) => inherited !== true);
  return own.filter((each) => (write.dialect === 'postgres' && 'validated' in each && !each.validated) === later);
}

function listOf({ columns }: Table, constraints: readonly Constraint[], write: SqlWriter): string {
  const own = columns.filter(({ inherited }) => inherited !== true);
  const inline = (column: string) =>
    constraints.filter((constraint) => isInline(constraint, write) && standsInline(constraint, column));
  const apart = constraints.filter((constraint) => !own.some(({ name }) => inline(name).includes(constraint)));
  const elements = [
    ...own.map((column) => columnDefinition(column, write, inline(column.name))),
    ...apart.map((constraint) => constraintText(constraint, write)),
  ];
  return `(${elements.join(', ')})`;
}

function bodyOf(table: Table, constraints: readonly Constraint[], write: SqlWriter): string {
  const { by = null, bound = null, parents = [] } = table.partitioning ?? {};
  const type = table.options.find((option) => option.startsWith('OF '));
  const list = listOf(table, constraints, write);
  const names = parents.map(write.name).join(', ');
  const partitioned = by === null ? '' : ` PARTITION BY ${by}`;
  if (bound !== null) return `PARTITION OF ${names} ${list === '()' ? '' : `${list} `}${bound}${partitioned}`;
  if (type !== undefined) return `${type}${typedList(table, constraints, write)}${partitioned}`;
  return `${list}${parents.length === 0 ? '' : ` INHERITS (${names})`}${partitioned}`;
}

// Its type says what columns there are; what stands behind them is the table's own.
function typedList({ columns }: Table, constraints: readonly Constraint[], write: SqlWriter): string {
  const own = columns.map((column) => {
    const bare = { ...column, type: 'WITH OPTIONS', collation: null };
    return columnDefinition(bare.identity === 'serial' ? { ...bare, identity: null } : bare, write);
  });
  const elements = [
    ...own.filter((text) => !text.endsWith(' WITH OPTIONS')),
    ...constraints.map((constraint) => constraintText(constraint, write)),
  ];
  return elements.length === 0 ? '' : ` (${elements.join(', ')})`;
}

function securityAndReplica({ name, rowSecurity, options }: Table, write: SqlWriter): readonly Statement[] {
  const words = [
    ...(rowSecurity?.enabled === true ? ['ENABLE ROW LEVEL SECURITY'] : []),
    ...(rowSecurity?.forced === true ? ['FORCE ROW LEVEL SECURITY'] : []),
    ...options.filter((option) => option.startsWith('REPLICA IDENTITY ')),
  ];
  return words.map((word) => ({ sql: `ALTER TABLE ${write.name(name)} ${word}` }));
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
