import type { Paging, PagingColumn, PagingKey } from '../paging.ts';
import { sameName } from './ddl/tokens.ts';
import { literal, quote } from './state.ts';

const ROWIDS = ['rowid', '_rowid_', 'oid'];

/**
 * Pages of a SQLite table: by the primary key, because VACUUM may give new rowids to a table whose rowid has no column of its own
 * (lang_vacuum.html); by the rowid where there is no key.
 */
export const paging: Paging = {
  async key(ask, { name }) {
    const [view] = await ask(
      `SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ${literal(name)} COLLATE NOCASE`,
    );
    if (view !== undefined) return null;
    const columns = await ask(`SELECT name, type, "notnull", pk FROM pragma_table_info(${literal(name)})`);
    const keyed = columns.filter(({ pk }) => Number(pk) > 0).sort((one, other) => Number(one.pk) - Number(other.pk));
    const [first] = keyed;
    if (first === undefined) return byRowid(columns.map((column) => String(column.name)));
    const isRowid = keyed.length === 1 && sameName(String(first.type), 'integer');
    const nullable = isRowid ? [] : keyed.filter(({ notnull }) => Number(notnull) === 0);
    // only SQLite has primary keys that hold NULL (quirks.html, "PRIMARY KEYs Can Sometimes Contain NULLs")
    const unpaged = nullable.map((column) => `${quote(String(column.name))} IS NULL`).join(' OR ');
    const key = keyed.map((column) => columnOf(String(column.name), quote(String(column.name))));
    return { columns: key, unpaged: unpaged === '' ? null : unpaged };
  },
  async total(ask, { sql }) {
    const [row] = await ask(`SELECT count(*) AS total FROM ${sql}`);
    return Number(row?.total);
  },
  async update(ask, sql) {
    await ask(sql);
    const [row] = await ask('SELECT changes() AS n');
    return Number(row?.n);
  },
};

function byRowid(names: readonly string[]): PagingKey | null {
  const free = ROWIDS.find((rowid) => !names.some((name) => sameName(name, rowid)));
  return free === undefined ? null : { columns: [columnOf(free, free)], unpaged: null };
}

// quote() gives every value back to the last bit, but ends a text at a NUL (lang_corefunc.html#quote).
function columnOf(name: string, sql: string): PagingColumn {
  return {
    name,
    sql,
    print: (value) =>
      `CASE WHEN typeof(${value}) = 'text' AND instr(${value}, char(0)) > 0 THEN 'CAST(X''' || hex(${value}) || ''' AS TEXT)' ELSE quote(${value}) END`,
    value: (text) => text,
  };
}
