import type { StatementValues } from './scope.ts';

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
