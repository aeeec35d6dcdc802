import type { QualifiedName } from '../../model/names.ts';
import type { Connection } from '../connection.ts';
import type { RowWatch } from '../load.ts';
import { quote } from './state.ts';

const TABLES = `
SELECT nspname AS schema, relname AS name, c.oid::regclass::text AS shown FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND relpersistence <> 't' AND nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_toast'
ORDER BY nspname, relname`;

interface Held {
  readonly rows: number;
  readonly digest: string;
}

/** A count and a sum of hashes for each table: nothing is written. */
export const rows: RowWatch = {
  async note(db, without) {
    const before = await held(db, without);
    return {
      differences: async (later) => {
        const now = await held(later, without);
        const names = [...new Set([...before.keys(), ...now.keys()])].sort();
        return names.flatMap((table) => {
          const detail = difference(before.get(table), now.get(table));
          return detail === null ? [] : [{ table, detail }];
        });
      },
    };
  },
};

async function held(db: Connection, without: readonly QualifiedName[]): Promise<ReadonlyMap<string, Held>> {
  const tables = (await db.query(TABLES)).filter(
    ({ schema, name }) => !without.some((own) => own.name === name && (own.schema === null || own.schema === schema)),
  );
  const found = new Map<string, Held>();
  for (const { schema, name, shown } of tables) {
    const table = `${quote(String(schema))}.${quote(String(name))}`;
    const [row] = await db.query(
      `SELECT count(*)::text AS n, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text AS digest FROM ONLY ${table} AS t`,
    );
    found.set(String(shown), { rows: Number(row?.n), digest: String(row?.digest) });
  }
  return found;
}

function difference(before: Held | undefined, now: Held | undefined): string | null {
  if (before === undefined || now === undefined) return before === undefined ? 'the table is new' : 'the table is gone';
  if (before.rows !== now.rows) return `${before.rows} rows became ${now.rows}`;
  return before.digest === now.digest ? null : `some of its ${now.rows} rows are others`;
}
