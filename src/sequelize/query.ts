import { splitStatements } from '../dialects/sql-text.ts';
import type { StatementValues, StepScope } from './scope.ts';

/** What Sequelize takes beside an SQL text; not all of its names are needed here. */
export type QueryOptions = Record<string, unknown> & { transaction?: object | null };

/** `sequelize.query` as an instance has it. */
export type Query = (sql: unknown, options?: QueryOptions) => Promise<unknown>;

/** The text of what `sequelize.query` was given. */
export function textOf(sql: unknown): string {
  return (typeof sql === 'string' ? sql : String((sql as { query?: unknown }).query ?? '')).trim();
}

/** The values of what `sequelize.query` was given: from the options, or from the object that Sequelize's own query generator makes. */
export function valuesOf(sql: unknown, options: QueryOptions): StatementValues | null {
  const own = typeof sql === 'object' ? (sql as { bind?: unknown; values?: unknown } | null) : null;
  const bind = (options.bind ?? own?.bind) as StatementValues['given'] | null | undefined;
  const replacements = (options.replacements ?? own?.values) as StatementValues['given'] | null | undefined;
  if (bind) return { kind: 'bind', given: bind };
  return replacements ? { kind: 'replacements', given: replacements } : null;
}

/**
 * The same without the comments before its first statement. Sequelize tells what a statement of SQLite is by its first characters, and one that
 * begins with `-- ` it does not run at all: for a file of sequelize-cli it stays so, with a warning.
 */
export function withoutComments(sql: unknown, scope: StepScope): unknown {
  if (typeof sql !== 'string' || !/^\s*(?:--|\/\*)/.test(sql)) return sql;
  const [first] = splitStatements(sql, 'sqlite');
  if (first === undefined) return sql;
  if (!scope.legacy) return sql.slice(sql.indexOf(first.sql));
  if (/^\s*--/.test(sql))
    scope.warnings.add(
      `Sequelize does not run a query on SQLite that begins with a comment: ${first.sql.slice(0, 80)}`,
    );
  return sql;
}
