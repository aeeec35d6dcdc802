import assert from 'node:assert/strict';
import sqlite3 from 'sqlite3';
import { over } from '../../src/dialects/sqlite/connect.ts';
import { sqlite } from '../../src/dialects/sqlite/dialect.ts';
import type { RunContext } from '../../src/runner/context.ts';
import { newViolations, readViolations } from '../../src/runner/violations.ts';
import { takeFingerprint, takeWithin } from '../../src/verify/fingerprint.ts';
import { PointingRows } from '../../src/verify/foreign-keys.ts';

const CONTEXT = {
  dialect: sqlite,
  names: { schema: null, revision: 'windlass_revision', history: 'windlass_history' },
  metaTable: { schema: null, name: 'SequelizeMeta' },
} as unknown as RunContext;

const STEPS = [
  'INSERT INTO p VALUES (3)',
  'DELETE FROM p WHERE id = 1',
  'INSERT INTO c VALUES (2, 7)',
  'UPDATE d SET c = 99',
  'DROP TABLE p',
  'CREATE TABLE p (id integer PRIMARY KEY); INSERT INTO p VALUES (2)',
  'ALTER TABLE p RENAME TO q',
  'CREATE TABLE missing (id integer PRIMARY KEY)',
  'CREATE TABLE e (c int REFERENCES c); INSERT INTO e VALUES (5), (1)',
  'ALTER TABLE d ADD COLUMN p int REFERENCES q; UPDATE d SET p = 8',
  'DELETE FROM c; DELETE FROM d',
  'CREATE TRIGGER follows AFTER DELETE ON q BEGIN DELETE FROM c; END; INSERT INTO c VALUES (1, 2); DELETE FROM q',
];

describe('rows that point at nothing', () => {
  it('are those of the whole database, asked of the tables alone that a step has touched', async () => {
    const database = new sqlite3.Database(':memory:');
    const db = over(database);
    const run = async (sql: string) => {
      for (const one of sql.startsWith('CREATE TRIGGER') ? sql.split(/(?<=END); /) : sql.split('; '))
        await db.query(one);
    };
    try {
      await run('PRAGMA foreign_keys = OFF');
      await run('CREATE TABLE p (id integer PRIMARY KEY); INSERT INTO p VALUES (1), (2)');
      await run('CREATE TABLE c (id integer PRIMARY KEY, p int REFERENCES P); INSERT INTO c VALUES (1, 1)');
      await run(
        'CREATE TABLE d (c int REFERENCES c, m int REFERENCES missing); INSERT INTO d VALUES (1, 4), (6, NULL)',
      );
      const pointing = new PointingRows();
      let state = await takeFingerprint(db, CONTEXT);
      for (const sql of STEPS) {
        await run('BEGIN');
        await pointing.begin(db, state);
        const before = await readViolations(db);
        await run(sql);
        const now = await takeWithin(db, CONTEXT, state, { statements: [sql], tables: [] });
        assert.equal(await pointing.since(db, now), newViolations(before, await readViolations(db)), sql);
        await run('COMMIT');
        state = now;
      }
    } finally {
      await db.close();
    }
  });
});
