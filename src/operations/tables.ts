import type { SchemaChange } from '../changes/index.ts';
import type { Constraint, Index, Table } from '../model/schema.ts';
import { columnOf, constraintsOf } from './columns.ts';
import { type ConstraintOptions, constraintOf } from './constraint-words.ts';
import {
  type Attribute,
  type OperationContext,
  type OperationOptions,
  qualified,
  type TableArgument,
} from './context.ts';
import { enumColumn, enumsThatGo } from './enum-columns.ts';
import { type IndexOptions, indexOf } from './index-words.ts';
import { tellingDifference } from './table-exists.ts';

/** What `createTable` takes beside the columns: Sequelize's options and ours. */
export interface CreateTableOptions extends OperationOptions {
  readonly schema?: string;
  readonly comment?: string;
  readonly uniqueKeys?: Readonly<Record<string, { readonly fields: readonly string[] }>>;
  /** Passes over a table that exists, whatever its shape. */
  readonly ifNotExists?: boolean;
  /** In `addConstraint`'s words. */
  readonly constraints?: readonly ConstraintOptions[];
  /** In `addIndex`'s words. */
  readonly indexes?: readonly IndexOptions[];
  /** STRICT, WITHOUT ROWID (SQLite); UNLOGGED (PostgreSQL). */
  readonly tableOptions?: readonly string[];
}

/** What `dropTable` takes: PostgreSQL's CASCADE; `ifExists` false: a table that is not there is an error. */
export interface DropTableOptions extends OperationOptions {
  readonly cascade?: boolean;
  readonly force?: boolean;
  readonly ifExists?: boolean;
}

/** The operations on whole tables. */
export interface TableOperations {
  createTable(table: TableArgument, attributes: object, options?: CreateTableOptions): Promise<void>;
  dropTable(table: TableArgument, options?: DropTableOptions): Promise<void>;
  renameTable(before: TableArgument, after: TableArgument, options?: OperationOptions): Promise<void>;
  /** What stands behind the list of a table: STRICT, WITHOUT ROWID, or nothing (SQLite). */
  setTableOptions(table: TableArgument, tableOptions: readonly string[], options?: OperationOptions): Promise<void>;
  /** The columns in that order, others behind them (SQLite). */
  setColumnOrder(table: TableArgument, columns: readonly string[], options?: OperationOptions): Promise<void>;
}

/** `createTable` fails on a table that exists, and shows the difference. */
export function tableOperations(context: OperationContext): TableOperations {
  return {
    createTable: async (name, attributes, options = {}) => {
      const { before, table } = await tableOf(context, name, attributes, options);
      const change: SchemaChange = { kind: 'create table', table, ifNotExists: options.ifNotExists === true };
      await context.make(before, options);
      await tellingDifference(context, table, () => context.make([change], options));
    },
    dropTable: async (table, options = {}) => {
      const { cascade, force, ifExists } = options;
      const name = qualified(table);
      const types = await enumsThatGo(context, name, null);
      await context.make(
        [
          { kind: 'drop table', name, was: null, cascade: cascade ?? force ?? false, ifExists: ifExists ?? true },
          ...types,
        ],
        options,
      );
    },
    setTableOptions: async (table, to, options) =>
      context.make([{ kind: 'set table options', table: qualified(table), from: [], to }], options),
    setColumnOrder: async (table, to, options) =>
      context.make([{ kind: 'set column order', table: qualified(table), from: [], to }], options),
    renameTable: async (before, after, options) =>
      context.make([{ kind: 'rename table', from: qualified(before), to: qualified(after) }], options),
  };
}

async function tableOf(
  context: OperationContext,
  given: TableArgument,
  attributes: object,
  options: CreateTableOptions,
): Promise<{ readonly before: readonly SchemaChange[]; readonly table: Table }> {
  const { words } = context;
  const name = qualified(given, options.schema);
  const own = Object.entries(attributes).map(([key, attribute]) => words.attribute(name, key, attribute));
  const before: SchemaChange[] = [];
  const types: string[] = [];
  for (const attribute of own) {
    const { before: first, type } = await enumColumn(context, name, attribute);
    before.push(...first);
    types.push(type);
  }
  const keys = own.filter(({ primaryKey }) => primaryKey).map((attribute) => attribute.name);
  const columns = own.map((attribute, index) => {
    const column = columnOf(context, attribute, types[index] ?? 'TEXT');
    return keys.length > 1 && keys.includes(column.name) ? { ...column, nullable: false } : column;
  });
  const constraints = [
    ...own.flatMap((attribute) => constraintsOf(name, { ...attribute, primaryKey: false }, context)),
    ...sharedUniques(own, options),
    ...(keys.length === 0 ? [] : [{ kind: 'primary key', name: null, columns: keys, deferrable: null } as const]),
    ...(options.constraints ?? []).map((constraint) => constraintOf(name, constraint, words)),
  ];
  const indexes: readonly Index[] = (options.indexes ?? []).map((index) => indexOf(name, index, words));
  const { comment = null, tableOptions = [] } = options;
  return { before, table: { name, columns, constraints, indexes, comment, options: tableOptions } };
}

// Columns whose `unique` is the same name make one constraint; so does each of `uniqueKeys`. Sequelize's sync leaves their names to the database, too.
function sharedUniques(
  attributes: readonly Attribute[],
  { uniqueKeys = {} }: CreateTableOptions,
): readonly Constraint[] {
  const groups = new Map<string, string[]>();
  for (const { name, unique } of attributes) {
    if (typeof unique === 'string') groups.set(unique, [...(groups.get(unique) ?? []), name]);
  }
  return [...groups.values(), ...Object.values(uniqueKeys).map(({ fields }) => fields)].map((columns) => ({
    kind: 'unique',
    name: null,
    columns,
    nullsNotDistinct: false,
    deferrable: null,
  }));
}
