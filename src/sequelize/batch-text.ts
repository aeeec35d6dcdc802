import type { QueryInterface } from 'sequelize';
import type { Dialect } from '../dialects/dialect.ts';
import type { Ask, PagingKey, TableText } from '../dialects/paging.ts';
import { Unsupported } from '../errors.ts';
import { display } from '../model/names.ts';
import { qualified, type TableArgument } from '../operations/context.ts';
import type { BatchUpdate } from './operations.ts';

const BATCH_SIZE = 5_000;

/** A backfill as SQL text, but for its pages. */
export interface BatchText {
  readonly table: TableText;
  /** What stands behind SET. */
  readonly assignments: string;
  /** What stands behind the page's own condition, with its AND; empty when every row is meant. */
  readonly condition: string;
  readonly batchSize: number;
}

/** What is used of Sequelize's query generator. */
export interface Generator {
  quoteTable(table: unknown): string;
  quoteIdentifier(name: string): string;
  escape(value: unknown, field: undefined, options: { context: 'UPDATE' }): unknown;
  getWhereConditions(where: unknown, table: null, factory: undefined, options: object): string;
}

/** The text of a backfill, as Sequelize's own query generator writes values, expressions and conditions. Throws on options that make no sense. */
export function batchText(
  queryInterface: QueryInterface,
  dialect: Dialect,
  table: unknown,
  options: BatchUpdate,
): BatchText {
  const { set, where, batchSize = BATCH_SIZE, pauseMs = 0 } = options;
  const name = display(qualified(table as TableArgument));
  const wrong = (what: string) => new Error(`batchUpdate("${name}"): ${what}`);
  const assigned = Object.entries(set ?? {});
  const missing = assigned.find(([, value]) => value === undefined);
  if (assigned.length === 0) throw wrong('"set" names no column');
  if (missing !== undefined) throw wrong(`"set" says undefined for "${missing[0]}"`);
  if ('where' in options && (where ?? null) === null) throw wrong('"where" is nothing: leave it out for every row');
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw wrong(`"batchSize" is ${batchSize}, which is no number of rows`);
  if (!(pauseMs >= 0 && pauseMs < Number.POSITIVE_INFINITY)) throw wrong(`"pauseMs" is ${pauseMs}, which is no time`);
  const generator = generatorOf(queryInterface, dialect);
  const assignments = assigned.map(
    ([column, value]) => `${generator.quoteIdentifier(column)} = ${valueSql(generator, dialect, value)}`,
  );
  return {
    table: { name, sql: generator.quoteTable(table) },
    assignments: assignments.join(', '),
    condition: whereSql(generator, where),
    batchSize,
  };
}

/** The key that a table is gone through by. Throws UNSUPPORTED where there is none, and when the update would change it. */
export async function pagingKey(
  dialect: Dialect,
  ask: Ask,
  table: TableText,
  { set }: BatchUpdate,
): Promise<PagingKey> {
  const key = await dialect.paging.key(ask, table);
  if (key === null)
    throw new Unsupported(
      `batchUpdate("${table.name}") has nothing to go by: no primary key, and no unique index over columns that are NOT NULL`,
      'give the table a key in a revision before this one, or change all rows in one statement with op.execute',
    );
  const plain = (name: string) => (dialect.name === 'sqlite' ? name.toLowerCase() : name);
  const assigned = new Set(Object.keys(set).map(plain));
  const moved = key.columns.find(({ name }) => assigned.has(plain(name)));
  if (moved !== undefined)
    throw new Unsupported(
      `batchUpdate("${table.name}") cannot change "${moved.name}", which it goes by: a row could be met twice`,
      'change the key in one statement with op.execute',
    );
  return key;
}

/** Sequelize's query generator; it takes quotes out of a name instead of doubling them, this one does not. */
export function generatorOf({ queryGenerator, sequelize }: QueryInterface, { quote }: Dialect): Generator {
  const plain =
    (sequelize as unknown as { options: { quoteIdentifiers?: boolean } }).options.quoteIdentifiers === false;
  const quoteIdentifier = (name: string) => (name === '*' ? name : quote(name));
  return Object.assign(Object.create(queryGenerator as object), plain ? {} : { quoteIdentifier }) as Generator;
}

/** A value as SQL. Objects are JSON; so are arrays on SQLite, which has none. */
export function valueSql(generator: Generator, { name }: Dialect, value: unknown): string {
  const plain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  const json = plain || (name === 'sqlite' && Array.isArray(value));
  return String(generator.escape(json ? JSON.stringify(value) : value, undefined, { context: 'UPDATE' }));
}

function whereSql(generator: Generator, where: BatchUpdate['where']): string {
  if (where === undefined) return '';
  const sql = typeof where === 'string' ? where : generator.getWhereConditions(where, null, undefined, {});
  return sql.trim() === '' ? '' : ` AND (${sql}\n)`; // the line ends a comment in it
}
