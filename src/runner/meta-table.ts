import type { Connection } from '../dialects/connection.ts';
import type { MetaTable, RunContext } from './context.ts';

/** The names in the table, in order; null when it does not exist. Reads only. */
export async function readMeta(
  db: Connection,
  { dialect }: RunContext,
  table: MetaTable,
): Promise<readonly string[] | null> {
  if ((await dialect.columns(db, table.schema, table.name)).length === 0) return null;
  const rows = await db.query(`SELECT name FROM ${qualified(table, dialect.quote)} ORDER BY name`);
  return rows.map(({ name }) => String(name));
}

/** Makes the table hold those names beside the ones that are `foreign` to us; creates it where it is missing. */
export async function writeMeta(
  db: Connection,
  context: RunContext,
  table: MetaTable,
  names: readonly string[],
  foreign: (name: string) => boolean,
): Promise<void> {
  const { quote, columns } = context.dialect;
  const target = qualified(table, quote);
  const before = await readMeta(db, context, table);
  if (before === null) await db.query(`CREATE TABLE ${target} (name VARCHAR(255) NOT NULL PRIMARY KEY)`);
  for (const name of before ?? [])
    if (!foreign(name) && !names.includes(name)) await db.query(`DELETE FROM ${target} WHERE name = $1`, [name]);
  // with `timestamps: true` in its configuration, the table of sequelize-cli has these two, NOT NULL
  const times = (await columns(db, table.schema, table.name)).filter(
    (column) => column === 'createdAt' || column === 'updatedAt',
  );
  const into = ['name', ...times.map(quote)].join(', ');
  const values = ['$1', ...times.map(() => 'CURRENT_TIMESTAMP')].join(', ');
  for (const name of names)
    if (!before?.includes(name)) await db.query(`INSERT INTO ${target} (${into}) VALUES (${values})`, [name]);
}

function qualified({ name, schema }: MetaTable, quote: (identifier: string) => string): string {
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}
