import assert from 'node:assert/strict';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import type { CatalogState } from '../../src/dialects/changes.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { postgres } from '../../src/dialects/postgres/dialect.ts';
import { over as overSqlite } from '../../src/dialects/sqlite/connect.ts';
import { sqlite } from '../../src/dialects/sqlite/dialect.ts';
import { differences } from '../../src/diff/differences.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { EVERYTHING } from '../support/everything.ts';
import { HARMLESS, MUTATIONS } from '../support/mutations.ts';
import { OF_NOT_NULL } from '../support/not-null-mutations.ts';
import { OF_PARTITIONS, OF_TYPES } from '../support/prepared-mutations.ts';
import { SCHEMA } from '../support/sqlite-mutations.ts';
import { UNTHOUGHT } from '../support/unthought-mutations.ts';

// What takes no lock, or is done by a function or block: `verify` reads the whole after such words.
const RIGHTS = /\b(?:grant|revoke|privileges|owner|owned|do|call)\b|^UPDATE pg_/i;
const NOTHING = { statements: [], tables: [] };

const alone = (list: readonly string[]) => list.map((text) => [text, ''] as const);
const DEPENDING = [
  'ALTER FUNCTION twice DEPENDS ON EXTENSION citext',
  'ALTER INDEX booking_state DEPENDS ON EXTENSION citext',
  'ALTER TRIGGER stamped ON booking DEPENDS ON EXTENSION citext',
  'ALTER MATERIALIZED VIEW prices DEPENDS ON EXTENSION citext',
];
const READY = [...OF_PARTITIONS, ...OF_TYPES, ...OF_NOT_NULL].map(
  ([before, change, , since]) => [`${before}; ${change}`, '', since] as const,
);

describe('what a transaction has touched', () => {
  it('on PostgreSQL gives the schema that a whole reflection gives, whatever was changed', async () => {
    const database = await databaseKind('postgres').create();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const db = over(client, () => assert.fail('nothing is to be cancelled'));
      await client.query(`${EVERYTHING}; CREATE EXTENSION citext`);
      const [about] = await db.query("SELECT current_setting('server_version_num')::int AS version");
      const before = await postgres.reflectWhole(db);
      const wrong: string[] = [];
      for (const [sql, , since = 0] of [...MUTATIONS, ...UNTHOUGHT, ...alone([...HARMLESS, ...DEPENDING]), ...READY]) {
        if (Number(about?.version) < since || RIGHTS.test(sql)) continue;
        await client.query('BEGIN');
        const worked = await client.query(sql).then(
          () => true,
          () => false, // what no transaction allows
        );
        if (worked) {
          const { schema } = await postgres.reflectChanges(db, before, {}, NOTHING);
          const [first] = differences(schema, await postgres.reflect(db));
          if (first !== undefined) wrong.push(`${sql}: ${first.detail}`);
        }
        await client.query('ROLLBACK');
      }
      assert.deepEqual(wrong, []);
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it('on PostgreSQL names the tables whose rows were changed, by a trigger or a foreign key, too', async () => {
    const database = await databaseKind('postgres').create();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const db = over(client, () => assert.fail('nothing is to be cancelled'));
      await client.query(
        'CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a ON DELETE CASCADE); CREATE TABLE c (n int); CREATE TABLE d (n int)',
      );
      await client.query(
        'CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO c VALUES (1); RETURN NULL; END $$',
      );
      await client.query('CREATE TRIGGER noted AFTER DELETE ON b FOR EACH ROW EXECUTE FUNCTION note()');
      await client.query('INSERT INTO a VALUES (1); INSERT INTO b VALUES (1)');
      const before = await postgres.reflectWhole(db);
      await client.query('BEGIN; DELETE FROM a');
      const { rows, schema } = await postgres.reflectChanges(db, before, {}, NOTHING);
      assert.deepEqual(rows?.map(({ name }) => name).sort(), ['a', 'b', 'c']);
      assert.equal(schema, before.schema);
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it('on PostgreSQL goes on where a step has thrown away the plans that its session kept', async () => {
    const database = await databaseKind('postgres').create();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const db = over(client, () => assert.fail('nothing is to be cancelled'));
      await client.query('CREATE TABLE zero (id serial PRIMARY KEY)');
      const before = await postgres.reflectWhole(db);
      await client.query('BEGIN; CREATE TABLE one (id serial PRIMARY KEY)');
      await postgres.reflectChanges(db, before, {}, NOTHING);
      await client.query('DEALLOCATE ALL; CREATE TABLE two (id serial); INSERT INTO two DEFAULT VALUES');
      const { schema, counters, still } = await postgres.reflectChanges(db, before, {}, NOTHING);
      assert.deepEqual(
        schema.tables.map(({ name }) => name.name),
        ['one', 'two', 'zero'],
      );
      assert.deepEqual([counters?.get('public.two_id_seq'), still], [1n, null]);
      await client.query('DROP TABLE zero, one');
      const after = await postgres.reflectChanges(db, before, {}, NOTHING);
      assert.deepEqual(
        ['public.zero_id_seq', 'public.two_id_seq'].map((name) => after.still?.(name)),
        [false, true],
      );
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it('on PostgreSQL goes on from what a transaction has left, also where it was rolled back and made again', async () => {
    const database = await databaseKind('postgres').create();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const db = over(client, () => assert.fail('nothing is to be cancelled'));
      await client.query('CREATE TABLE a (id serial PRIMARY KEY); CREATE VIEW v AS SELECT 1 AS one; CREATE SCHEMA s');
      let state: CatalogState = await postgres.reflectWhole(db);
      for (const sql of [
        'CREATE TABLE b (id serial PRIMARY KEY); CREATE TABLE s.b (id serial)',
        'ALTER TABLE b RENAME TO c; CREATE TABLE b (n int)',
        'DROP TABLE c, b; ALTER TABLE s.b SET SCHEMA public',
        'DROP TABLE a; CREATE TABLE a (n int); ALTER VIEW v RENAME TO w',
        'DROP TABLE a, b CASCADE; DROP VIEW w',
      ]) {
        await client.query(`BEGIN; ${sql}`);
        const tried = await postgres.reflectChanges(db, state, {}, NOTHING);
        await client.query(`ROLLBACK; ${sql}`);
        state = await postgres.madeAgain(db, state, tried);
        const whole = await postgres.reflectWhole(db);
        assert.deepEqual(state.schema, whole.schema, sql);
        assert.deepEqual(new Map([...state.relations].sort()), new Map([...whole.relations].sort()), sql);
      }
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it('on SQLite gives the schema that a whole reflection gives, and the tables whose rows may have changed', async () => {
    await onSqlite(async (db) => {
      for (const sql of SCHEMA) await db.query(sql);
      await db.batch([
        'CREATE TABLE pa (id integer PRIMARY KEY)',
        'CREATE TABLE pb (id integer PRIMARY KEY, a int REFERENCES pa ON DELETE CASCADE)',
        'CREATE TABLE pc (n int)',
        'CREATE TABLE pd (n int)',
        'CREATE TRIGGER noted AFTER DELETE ON pb BEGIN INSERT INTO pc VALUES (1); END',
      ]);
      await db.batch([
        'CREATE TABLE pe (id integer PRIMARY KEY AUTOINCREMENT, n int)',
        'CREATE TABLE "pF" (id integer PRIMARY KEY AUTOINCREMENT, n int)',
        'CREATE TRIGGER counted AFTER INSERT ON pd BEGIN INSERT INTO "pF" (n) VALUES (1); END',
        'INSERT INTO pe (n) VALUES (1), (2)',
        'INSERT INTO "pF" (n) VALUES (1)',
      ]);
      const before = await sqlite.reflectWhole(db);
      const stood = await sqlite.rows.counters(db);
      const wrong: string[] = [];
      for (const sql of ON_SQLITE) {
        await db.query('BEGIN');
        await db.query(sql);
        const heard = { statements: [sql], tables: [] };
        const { schema, counters, still } = await sqlite.reflectChanges(db, before, {}, heard);
        const [first] = differences(schema, await sqlite.reflect(db));
        if (first !== undefined) wrong.push(`${sql}: ${first.detail}`);
        const left = [...stood].filter(([name]) => still?.(name) ?? true);
        const now = await sqlite.rows.counters(db);
        if (counters !== null) assert.deepEqual(new Map([...left, ...counters]), now, sql);
        await db.query('ROLLBACK');
      }
      assert.deepEqual(wrong, []);
      const heard = { statements: ['DELETE FROM "pa" WHERE id = 1'], tables: [] };
      const { rows } = await sqlite.reflectChanges(db, before, {}, heard);
      assert.deepEqual(rows?.map(({ name }) => name).sort(), ['pa', 'pb', 'pc']);
    });
  });
});

const ON_SQLITE = [
  'CREATE TABLE fresh (id integer PRIMARY KEY, a int REFERENCES pa)',
  'DROP TABLE pd',
  'ALTER TABLE pa RENAME TO pz',
  'ALTER TABLE pa RENAME COLUMN id TO key',
  'ALTER TABLE pb ADD COLUMN more text DEFAULT 5',
  'ALTER TABLE pc RENAME COLUMN n TO m',
  'CREATE INDEX pd_n ON pd (n)',
  'CREATE VIEW seen AS SELECT n FROM pd',
  'CREATE TRIGGER more AFTER INSERT ON pd BEGIN DELETE FROM pc; END',
  'DROP TRIGGER noted',
  'DROP TABLE pb',
  'CREATE VIRTUAL TABLE words USING fts5(text)',
  'INSERT INTO pe (n) VALUES (3)',
  'INSERT INTO pd VALUES (1)',
  'DROP TABLE pe',
  'ALTER TABLE "pF" RENAME TO pg',
  "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'pe'",
  'DELETE FROM "sqlite_sequence"',
  "DELETE FROM sqlite_sequence WHERE name = 'pe'",
  "INSERT INTO sqlite_sequence (name, seq) SELECT 'pG', seq FROM sqlite_sequence WHERE name = 'pe'",
  "INSERT INTO sqlite_sequence (name, seq) SELECT 'pG', seq + 1 FROM sqlite_sequence WHERE name = 'pe'",
];

async function onSqlite(work: (db: Connection) => Promise<void>): Promise<void> {
  const database: TestDatabase = await databaseKind('sqlite').create();
  const handle = new sqlite3.Database(database.url.slice('sqlite:'.length));
  const db = overSqlite(handle);
  try {
    await work(db);
  } finally {
    await db.close();
    await database.drop();
  }
}
