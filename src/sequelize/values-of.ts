import type { StatementValues } from './scope.ts';

/** The values of a statement as Sequelize takes them: from the options, or from the object that its own query generator makes. */
export function valuesOf(sql: unknown, options: Readonly<Record<string, unknown>>): StatementValues | null {
  const own = typeof sql === 'object' ? (sql as { bind?: unknown; values?: unknown } | null) : null;
  const bind = (options.bind ?? own?.bind) as StatementValues['given'] | null | undefined;
  const replacements = (options.replacements ?? own?.values) as StatementValues['given'] | null | undefined;
  if (bind) return { kind: 'bind', given: bind };
  return replacements ? { kind: 'replacements', given: replacements } : null;
}
