import type { Connection } from '../connection.ts';
import type { Leftover } from '../dialect.ts';
import { holderOf } from './lock.ts';
import { quote } from './state.ts';

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)`;
const CREATE = new RegExp(
  String.raw`^CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(${NAME})\s+ON\s+(?:ONLY\s+)?(${NAME}(?:\.${NAME})?)`,
  'i',
);
const DROP = new RegExp(
  String.raw`^DROP\s+INDEX\s+CONCURRENTLY\s+(${NAME}(?:\.${NAME})?)\s*(?:RESTRICT|CASCADE)?\s*;?$`,
  'i',
);

// relkind: the invalid index of a partitioned table ('I') is no leftover, it waits for its partitions
const INDEX = `
SELECT n.nspname AS schema, i.indisvalid AS valid, p.pid, a.application_name AS application, a.query,
       (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint::text AS age
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_progress_create_index p ON p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid()
LEFT JOIN pg_stat_activity a ON a.pid = p.pid
WHERE i.indrelid = to_regclass($1) AND c.relname = $2 AND c.relkind = 'i'`;

/** What an attempt at CREATE or DROP INDEX CONCURRENTLY has left of its index; null for everything else. The server goes on with one whose client was killed. */
export async function leftover(db: Connection, sql: string): Promise<Leftover | null> {
  const [, created, table] = CREATE.exec(sql) ?? [];
  if (created !== undefined && table !== undefined) return leftIndex(db, nameOf(created), table);
  const dropped = DROP.exec(sql)?.[1];
  if (dropped === undefined) return null;
  const [row] = await db.query('SELECT to_regclass($1) IS NULL AS gone', [dropped]);
  return row?.gone === true ? { kind: 'done', what: `index ${dropped} is gone` } : null;
}

async function leftIndex(db: Connection, name: string, table: string): Promise<Leftover | null> {
  const [row] = await db.query(INDEX, [table, name]);
  if (row === undefined) return null;
  if (row.pid !== null) return { kind: 'under way', holder: holderOf(row) };
  if (row.valid === true) return { kind: 'done', what: `index ${quote(name)} is there and valid` };
  const drop = `DROP INDEX CONCURRENTLY ${quote(String(row.schema))}.${quote(name)}`;
  return { kind: 'broken', what: `index ${quote(name)} was left invalid by an earlier attempt`, mend: drop };
}

// Folded as the server does it (PostgreSQL manual, 4.1.1).
function nameOf(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
}
