import assert from 'node:assert/strict';
import pg from 'pg';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { canonicalType, unwrapped } from '../../src/dialects/postgres/normalize.ts';
import { reflect } from '../../src/dialects/postgres/reflect.ts';
import { withoutOwners } from '../../src/diff/owners.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { EVERYTHING } from '../support/everything.ts';
import { differences } from '../support/facts.ts';
import { HARMLESS, MUTATIONS } from '../support/mutations.ts';

const WHOLE = { relativeTo: null };

describe('reflection on postgres', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let db: Connection;
  let asked = 0;
  let version = 0;
  let whole: SchemaSnapshot; // as it is before each test: to ask once is enough

  before(async () => {
    database = await databaseKind('postgres').create();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const counted: Connection = over(client, () => assert.fail('nothing is to be cancelled'));
    db = {
      ...counted,
      query: (sql, binds) => {
        asked += 1;
        return counted.query(sql, binds);
      },
      batch: (statements) => {
        asked += 1;
        return counted.batch(statements);
      },
    };
    await client.query(EVERYTHING);
    const [about] = await db.query("SELECT current_setting('server_version_num')::int AS version");
    version = Number(about?.version);
    whole = await reflect(db, WHOLE);
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  describe('sees', () => {
    for (const [sql, named, since = 0] of MUTATIONS) {
      it(`${sql}`, async function () {
        if (version < since) return this.skip();
        await client.query('BEGIN');
        try {
          await client.query(sql);
          const found = differences(whole, await reflect(db, WHOLE));
          const name = named.replace('privileges postgres', 'privileges windlass_test');
          assert.ok(found.includes(name), `${name} is not among: ${found.join('; ')}`);
        } finally {
          await client.query('ROLLBACK');
        }
      });
    }
  });

  describe('does not see', () => {
    for (const sql of HARMLESS) {
      it(sql, async () => {
        const own = new pg.Client({ connectionString: database.url });
        await own.connect();
        try {
          for (const part of sql.split('; ')) await own.query(part);
          const after = await reflect(
            over(own, () => assert.fail()),
            WHOLE,
          );
          assert.deepEqual(differences(whole, after), []);
          assert.deepEqual(withoutOwners(after), withoutOwners(whole));
        } finally {
          await own.end();
        }
      });
    }
  });

  it('asks as often for 500 tables as for 10', async () => {
    const made = async (from: number, to: number) => {
      for (let at = from; at < to; at += 1)
        await client.query(`CREATE TABLE many_${at} (id serial PRIMARY KEY, a integer UNIQUE, b text)`);
      asked = 0;
      const { tables } = await reflect(db, WHOLE);
      return [tables.filter(({ name }) => name.name.startsWith('many_')).length, asked];
    };
    await client.query('BEGIN');
    try {
      assert.deepEqual(await made(0, 10), [10, 2]);
      assert.deepEqual(await made(10, 500), [500, 2]);
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('leaves the settings of the session as they were, inside a transaction and outside one', async () => {
    const settings = async () =>
      db.query("SELECT current_setting('search_path') AS path, current_setting('DateStyle') AS dates");
    await client.query("SET search_path = other, public; SET DateStyle = 'SQL, DMY'");
    const before = await settings();
    await reflect(db, WHOLE);
    assert.deepEqual(await settings(), before);
    await client.query('BEGIN; SET LOCAL search_path = pg_catalog');
    const within = await settings();
    await reflect(db, WHOLE);
    assert.deepEqual(await settings(), within);
    await client.query('COMMIT');
    assert.deepEqual(await settings(), before);
    await client.query('RESET search_path; RESET DateStyle');
  });

  it('reads the same again from a kept plan: after more tables, after another session has taken this one over, in a transaction', async () => {
    const fresh = () => reflect({ ...db }, WHOLE);
    const statements = "SELECT count(*)::int AS count FROM pg_prepared_statements WHERE name ~ '^windlass_'";
    const kept = async () => (await client.query(statements)).rows[0].count as number;
    await reflect(db, WHOLE);
    assert.deepEqual(await reflect(db, WHOLE), await fresh());
    assert.ok((await kept()) > 0);
    await client.query('DISCARD ALL');
    assert.equal(await kept(), 0);
    assert.deepEqual(await reflect(db, WHOLE), await fresh());
    await client.query('BEGIN');
    try {
      await client.query('CREATE SCHEMA later');
      for (let index = 0; index < 200; index += 1)
        await client.query(`CREATE TABLE later.t${index} (id serial PRIMARY KEY, a text, b int, c int, d int UNIQUE)`);
      const again = await reflect(db, WHOLE);
      assert.deepEqual(again, await fresh());
      assert.equal(again.tables.filter(({ name }) => name.schema === 'later').length, 200);
    } finally {
      await client.query('ROLLBACK');
    }
    assert.deepEqual(await reflect(db, WHOLE), await fresh());
  });

  it('leaves out the tables that are named, and what belongs to extensions', async () => {
    await client.query('BEGIN');
    try {
      await client.query(
        'CREATE TABLE windlass_history (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text UNIQUE)',
      );
      await client.query('GRANT SELECT ON windlass_history TO PUBLIC; CREATE INDEX windlass_i ON windlass_history (a)');
      for (const schema of [null, 'public']) {
        const text = JSON.stringify(await reflect(db, { ...WHOLE, without: [{ schema, name: 'windlass_history' }] }));
        assert.doesNotMatch(text, /windlass_(?!test)/);
        assert.doesNotMatch(text, /plpgsql_call_handler/);
      }
      const elsewhere = { ...WHOLE, without: [{ schema: 'elsewhere', name: 'windlass_history' }] };
      assert.match(JSON.stringify(await reflect(db, elsewhere)), /windlass_history_a_key/);
      assert.match(JSON.stringify(await reflect(db, WHOLE)), /windlass_history_a_key/);
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('gives the names of one schema without it, in its SQL too', async () => {
    const { tables, objects } = await reflect(db, { relativeTo: 'public', schemas: ['public'] });
    assert.ok(tables.every(({ name }) => name.schema === null));
    const texts = [...tables, ...objects]
      .map((entry) => JSON.stringify(entry))
      .filter((text) => text.includes('public.'));
    assert.deepEqual(texts, []);
  });

  it('knows the names of types that people and Sequelize use', () => {
    for (const [given, printed] of [
      ['VARCHAR(20)', 'character varying(20)'],
      ['INT', 'integer'],
      ['TIMESTAMPTZ', 'timestamp with time zone'],
      ['timestamptz(3)', 'timestamp(3) with time zone'],
      ['TIMESTAMP (3) WITH TIME ZONE', 'timestamp(3) with time zone'],
      ['timestamp', 'timestamp without time zone'],
      ['DECIMAL(10, 2)', 'numeric(10,2)'],
      ['numeric(5)', 'numeric(5,0)'],
      ['FLOAT(8)', 'real'],
      ['double  precision', 'double precision'],
      ['CHAR(3)[]', 'character(3)[]'],
      ['integer ARRAY[4]', 'integer[]'],
      ['"public"."enum_a"', 'public.enum_a'],
      ['"public"."Enum a"[]', 'public."Enum a"[]'],
      ['BIT VARYING(3)', 'bit varying(3)'],
      ['INTERVAL YEAR TO MONTH', 'interval year to month'],
    ] as const)
      assert.equal(canonicalType(given), printed);
  });

  it('takes off the parentheses around the whole of an expression only', () => {
    assert.equal(unwrapped("((a > ')'::text))"), "a > ')'::text");
    assert.equal(unwrapped('(a) OR (b)'), '(a) OR (b)');
    assert.equal(unwrapped(`(")" = E'\\'(')`), `")" = E'\\'('`);
  });
});
