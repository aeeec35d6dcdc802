import assert from 'node:assert/strict';
import { reading } from '../../src/offline/reads.ts';

// as the database answers: its keywords, and the functions that are not volatile
const harmless = new Set([
  'as',
  'from',
  'materialized',
  'count',
  'max',
  'extract',
  'substring',
  'coalesce',
  'in',
  'exists',
  'values',
  'pg_get_viewdef',
]);
const kept = (shows: readonly string[] = []) => ({ changes: true, shows });
const read = (...shows: readonly string[]) => ({ changes: false, shows });

describe('what a statement is to a script', () => {
  for (const [sql, expected] of [
    ['SELECT 1', read()],
    ['SELECT a FROM t', read('t')],
    ['SELECT a FROM "T" x, s.u AS y JOIN ONLY v ON true', read('T', 'u', 'v')],
    ['SELECT a FROM (SELECT b FROM t) q', read('t')],
    ['SELECT a FROM x, t AS b', read('x', 't')],
    ['WITH q AS (SELECT a FROM t), r(b) AS MATERIALIZED (SELECT 1) SELECT * FROM q, r', read('t')],
    ['WITH q AS (DELETE FROM t RETURNING a) SELECT * FROM q', kept(['t'])],
    ['SELECT relname FROM pg_class, pg_catalog.pg_namespace, information_schema.columns', read()],
    ['SELECT extract(epoch FROM now), substring(s FROM 2), a IS DISTINCT FROM b', read()],
    ["SELECT 'FROM t' -- FROM t", read()],
    ['SELECT count(*), max(a) FROM t', read('t')],
    ['SELECT * FROM generate(1)', kept()],
    ["SELECT setval('s', 1)", kept()],
    ['SELECT pg_catalog.set_config($$search_path$$, $$$$, false)', kept()],
    ['SELECT a INTO u FROM t', kept(['t'])],
    ['VALUES (1)', read()],
    ['SHOW search_path', read()],
    ['EXPLAIN DELETE FROM t', read()],
    ['EXPLAIN ANALYZE DELETE FROM t', kept()],
    ['INSERT INTO t SELECT * FROM u', kept()],
    ['INSERT INTO s.t VALUES (1) RETURNING id', kept(['t'])],
    ['UPDATE ONLY t SET a = 1 RETURNING id', kept(['t'])],
    ['SET search_path = a', kept()],
    ['DO $$ BEGIN SELECT 1; END $$', kept()],
  ] as const)
    it(`PostgreSQL: ${sql}`, () => assert.deepEqual(reading(sql, 'postgres', harmless), expected));

  for (const [sql, expected] of [
    ['SELECT anything(a) FROM t', read('t')],
    ['SELECT sql FROM sqlite_master JOIN pragma_table_info(1)', read()],
    ['PRAGMA table_info(`t`)', read()],
    ['PRAGMA main.index_list = t', kept()],
    ['PRAGMA foreign_keys', read()],
    ['PRAGMA foreign_keys = ON', kept()],
    ['PRAGMA foreign_keys(0)', kept()],
    ['PRAGMA optimize', kept()],
    ['REPLACE INTO t VALUES (1)', kept()],
    ['VACUUM', kept()],
  ] as const)
    it(`SQLite: ${sql}`, () => assert.deepEqual(reading(sql, 'sqlite', null), expected));
});
