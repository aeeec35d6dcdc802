import type { QueryInterface } from 'sequelize';
import type { DialectName } from '../dialects/target.ts';
import type { ColumnOptions } from './column-sql.ts';
import type { Gate } from './gate.ts';
import type { BatchOperations } from './operations.ts';
import { changeColumn } from './postgres-operations.ts';
import { SqliteTable } from './sqlite-operations.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;
type Methods = Record<string, Method>;

const ALTERING = [
  'addColumn',
  'removeColumn',
  'changeColumn',
  'renameColumn',
  'addConstraint',
  'removeConstraint',
] as const;

/**
 * A QueryInterface with the same names and arguments that does what it says. On SQLite the changes of a table go through the text of its
 * CREATE TABLE, on PostgreSQL `changeColumn` changes only what is named; `createTable` fails on a table that exists, unless it is given
 * `ifNotExists: true`.
 */
export function corrected(queryInterface: QueryInterface, dialect: DialectName, gate: Gate): QueryInterface {
  const op = Object.create(queryInterface) as QueryInterface & Methods;
  op.createTable = createTable(queryInterface) as never;
  const batch = async (table: unknown, work: (batch: BatchOperations) => unknown) => {
    if (dialect === 'postgres') return void (await work(onTable(op, table)));
    const changes = new SqliteTable(queryInterface, gate, table);
    await work(changes as unknown as BatchOperations);
    await changes.flush();
  };
  Object.assign(op, { batchAlterTable: batch });
  if (dialect === 'postgres') {
    const change = (table: unknown, column: string, options: unknown) =>
      isEnum(options)
        ? queryInterface.changeColumn(table as string, column, options as never)
        : changeColumn(queryInterface, table, column, asOptions(options));
    return Object.assign(op, { changeColumn: change });
  }
  for (const name of ALTERING)
    Object.assign(op, {
      [name]: (table: unknown, ...args: readonly unknown[]) =>
        batch(table, (changes) => (changes as unknown as Methods)[name]?.(...normal(name, args))),
    });
  return op;
}

// The methods of `op` with the table given already.
function onTable(op: QueryInterface & Methods, table: unknown): BatchOperations {
  return Object.fromEntries(
    ALTERING.map((name) => [name, (...args: readonly unknown[]) => (op as Methods)[name]?.(table, ...args)]),
  ) as unknown as BatchOperations;
}

// A type alone stands for { type }.
function normal(name: string, args: readonly unknown[]): readonly unknown[] {
  if (name !== 'changeColumn') return args;
  return [args[0], asOptions(args[1])];
}

function asOptions(given: unknown): ColumnOptions {
  const plain = typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;
  return (plain ? given : { type: given }) as ColumnOptions;
}

function isEnum(options: unknown): boolean {
  const { type } = asOptions(options) as { type?: { key?: string } };
  return type?.key === 'ENUM';
}

// Sequelize always writes IF NOT EXISTS: a table of another shape passes for the one that was asked for.
function createTable(queryInterface: QueryInterface): Method {
  const generator = queryInterface.queryGenerator as unknown as { createTableQuery: (...args: unknown[]) => string };
  const strict = Object.assign(Object.create(generator), {
    createTableQuery: (...args: unknown[]) =>
      generator.createTableQuery(...args).replace(/^CREATE TABLE IF NOT EXISTS/, 'CREATE TABLE'),
  });
  const strictly = Object.assign(Object.create(queryInterface), { queryGenerator: strict }) as QueryInterface;
  return ((table: string, attributes: never, options: { ifNotExists?: boolean } = {}) => {
    const { ifNotExists = false, ...rest } = options ?? {};
    const { createTable: create } = queryInterface;
    return create.call(ifNotExists ? queryInterface : strictly, table, attributes, rest);
  }) as unknown as Method;
}
