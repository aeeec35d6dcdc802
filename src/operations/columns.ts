import type { SchemaChange } from '../changes/index.ts';
import { Unsupported } from '../errors.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Column, Constraint } from '../model/schema.ts';
import { actionOf, type ConstraintOptions, constraintOf, deferrableOf } from './constraint-words.ts';
import {
  type Attribute,
  type OperationContext,
  type OperationOptions,
  qualified,
  type TableArgument,
} from './context.ts';
import { enumColumn, enumsThatGo } from './enum-columns.ts';
import { isUnique } from './unique.ts';

/** What `alterColumn` changes: what is named, and nothing else. */
export interface Alteration {
  readonly type?: unknown;
  /** The new value made from the old one, as SQL (PostgreSQL). */
  readonly using?: string;
  readonly nullable?: boolean;
  /** Null takes it away. */
  readonly default?: unknown;
  readonly comment?: string | null;
  /** Null takes it away (SQLite). */
  readonly collation?: string | null;
  /** Whether the key counts by AUTOINCREMENT (SQLite). */
  readonly autoIncrement?: boolean;
}

/** The operations on columns. */
export interface ColumnOperations {
  addColumn(table: TableArgument, key: string, attribute: unknown, options?: OperationOptions): Promise<void>;
  removeColumn(table: TableArgument, column: string, options?: OperationOptions): Promise<void>;
  renameColumn(table: TableArgument, before: string, after: string, options?: OperationOptions): Promise<void>;
  changeColumn(table: TableArgument, column: string, changes: unknown, options?: OperationOptions): Promise<void>;
  alterColumn(table: TableArgument, column: string, changes: Alteration, options?: OperationOptions): Promise<void>;
  setNotNull(table: TableArgument, column: string, options?: OperationOptions): Promise<void>;
}

/** Each changes what is named, and nothing else. */
export function columnOperations(context: OperationContext): ColumnOperations {
  const alterColumn: ColumnOperations['alterColumn'] = async (table, column, changes, options) => {
    const { type, using, nullable, comment, collation, autoIncrement } = changes;
    await changeColumn(
      context,
      qualified(table),
      column,
      {
        ...(type !== undefined && { type }),
        ...(nullable !== undefined && { allowNull: nullable }),
        ...('default' in changes && { defaultValue: changes.default }),
        ...(comment !== undefined && { comment }),
        ...(collation !== undefined && { collate: collation }),
        ...(using !== undefined && { using }),
      },
      options,
    );
    if (autoIncrement === undefined) return;
    const to = autoIncrement ? 'autoincrement' : null;
    const from = autoIncrement ? null : 'autoincrement';
    await context.make([{ kind: 'set identity', table: qualified(table), name: column, from, to }], options);
  };
  return {
    alterColumn,
    addColumn: async (table, key, given, options) => {
      const name = qualified(table);
      const attribute = context.words.attribute(name, key, given);
      const { before, type } = await enumColumn(context, name, attribute);
      const column = columnOf(context, attribute, type);
      const constraints = constraintsOf(name, attribute, context);
      await context.make([...before, { kind: 'add column', table: name, column, constraints }], options);
    },
    removeColumn: async (table, column, options) => {
      const name = qualified(table);
      const types = await enumsThatGo(context, name, column);
      await context.make([{ kind: 'drop column', table: name, name: column, was: null }, ...types], options);
    },
    renameColumn: async (table, from, to, options) =>
      context.make([{ kind: 'rename column', table: qualified(table), from, to }], options),
    changeColumn: async (table, column, changes, options) =>
      changeColumn(context, qualified(table), column, changes, options),
    setNotNull: async (table, column, options) => setNotNull(context, qualified(table), column, options),
  };
}

/** The column that an attribute describes. */
export function columnOf({ write }: OperationContext, attribute: Attribute, type: string): Column {
  const { name, nullable, generated, collation, comment, autoIncrement, identity } = attribute;
  const serial = write.dialect === 'postgres' ? (identity ?? 'serial') : 'autoincrement';
  return {
    name,
    type,
    nullable: nullable ?? true,
    default: attribute.default ?? null,
    identity: autoIncrement || (identity !== null && write.dialect === 'postgres') ? serial : null,
    generated,
    collation: collation ?? null,
    comment: comment ?? null,
    ...attribute.others,
  };
}

/** The constraints that an attribute brings along. */
export function constraintsOf(table: QualifiedName, attribute: Attribute, { words }: OperationContext): Constraint[] {
  const { name, primaryKey, unique, constraints } = attribute;
  const key = foreignKeyOf(attribute);
  return [
    ...(primaryKey ? [{ kind: 'primary key', name: null, columns: [name], deferrable: null } as const] : []),
    ...(unique === true
      ? [{ kind: 'unique', name: null, columns: [name], nullsNotDistinct: false, deferrable: null } as const]
      : []),
    ...(key === null ? [] : [key]),
    ...constraints.map((options) => constraintOf(table, options as ConstraintOptions, words)),
  ];
}

function foreignKeyOf({
  name,
  references,
  onDelete,
  onUpdate,
}: Attribute): Extract<Constraint, { kind: 'foreign key' }> | null {
  if (references === null) return null;
  return {
    kind: 'foreign key',
    name: null,
    columns: [name],
    references: { table: references.table, columns: [references.column] },
    onDelete: actionOf(onDelete),
    onUpdate: actionOf(onUpdate),
    match: null,
    deferrable: deferrableOf(references.deferrable),
    validated: true,
  };
}

async function changeColumn(
  context: OperationContext,
  table: QualifiedName,
  column: string,
  given: unknown,
  options?: OperationOptions,
): Promise<void> {
  const attribute = { ...context.words.attribute(table, column, given), name: column };
  if (context.write.dialect === 'sqlite' && (attribute.primaryKey || attribute.autoIncrement))
    throw new Unsupported(
      `changeColumn("${display(table)}", "${column}") cannot make a primary key on SQLite`,
      'create a table with that key, copy the rows by op.execute, and rename it',
    );
  const using = (given as { using?: string } | null)?.using ?? null;
  const { before, type, default: kept, using: conversion } = await enumColumn(context, table, attribute);
  const expression = attribute.default === undefined ? kept : attribute.default;
  const to = {
    ...(attribute.type !== null && type !== null && { type }),
    ...(attribute.nullable !== null && { nullable: attribute.nullable }),
    ...(expression !== undefined && { default: expression }),
    ...(attribute.collation !== undefined && { collation: attribute.collation }),
  };
  const changes: SchemaChange[] = [...before];
  if (Object.keys(to).length > 0)
    changes.push({ kind: 'alter column', table, name: column, from: null, to, using: using ?? conversion });
  const key = foreignKeyOf(attribute);
  if (key !== null) changes.push({ kind: 'add foreign key', table, constraint: key });
  if (attribute.unique === true && !(await isUnique(context, table, column)))
    changes.push({
      kind: 'add unique',
      table,
      constraint: { kind: 'unique', name: null, columns: [column], nullsNotDistinct: false, deferrable: null },
    });
  if (attribute.primaryKey)
    changes.push({
      kind: 'add primary key',
      table,
      constraint: { kind: 'primary key', name: null, columns: [column], deferrable: null },
    });
  if (attribute.comment !== undefined)
    changes.push({ kind: 'set comment', on: { type: 'column', name: table, column }, to: attribute.comment });
  await context.make(changes, options);
}

/*
 * With a CHECK that is validated first SET NOT NULL does not read the table again under its ACCESS EXCLUSIVE lock (PostgreSQL manual, ALTER
 * TABLE, notes on SET NOT NULL, since 12). Worth it outside a transaction only, where each statement gives its lock back.
 */
async function setNotNull(
  context: OperationContext,
  table: QualifiedName,
  column: string,
  options?: OperationOptions,
): Promise<void> {
  const alter: SchemaChange = {
    kind: 'alter column',
    table,
    name: column,
    from: null,
    to: { nullable: false },
    using: null,
  };
  if (context.write.dialect === 'sqlite') return context.make([alter], options);
  const name = `${table.name}_${column}_not_null`.slice(0, 63);
  const expression = `${context.write.quote(column)} IS NOT NULL`;
  const check = { kind: 'check', name, expression, validated: false } as const;
  await context.make(
    [
      { kind: 'add check', table, constraint: check },
      { kind: 'validate constraint', table, name },
      alter,
      { kind: 'drop check', table, constraint: check },
    ],
    options,
  );
}
