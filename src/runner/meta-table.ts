import type { Connection } from '../dialects/connection.ts';
import { patiently } from './applied.ts';
import type { MetaTable, RunContext } from './context.ts';

/** The names in the table, in order; null when it does not exist. Reads only. */
export async function readMeta(
  db: Connection,
  context: RunContext,
  table: MetaTable,
): Promise<readonly string[] | null> {
  const { dialect } = context;
  const columns = await patiently(db, context, () => dialect.columns(db, table.schema, table.name));
  if (columns.length === 0) return null;
  const names = `SELECT name FROM ${qualified(table, dialect.quote)} ORDER BY name`;
  const rows = await patiently(db, context, () => db.query(names));
  return rows.map(({ name }) => String(name));
}

/** What was written into the table. */
export interface MetaChange {
  /** The names that it holds of ours, in the order of the revisions. */
  readonly names: readonly string[];
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Whether there was no such table before. */
  readonly created: boolean;
}

/** Makes the table hold those names beside the ones that are `foreign` to us; creates it where it is missing. */
export async function writeMeta(
  db: Connection,
  context: RunContext,
  table: MetaTable,
  names: readonly string[],
  foreign: (name: string) => boolean,
): Promise<MetaChange> {
  const { quote, columns } = context.dialect;
  const target = qualified(table, quote);
  const before = await readMeta(db, context, table);
  if (before === null) await db.query(`CREATE TABLE ${target} (name VARCHAR(255) NOT NULL PRIMARY KEY)`);
  const removed = (before ?? []).filter((name) => !foreign(name) && !names.includes(name));
  for (const name of removed) await db.query(`DELETE FROM ${target} WHERE name = $1`, [name]);
  // with `timestamps: true` in its configuration, the table of sequelize-cli has these two, NOT NULL
  const times = (await columns(db, table.schema, table.name)).filter(
    (column) => column === 'createdAt' || column === 'updatedAt',
  );
  const into = ['name', ...times.map(quote)].join(', ');
  const values = ['$1', ...times.map(() => 'CURRENT_TIMESTAMP')].join(', ');
  const written = names.filter((name) => !before?.includes(name));
  for (const name of written) await db.query(`INSERT INTO ${target} (${into}) VALUES (${values})`, [name]);
  return { names, written, removed, created: before === null };
}

function qualified({ name, schema }: MetaTable, quote: (identifier: string) => string): string {
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
