import assert from 'node:assert/strict';
import { createMigrator } from '../../src/index.ts';
import { display } from '../../src/model/names.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { countersOf, setBack } from '../../src/rows/counters.ts';
import { rowDigests } from '../../src/rows/digests.ts';
import { fillTables } from '../../src/rows/fill.ts';
import { lossesBetween } from '../../src/rows/losses.ts';
import { CONSTRAINED_POSTGRES, CONSTRAINED_SQLITE, IMPOSSIBLE } from '../support/constrained.ts';
import { databases, STATE_TABLES } from '../support/databases.ts';
import { openSession, type Session } from '../support/session.ts';

const FILL = { seed: 1, perTable: 3 };

for (const kind of databases()) {
  describe(`generated rows on ${kind.name}`, () => {
    let session: Session;

    beforeEach(async () => {
      session = await openSession(kind);
    });
    afterEach(() => session.close());

    const reflected = () => session.dialect.reflect(session.db);
    const filled = async (schema: SchemaSnapshot) => fillTables(session.db, session.dialect, schema, FILL);
    const digests = async () => rowDigests(session.db, session.dialect, await reflected());
    const constrained = async () => {
      if (kind.name === 'postgres') await session.run(CONSTRAINED_POSTGRES);
      else for (const sql of CONSTRAINED_SQLITE) await session.run(sql);
    };
    const one = async (sql: string) => Object.values((await session.db.query(sql))[0] ?? {})[0];

    it('fulfil constraints of all kinds, inside a transaction and outside', async () => {
      await constrained();
      const schema = await reflected();
      await session.db.query('BEGIN');
      assert.deepEqual(await filled(schema), []);
      const inside = await digests();
      for (const [table, { count }] of inside) assert.ok(count >= 3, `${table} has ${count} rows`);
      await session.db.query('ROLLBACK');
      assert.deepEqual(await filled(schema), []);
      for (const [table, { count }] of await digests()) assert.ok(count >= 3, `${table} has ${count} rows`);
      if (kind.name === 'sqlite') assert.deepEqual(await session.db.query('PRAGMA foreign_key_check'), []);
    });

    it('leave deferred what begins deferred', async () => {
      await constrained();
      const schema = await reflected();
      await session.db.query('BEGIN');
      await filled(schema);
      if (kind.name === 'postgres') await session.run('UPDATE hen SET egg_id = 999');
      await session.db.query('ROLLBACK');
    });

    it('are as many as an enum has labels', async function () {
      if (kind.name === 'sqlite') return this.skip();
      await session.run(
        "CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e'); CREATE TABLE t (id serial PRIMARY KEY, feels mood)",
      );
      await filled(await reflected());
      assert.equal(Number(await one('SELECT count(DISTINCT feels) FROM t')), 4, 'one row holds NULL');
    });

    it('are refused by row security, which is said', async function () {
      if (kind.name === 'sqlite') return this.skip();
      await session.run(
        'DO $$BEGIN CREATE ROLE someone; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$',
      );
      await session.run(
        'CREATE TABLE guarded (a integer); ALTER TABLE guarded OWNER TO someone; ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
      );
      await session.run('SET ROLE someone');
      const [unfilled] = await filled(await reflected());
      assert.match(unfilled?.reason ?? '', /row-level security policy for table "guarded"/);
    });

    it('leave a row of each column NULL that may be, and fill the others', async () => {
      await session.run(
        'CREATE TABLE t (id integer PRIMARY KEY, a varchar(80), b integer, c integer REFERENCES t (id))',
      );
      await filled(await reflected());
      for (const column of ['a', 'b', 'c'])
        assert.equal(Number(await one(`SELECT count(*) FROM t WHERE ${column} IS NULL`)), 1, column);
      assert.ok(Number(await one('SELECT max(length(a)) FROM t')) >= 60);
      assert.ok(Number(await one('SELECT max(b) FROM t')) > 65_535);
    });

    it('leave no key empty that others point at', async () => {
      await session.run('CREATE TABLE p (id integer PRIMARY KEY, a integer, b integer, UNIQUE (a, b))');
      await session.run(
        'CREATE TABLE c (a integer NOT NULL, b integer NOT NULL, UNIQUE (a, b), FOREIGN KEY (a, b) REFERENCES p (a, b))',
      );
      assert.deepEqual(await filled(await reflected()), []);
    });

    it('are put into empty tables only, and into those that are asked for', async () => {
      await session.run(
        'CREATE TABLE one (id integer PRIMARY KEY); CREATE TABLE two (id integer PRIMARY KEY); CREATE TABLE three (id integer PRIMARY KEY)',
      );
      await session.run('INSERT INTO one VALUES (77)');
      const tables = ['one', 'two'].map((name) => ({ schema: null, name }));
      await fillTables(session.db, session.dialect, await reflected(), { ...FILL, tables });
      const counts = [...(await digests())].map(([table, { count }]) => `${table} ${count}`).sort();
      assert.deepEqual(counts, ['one 1', 'three 0', 'two 3']);
    });

    it('name what cannot be filled, and why, and fill the rest', async () => {
      const cases = IMPOSSIBLE[kind.name];
      for (const [, sql] of cases) await session.run(sql);
      await session.run('CREATE TABLE fine (id integer PRIMARY KEY)');
      const unfilled = new Map((await filled(await reflected())).map(({ table, reason }) => [display(table), reason]));
      assert.deepEqual([...unfilled.keys()].sort(), cases.map(([table]) => table).sort());
      for (const [table, , reason] of cases) assert.match(unfilled.get(table) ?? '', reason);
      assert.equal(Number(await one('SELECT count(*) FROM fine')), 3);
    });

    it("fill the demo's whole schema, twice the same", async () => {
      const directory = process.cwd();
      const migrator = createMigrator({ url: session.database.url, migrations: 'migrations' }, { directory });
      await migrator.upgrade(['heads']);
      const without = STATE_TABLES.map((name) => ({ schema: null, name }));
      const schema = await session.dialect.reflect(session.db, { without });
      const twice: (readonly (readonly [string, string])[])[] = [];
      for (let time = 0; time < 2; time += 1) {
        await session.db.query('BEGIN');
        assert.deepEqual(await filled(schema), []);
        const found = await rowDigests(session.db, session.dialect, schema);
        for (const [table, { count }] of found) assert.ok(count >= 3, `${table} has ${count} rows`);
        twice.push([...found].filter(([table]) => !/audit/.test(table)).map(([table, { digest }]) => [table, digest]));
        await session.db.query('ROLLBACK');
        // numbers that were given are not given again after a rollback (PostgreSQL)
        if (kind.name === 'postgres')
          for (const { name } of await session.db.query(
            "SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences",
          ))
            await session.db.query(`ALTER SEQUENCE ${name} RESTART`);
      }
      assert.deepEqual(twice[1], twice[0]);
    });
  });

  describe(`what was lost on ${kind.name}`, () => {
    let session: Session;

    beforeEach(async () => {
      session = await openSession(kind);
      await session.run('CREATE TABLE t (id integer PRIMARY KEY, a text, b text)');
      await session.run("INSERT INTO t VALUES (1, 'x', 'one'), (2, 'y', 'two'), (3, NULL, 'three')");
    });
    afterEach(() => session.close());

    const digests = async () => rowDigests(session.db, session.dialect, await session.dialect.reflect(session.db));
    for (const { name, up, down, lost, damaged } of [
      {
        name: 'nothing when a column is renamed and back',
        up: ['ALTER TABLE t RENAME a TO c'],
        down: ['ALTER TABLE t RENAME c TO a'],
        lost: [],
        damaged: [],
      },
      {
        name: 'the values of a column that went, but no failure',
        up: ['ALTER TABLE t DROP COLUMN a'],
        down: ['ALTER TABLE t ADD COLUMN a text'],
        lost: ['t.a changed 2'],
        damaged: [],
      },
      {
        name: 'the rows of a table that went, but no failure',
        up: ['DROP TABLE t'],
        down: ['CREATE TABLE t (id integer PRIMARY KEY, a text, b text)'],
        lost: ['t.null missing 3'],
        damaged: [],
      },
      {
        name: 'values that a down shuffles',
        up: [],
        down: ["UPDATE t SET a = CASE id WHEN 1 THEN 'y' WHEN 2 THEN 'x' END"],
        lost: [],
        damaged: ['t.a changed 2'],
      },
      {
        name: 'rows that are gone and rows that came',
        up: ['DELETE FROM t WHERE id = 1'],
        down: ['INSERT INTO t VALUES (4, NULL, NULL)'],
        lost: [],
        damaged: ['t.null missing 1', 't.null added 1'],
      },
      {
        name: 'values of a column beside one that went',
        up: ['ALTER TABLE t DROP COLUMN a', "UPDATE t SET b = 'all'"],
        down: ['ALTER TABLE t ADD COLUMN a text'],
        lost: ['t.a changed 2'],
        damaged: ['t.b changed 3'],
      },
    ])
      it(`is ${name}`, async () => {
        const before = await digests();
        for (const sql of up) await session.run(sql);
        const mid = await digests();
        for (const sql of down) await session.run(sql);
        const found = lossesBetween(before, mid, await digests());
        const said = (list: (typeof found)['lost']) =>
          list.map(({ table, column, what, rows }) => `${table}.${column} ${what} ${rows}`);
        assert.deepEqual({ lost: said(found.lost), damaged: said(found.damaged) }, { lost, damaged });
      });

    it('is found in large tables, too, page by page', async () => {
      await session.run('CREATE TABLE large (id integer PRIMARY KEY, a text, b integer)');
      const series =
        kind.name === 'postgres'
          ? 'SELECT g FROM generate_series(1, 12000) AS g'
          : 'WITH RECURSIVE s(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM s WHERE g < 12000) SELECT g FROM s';
      await session.run(`INSERT INTO large SELECT g, 'row ' || g, g FROM (${series}) AS numbers`);
      const before = await digests();
      assert.equal(before.get('large')?.count, 12_000);
      assert.deepEqual(lossesBetween(before, before, await digests()), { lost: [], damaged: [] });
      await session.run("UPDATE large SET a = 'other' WHERE id = 11999");
      const found = lossesBetween(before, before, await digests());
      assert.deepEqual(found.damaged, [{ table: 'large', column: 'a', what: 'changed', rows: null }]);
      await session.run('DELETE FROM large WHERE id < 3');
      const fewer = lossesBetween(before, before, await digests());
      assert.deepEqual(fewer.damaged, [{ table: 'large', column: null, what: 'missing', rows: 2 }]);
    });

    it('a counter that begins anew is seen', async () => {
      await session.run(
        kind.name === 'postgres'
          ? 'CREATE TABLE n (id serial PRIMARY KEY)'
          : 'CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT)',
      );
      for (let row = 0; row < 3; row += 1) await session.run('INSERT INTO n DEFAULT VALUES');
      const before = await countersOf(session.db, session.dialect);
      assert.deepEqual(setBack(before, before), []);
      await session.run(
        kind.name === 'postgres' ? "SELECT setval('n_id_seq', 1)" : 'UPDATE sqlite_sequence SET seq = 1',
      );
      const found = setBack(before, await countersOf(session.db, session.dialect));
      assert.deepEqual(
        found.map(({ from, to }) => [from, to]),
        [[3n, 1n]],
      );
    });
  });
}
