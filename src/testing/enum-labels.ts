import { deepEqual } from 'node:assert/strict';
import { display } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { type SuiteDatabase, upgraded } from './checks.ts';

/** Throws when a column takes other labels on one database than on another: those of an enum type, or of `CHECK (x IN ('a', 'b'))`. */
export async function sameLabels(databases: readonly SuiteDatabase[]): Promise<void> {
  const [first, ...others] = await Promise.all(databases.map(async (database) => labelsOf(await upgraded(database))));
  for (const other of others) {
    const both = [...(first ?? [])].filter(([column]) => other.has(column));
    deepEqual(Object.fromEntries(both.map(([column]) => [column, other.get(column)])), Object.fromEntries(both));
  }
}

// `table.column` → its labels, sorted. A column that takes any text is left out.
function labelsOf({ tables, enums }: SchemaSnapshot): ReadonlyMap<string, readonly string[]> {
  const types = new Map(enums.map(({ name, labels }) => [display(name), labels]));
  return new Map(
    tables.flatMap(({ name, columns, constraints }) =>
      columns.flatMap((column) => {
        const type = types.get(column.type.replaceAll('"', '').replace(/\[\]$/, ''));
        const listed = constraints.flatMap((one) => (one.kind === 'check' ? listOf(one.expression, column.name) : []));
        const labels = type ?? listed;
        return labels.length === 0 ? [] : [[`${name.name}.${column.name}`, [...labels].sort()] as const];
      }),
    ),
  );
}

// As SQLite keeps it, `x IN ('a', 'b')`, and as PostgreSQL prints it, `((x)::text = ANY (ARRAY['a'::text, 'b'::text]))`.
function listOf(expression: string, column: string): readonly string[] {
  const [, subject = '', list = ''] = /^(.*?)\s*(?:\bIN\b|= ANY)\s*(\(.*)$/is.exec(expression) ?? [];
  const name = subject.replace(/::[\w ]+/g, '').replace(/[()"`\s]/g, '');
  if (name.toLowerCase() !== column.toLowerCase()) return [];
  return [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = '']) => label.replaceAll("''", "'"));
}
