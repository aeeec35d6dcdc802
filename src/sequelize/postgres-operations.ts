import type { QueryInterface } from 'sequelize';
import { type ColumnOptions, columnSql } from './column-sql.ts';

interface Names {
  quoteTable(table: unknown): string;
  quoteIdentifier(name: string): string;
}

/**
 * Changes of a column of which only what is named happens. Sequelize's own `changeColumn` drops NOT NULL and the default when it is told
 * a type alone. Enum types go Sequelize's own way: it makes the type and converts the values.
 */
export async function changeColumn(
  queryInterface: QueryInterface,
  table: unknown,
  column: string,
  options: ColumnOptions & { using?: string },
): Promise<void> {
  const names = queryInterface.queryGenerator as unknown as Names;
  const target = names.quoteIdentifier(column);
  const { type, nullable, expression, references } = columnSql(queryInterface, table, column, options);
  const actions: string[] = [];
  // the old default may not fit the new type: it goes first and comes back where a new one is named
  if (type !== null && expression !== undefined) actions.push(`ALTER COLUMN ${target} DROP DEFAULT`);
  if (type !== null) actions.push(`ALTER COLUMN ${target} TYPE ${type} USING ${options.using ?? `${target}::${type}`}`);
  if (nullable !== null) actions.push(`ALTER COLUMN ${target} ${nullable ? 'DROP' : 'SET'} NOT NULL`);
  if (expression !== undefined)
    actions.push(`ALTER COLUMN ${target} ${expression === null ? 'DROP DEFAULT' : `SET DEFAULT ${expression}`}`);
  if (references !== null) actions.push(`ADD FOREIGN KEY (${target}) ${references}`);
  if (options.unique === true) actions.push(`ADD UNIQUE (${target})`);
  // one by one: within a single ALTER TABLE the same column's default cannot be dropped and set
  for (const action of actions)
    await queryInterface.sequelize.query(`ALTER TABLE ${names.quoteTable(table)} ${action}`);
}
