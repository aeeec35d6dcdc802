import assert from 'node:assert/strict';
import { kindOf, needsNoTransaction, type StatementKind } from '../../src/dialects/statement-kind.ts';

const CASES: readonly (readonly [StatementKind, string])[] = [
  ['effect', 'create table a (id int)'],
  ['effect', '/* why */ INSERT INTO a VALUES (1)'],
  ['effect', 'WITH gone AS (DELETE FROM a RETURNING *) SELECT count(*) FROM gone'],
  ['effect', "DO $$ BEGIN PERFORM set_config('a.b', '1', true); END $$"],
  ['effect', "SELECT 1; INSERT INTO a VALUES ('SET')"],
  ['read', 'SELECT * FROM a'],
  ['read', 'WITH x AS (SELECT 1) SELECT * FROM x'],
  ['read', 'PRAGMA TABLE_INFO(`a`);'],
  ['session', "SELECT pg_catalog.set_config('search_path', '', false)"],
  ['session', 'SELECT pg_advisory_lock(1)'],
  ['session', 'SET search_path = a'],
  ['session', 'PRAGMA foreign_keys = OFF'],
  ['session', 'START TRANSACTION;'],
  ['session', 'BEGIN; INSERT INTO a VALUES (1); COMMIT'],
  ['session', ''],
  ['temporary', 'CREATE TEMP TABLE a (id int)'],
  ['temporary', 'CREATE LOCAL TEMPORARY TABLE a AS SELECT 1'],
  ['temporary', 'SELECT 1 AS id INTO TEMP a'],
];

describe('the kind of a statement', () => {
  for (const [kind, sql] of CASES) it(`${kind}: ${sql}`, () => assert.equal(kindOf(sql, 'postgres'), kind));

  it('knows by name what runs only outside a transaction, and leaves the rest to the database', () => {
    const outside = ['CREATE UNIQUE INDEX CONCURRENTLY a ON t (n)', 'DROP INDEX CONCURRENTLY a', 'vacuum full t'];
    for (const sql of outside) assert.ok(needsNoTransaction(sql), sql);
    const inside = ['REFRESH MATERIALIZED VIEW CONCURRENTLY m', "INSERT INTO a VALUES ('DROP INDEX CONCURRENTLY a')"];
    for (const sql of [...inside, 'CREATE DATABASE d']) assert.ok(!needsNoTransaction(sql), sql);
  });
});
