import { tableArgument } from '../changes/column-sql.ts';
import { render, type SchemaChange, toSql } from '../changes/index.ts';
import { indexArgument } from '../changes/indexes.ts';
import type { Noted } from '../changes/notes.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Index, Table } from '../model/schema.ts';
import type { Call, SqlWriter } from '../model/statement.ts';
import { columnWords, constraintWords, type Labels } from './attributes.ts';
import { defaultValue } from './defaults.ts';
import type { Said } from './said.ts';
import { typeValue } from './types.ts';

/** What a call is written for. */
export interface CallFrame {
  readonly write: SqlWriter;
  /** The columns of the change that are written as ENUMs. */
  readonly labels: Labels;
  /** What the models say of the columns. */
  readonly said: Said;
}

/** The calls of `op` that make a change, in the words a person would take. */
export function callsOf(change: SchemaChange, frame: CallFrame): readonly Call[] {
  switch (change.kind) {
    case 'create table':
      return createTable(change, frame);
    case 'drop table':
      return [call('dropTable', tableArgument(change.name), change.cascade ? { cascade: true } : {})];
    case 'add column':
      return [addColumn(change, frame)];
    case 'alter column':
      return [alterColumn(change, frame)];
    case 'create index':
      return [addIndex(change.table, change.index, change), ...indexNote(change.table, change.index)];
    case 'create enum':
      return [generic(change), ...noteCall({ type: 'enum', name: change.type.name }, change.type.comment)];
    case 'set identity':
      return [setIdentity(change, frame)];
    case 'set table options':
      return [setTableOptions(change, frame)];
    case 'add primary key':
    case 'add unique':
    case 'add foreign key':
    case 'add check':
    case 'add exclusion':
      return [call('addConstraint', tableArgument(change.table), constraintWords(change.constraint))];
    case 'drop primary key':
    case 'drop unique':
    case 'drop foreign key':
    case 'drop check':
    case 'drop exclusion':
      return [dropConstraint(change)];
    case 'set enum labels':
      return [setEnumLabels(change)];
    case 'create object':
      return [
        ...(schemaCall(change, frame) ?? [generic(change)]),
        ...noteCall({ type: 'object', object: change.object }, change.object.comment),
      ];
    case 'drop object':
      return schemaCall(change, frame) ?? [generic(change)];
    default:
      return [generic(change)];
  }
}

function call(method: string, ...args: readonly unknown[]): Call {
  return { method, args: isNothing(args.at(-1)) ? args.slice(0, -1) : args };
}

function isNothing(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function generic(change: SchemaChange): Call {
  const { method, args } = render(change);
  return call(method, ...args);
}

type Of<Kind extends SchemaChange['kind']> = Extract<SchemaChange, { readonly kind: Kind }>;

function createTable({ table, ifNotExists }: Of<'create table'>, { write, labels, said }: CallFrame): readonly Call[] {
  if (!isSayable(table)) return executed({ kind: 'create table', table, ifNotExists }, write);
  const { dialect } = write;
  const { columns, rest } = columnWords(table.name, table.columns, table.constraints, { dialect, labels, said });
  const options = {
    ...(ifNotExists && { ifNotExists }),
    ...(table.comment !== null && { comment: table.comment }),
    ...(table.options.length > 0 && { tableOptions: table.options }),
    ...(rest.length > 0 && { constraints: rest.map(constraintWords) }),
  };
  const indexes = table.indexes.flatMap((index) => [
    addIndex(table.name, index, { concurrently: false, ifNotExists }),
    ...indexNote(table.name, index),
  ]);
  const { rowSecurity } = table;
  const secured = rowSecurity === undefined ? [] : [call('setRowSecurity', tableArgument(table.name), rowSecurity)];
  return [call('createTable', tableArgument(table.name), columns, options), ...indexes, ...secured];
}

// A comment is no part of the call that makes the thing.
function noteCall(on: Noted, comment: string | undefined): readonly Call[] {
  return comment === undefined ? [] : [generic({ kind: 'set note', on, from: null, to: comment })];
}

function indexNote(table: QualifiedName, { name, comment }: Index): readonly Call[] {
  return noteCall({ type: 'index', table, name }, comment);
}

function setIdentity(change: Of<'set identity'>, { write }: CallFrame): Call {
  if (write.dialect === 'postgres') return generic(change);
  return call('alterColumn', tableArgument(change.table), change.name, { autoIncrement: change.to !== null });
}

function setTableOptions(change: Of<'set table options'>, { write }: CallFrame): Call {
  if (write.dialect === 'postgres') return generic(change);
  return call('setTableOptions', tableArgument(change.table), change.to);
}

// `createTable` knows no partitions and no INHERITS.
function isSayable({ partitioning, columns, options }: Table): boolean {
  const known = ['UNLOGGED', 'STRICT', 'WITHOUT ROWID'];
  return partitioning === undefined && columns.length > 0 && options.every((option) => known.includes(option));
}

function executed(change: SchemaChange, write: SqlWriter): readonly Call[] {
  return toSql(change, write).flatMap((statement) => ('sql' in statement ? [call('execute', statement.sql)] : []));
}

// `addColumn` knows no key that is the rowid, and no name of a unique constraint.
function addColumn({ table, column, constraints }: Of<'add column'>, { write, labels, said: whole }: CallFrame): Call {
  const { dialect } = write;
  const said: Said = (...place) => {
    const own = whole(...place);
    return own === undefined ? own : { ...own, integer: null, unique: null };
  };
  const { columns, rest } = columnWords(table, [column], constraints, { dialect, labels, said });
  const words = { ...columns[column.name], ...(rest.length > 0 && { constraints: rest.map(constraintWords) }) };
  return call('addColumn', tableArgument(table), column.name, words);
}

function alterColumn({ table, name, from, to, using }: Of<'alter column'>, { write }: CallFrame): Call {
  const { type, nullable, default: expression, collation } = to;
  const { dialect } = write;
  const words = {
    ...(type !== undefined && { type: typeValue(type, dialect) }),
    ...(using !== null && using !== `${write.quote(name)}::${type}` && { using }),
    ...(nullable !== undefined && { nullable }),
    ...(expression !== undefined && {
      default: expression === null ? null : defaultValue(expression, type ?? from?.type ?? '', dialect),
    }),
    ...(collation !== undefined && { collation }),
  };
  return call('alterColumn', tableArgument(table), name, words);
}

function addIndex(
  table: QualifiedName,
  index: Index,
  { concurrently, ifNotExists }: { readonly concurrently: boolean; readonly ifNotExists: boolean },
): Call {
  const { fields, name, ...options } = indexArgument(index);
  const rest = { ...(concurrently && { concurrently }), ...(ifNotExists && { ifNotExists }) };
  return call('addIndex', tableArgument(table), fields, { name, ...options, ...rest });
}

type Dropped = Of<'drop primary key' | 'drop unique' | 'drop foreign key' | 'drop check' | 'drop exclusion'>;

function dropConstraint({ table, constraint }: Dropped): Call {
  const { name, ...words } = constraintWords(constraint);
  return call('removeConstraint', tableArgument(table), name ?? words);
}

// Of labels that only grow it would add the new ones, which cannot be used before the commit.
function setEnumLabels({ name, from, to }: Of<'set enum labels'>): Call {
  const kept = to.filter((label) => from.includes(label));
  const grows = kept.join('\0') === from.join('\0');
  return call('setEnumLabels', tableArgument(name), to, grows ? { anew: true } : {});
}

// `dropSchema` would drop what is in it as well, as Sequelize's does.
function schemaCall(change: Of<'create object' | 'drop object'>, { write }: CallFrame): readonly Call[] | null {
  const { object } = change;
  if (object.type !== 'schema') return null;
  if (change.kind === 'drop object') return [call('dropSchema', object.name.name, { cascade: change.cascade })];
  const plain = object.definition === `CREATE SCHEMA ${write.quote(object.name.name)}`;
  return plain ? [call('createSchema', object.name.name)] : [call('execute', object.definition)];
}
