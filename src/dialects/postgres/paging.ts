import type { Paging, PagingColumn } from '../paging.ts';
import { literal, quote } from './state.ts';

// The primary key, else the narrowest unique index that is whole and holds no NULL.
const KEY = (table: string) => `
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, t.typcategory = 'D' AS dated
FROM (
  SELECT i.* FROM pg_index i WHERE i.indrelid = ${literal(table)}::regclass AND i.indisvalid AND i.indisunique
    AND (i.indisprimary OR (i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS (
      SELECT 1 FROM pg_attribute n WHERE n.attrelid = i.indrelid AND n.attnum = ANY (i.indkey) AND NOT n.attnotnull)))
  ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
) i
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
JOIN pg_type t ON t.oid = a.atttypid
WHERE k.place <= i.indnkeyatts ORDER BY k.place`;

// reltuples: -1 (0 before 14) until the first ANALYZE; a partitioned table itself may have none (catalog-pg-class.html).
const TOTAL = (table: string) => `
SELECT CASE WHEN min(c.reltuples) >= 0 THEN nullif(sum(c.reltuples), 0)::bigint::text END AS total FROM pg_class c
WHERE c.relkind <> 'p' AND (c.oid = ${literal(table)}::regclass
  OR c.oid IN (SELECT relid FROM pg_partition_tree(${literal(table)}::regclass)))`;

/** Pages of a PostgreSQL table. Not by ctid: an UPDATE gives a row another one, and it would be met again. */
export const paging: Paging = {
  async key(ask, table) {
    const rows = await ask(KEY(table.sql));
    if (rows.length === 0) return null;
    const columns = rows.map(
      ({ name, type, dated }): PagingColumn => ({
        name: String(name),
        sql: quote(String(name)),
        // as JSON a date is ISO 8601 whatever DateStyle says, with its microseconds (datatype-json.html)
        print: (sql) => (dated === true ? `to_jsonb(${sql}) #>> '{}'` : `${sql}::text`),
        value: (text) => `${literal(text)}::${type}`,
      }),
    );
    return { columns, unpaged: null };
  },
  async total(ask, table) {
    const [row] = await ask(TOTAL(table.sql));
    return row?.total == null ? null : Number(row.total);
  },
  async update(ask, sql) {
    const [row] = await ask(`WITH batch AS (${sql} RETURNING 1) SELECT count(*)::text AS n FROM batch`);
    return Number(row?.n);
  },
};
