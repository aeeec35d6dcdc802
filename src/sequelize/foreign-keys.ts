import type { QueryInterface } from 'sequelize';
import type { Connection } from '../dialects/connection.ts';
import { Unsupported } from '../errors.ts';

/** The operations that Sequelize 6 does on SQLite by building the table anew. */
const REBUILDS = ['changeColumn', 'removeColumn', 'renameColumn', 'addConstraint', 'removeConstraint'] as const;

/**
 * Whether the text of a function looks like work that needs foreign keys off on SQLite; only a guess that saves a
 * first attempt.
 */
export function looksLikeRebuild(source: string): boolean {
  return (
    /(?:change|alter|remove|rename)Column|Constraint\(|setNotNull|batchAlterTable/.test(source) ||
    /PRAGMA\s+foreign_keys/i.test(source)
  );
}

/**
 * Makes the rebuilds of SQLite keep the rows of other tables. DROP TABLE with foreign keys on deletes the rows first, and ON
 * DELETE CASCADE empties the child tables (SQLite, foreignkeys.html#fk_schemacommands); the pragma is a no-op inside a transaction.
 * So each rebuild goes through `guarded`, which ends the attempt when foreign keys are on, and the runner makes the step again.
 */
export function rebuildsSafely(
  queryInterface: QueryInterface,
  guarded: (table: string, work: () => Promise<unknown>) => Promise<unknown>,
): void {
  const methods = queryInterface as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const name of REBUILDS) {
    const rebuild = methods[name]?.bind(queryInterface);
    if (rebuild === undefined) continue;
    methods[name] = async (table: unknown, ...rest: unknown[]) => guarded(nameOf(table), () => rebuild(table, ...rest));
  }
}

/** Throws UNSUPPORTED for a table that has one `<name>_backup` beside it: Sequelize rebuilds through that, CREATE IF NOT EXISTS, and it would be merged and dropped. */
export async function refuseBackupTable(db: Connection, name: string): Promise<void> {
  const [found] = await db.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1 COLLATE NOCASE", [
    `${name}_backup`,
  ]);
  if (found === undefined) return;
  throw new Unsupported(
    `Sequelize would rebuild "${name}" through the table "${name}_backup", which exists and would be lost`,
    `rename the table "${name}_backup" in a revision before this one`,
  );
}

function nameOf(table: unknown): string {
  return typeof table === 'string' ? table : String((table as { tableName?: string }).tableName);
}

/** Runs work with foreign keys off, outside a transaction, and sets them as they were. */
export async function withForeignKeysOff<T>(db: Connection, work: () => Promise<T>): Promise<T> {
  const [before] = await db.query('PRAGMA foreign_keys');
  await db.query('PRAGMA foreign_keys = OFF');
  try {
    return await work();
  } finally {
    await db.query(`PRAGMA foreign_keys = ${before?.foreign_keys === 1 ? 'ON' : 'OFF'}`);
  }
}
