import type { Connection } from '../dialects/connection.ts';

/** How many rows of a table point at no row of a parent: `child → parent` to a count. */
export type Violations = ReadonlyMap<string, number>;

/** The foreign key violations of the whole SQLite database (pragma.html#pragma_foreign_key_check). */
export async function readViolations(db: Connection): Promise<Violations> {
  const rows = await db.query(
    'SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2',
  );
  return new Map(rows.map((row) => [`"${row.child}" that point at no row of "${row.parent}"`, Number(row.n)]));
}

/** The violations that were not there before, in words, or null. */
export function newViolations(before: Violations, after: Violations): string | null {
  const grown = [...after].filter(([key, count]) => count > (before.get(key) ?? 0));
  if (grown.length === 0) return null;
  return grown.map(([key, count]) => `${count - (before.get(key) ?? 0)} row(s) of ${key}`).join(' and ');
}
