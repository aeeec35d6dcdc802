import type { Connection } from '../dialects/connection.ts';

/** How many rows of a table point at no row of a parent: `child → parent` to a count. */
export type Violations = ReadonlyMap<string, number>;

/** The foreign key violations of the whole SQLite database, or of the rows of some tables (pragma.html#pragma_foreign_key_check). */
export async function readViolations(db: Connection, tables?: readonly string[]): Promise<Violations> {
  const found = await violationsByTable(db, tables);
  return new Map([...found.values()].flatMap((own) => [...own]));
}

/** The same by the tables that hold the rows, for those that have any. */
export async function violationsByTable(
  db: Connection,
  tables?: readonly string[],
): Promise<ReadonlyMap<string, Violations>> {
  const from =
    tables === undefined ? 'pragma_foreign_key_check k' : 'json_each($1) j, pragma_foreign_key_check(j.value) k';
  const rows = await db.query(
    `SELECT k."table" AS child, k.parent, count(*) AS n FROM ${from} GROUP BY 1, 2`,
    tables === undefined ? [] : [JSON.stringify(tables)],
  );
  const found = new Map<string, Map<string, number>>();
  for (const { child, parent, n } of rows) {
    const own = found.get(String(child)) ?? new Map<string, number>();
    found.set(String(child), own.set(`"${child}" that point at no row of "${parent}"`, Number(n)));
  }
  return found;
}

/** The violations that were not there before, in words, or null. */
export function newViolations(before: Violations, after: Violations): string | null {
  const grown = [...after].filter(([key, count]) => count > (before.get(key) ?? 0));
  if (grown.length === 0) return null;
  return grown.map(([key, count]) => `${count - (before.get(key) ?? 0)} row(s) of ${key}`).join(' and ');
}
