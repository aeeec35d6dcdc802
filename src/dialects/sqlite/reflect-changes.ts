import type { CatalogState, Touched } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import { reflect } from './reflect.ts';

// All texts in one.
const TEXTS =
  'SELECT group_concat(type || char(0) || name || char(0) || tbl_name || char(0) || sql, char(1)) AS texts FROM main.sqlite_master';

/** The whole schema, with what `reflectChanges` needs to go on from it. */
export async function reflectWhole(db: Connection, options: ReflectOptions = {}): Promise<CatalogState> {
  const [row] = await db.query(TEXTS);
  return { schema: await reflect(db, options), mark: String(row?.texts) };
}

/** The schema now: `before` itself while no text has changed. */
export async function reflectChanges(
  db: Connection,
  before: CatalogState,
  options: ReflectOptions = {},
): Promise<Touched> {
  const [row] = await db.query(TEXTS);
  const mark = String(row?.texts);
  const schema = mark === before.mark ? before.schema : await reflect(db, options);
  return { schema, mark, rows: null, counters: null };
}
