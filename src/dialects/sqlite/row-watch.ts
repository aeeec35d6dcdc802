import type { Connection } from '../connection.ts';
import type { RowWatch } from '../load.ts';
import { quote } from './state.ts';

const TABLES = `
SELECT m.name FROM sqlite_master m JOIN pragma_table_list l ON l.name = m.name AND l.schema = 'main'
WHERE m.type = 'table' AND l.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name`;

/** Temporary copies of all tables: SQLite has no hash. */
export const rows: RowWatch = {
  async note(db, without) {
    const own = new Set(without.map(({ name }) => name));
    const names = (await db.query(TABLES)).map(({ name }) => String(name)).filter((name) => !own.has(name));
    for (const [index, name] of names.entries())
      await db.query(`CREATE TEMPORARY TABLE windlass_was_${index} AS SELECT * FROM ${quote(name)}`);
    return {
      differences: async (later) => {
        const found = [];
        for (const [index, name] of names.entries()) {
          const detail = await difference(later, `temp.windlass_was_${index}`, quote(name));
          if (detail !== null) found.push({ table: name, detail });
          await later.query(`DROP TABLE temp.windlass_was_${index}`);
        }
        return found;
      },
    };
  },
};

async function difference(db: Connection, was: string, is: string): Promise<string | null> {
  const count = async (from: string) => Number((await db.query(`SELECT count(*) AS n FROM ${from}`))[0]?.n);
  const [before, now] = [await count(was), await count(is)];
  if (before !== now) return `${before} rows became ${now}`;
  const others = await count(`(SELECT * FROM ${was} EXCEPT SELECT * FROM ${is})`);
  const fresh = await count(`(SELECT * FROM ${is} EXCEPT SELECT * FROM ${was})`);
  return others + fresh === 0 ? null : `some of its ${now} rows are others`;
}
