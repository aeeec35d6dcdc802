import assert from 'node:assert/strict';
import sqlite3 from 'sqlite3';
import { over } from '../../src/dialects/sqlite/connect.ts';

describe('rows that are fed to SQLite', () => {
  it('are all done or refused when the feed ends: none comes after the ROLLBACK', async () => {
    const database = new sqlite3.Database(':memory:');
    const db = over(database);
    await db.batch(['CREATE TABLE t (n integer CHECK (n > 0))', 'BEGIN']);
    let under = 0;
    const exec = database.exec.bind(database);
    database.exec = ((sql: string, callback: (error: Error | null) => void) => {
      under += 1;
      return exec(sql, (error) => {
        under -= 1;
        callback(error);
      });
    }) as typeof database.exec;
    const many = (last: number) =>
      `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 200000) SELECT n FROM s UNION ALL SELECT ${last}`;
    async function* texts() {
      yield many(0); // fails at its end
      yield many(1);
      yield many(2);
    }
    await assert.rejects(db.feed?.('INSERT INTO t ', texts()) ?? Promise.resolve(), /CHECK constraint failed/);
    assert.equal(under, 0);
    await db.query('ROLLBACK');
    assert.deepEqual(await db.query('SELECT count(*) AS n FROM t'), [{ n: 0 }]);
    await db.close();
  });
});
