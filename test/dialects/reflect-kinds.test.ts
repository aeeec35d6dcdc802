import assert from 'node:assert/strict';
import pg from 'pg';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { reflect } from '../../src/dialects/postgres/reflect.ts';
import { GLOBAL_OBJECTS } from '../../src/dialects/postgres/reflect-global-sql.ts';
import { OBJECTS } from '../../src/dialects/postgres/reflect-object-sql.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';

// Each is the first of its kind in an empty database.
const FIRST: Readonly<Record<string, string>> = {
  sequence: 'CREATE SEQUENCE first',
  view: 'CREATE VIEW first AS SELECT 1 AS a',
  'materialized view': 'CREATE MATERIALIZED VIEW first AS SELECT 1 AS a',
  index: 'CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE INDEX first ON m (a)',
  trigger: `CREATE TABLE t (a int); CREATE TRIGGER first BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  policy: 'CREATE TABLE t (a int); CREATE POLICY first ON t',
  rule: 'CREATE TABLE t (a int); CREATE RULE first AS ON DELETE TO t DO INSTEAD NOTHING',
  function: "CREATE FUNCTION first() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  procedure: "CREATE PROCEDURE first() LANGUAGE sql AS 'SELECT 1'",
  aggregate: 'CREATE AGGREGATE first(int) (SFUNC = int4larger, STYPE = int)',
  domain: 'CREATE DOMAIN first AS int',
  type: 'CREATE TYPE first AS (a int)',
  'type of a range': 'CREATE TYPE first AS RANGE (SUBTYPE = int)',
  'type without definition': 'CREATE TYPE first',
  'type of its own': `CREATE TYPE first; CREATE FUNCTION i(cstring) RETURNS first LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
    CREATE FUNCTION o(first) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out'; CREATE TYPE first (INPUT = i, OUTPUT = o, LIKE = int4)`,
  statistics: 'CREATE TABLE t (a int, b int); CREATE STATISTICS first ON a, b FROM t',
  'foreign table':
    'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE first (a int) SERVER s',
  schema: 'CREATE SCHEMA first',
  extension: 'DROP EXTENSION plpgsql; CREATE EXTENSION pgcrypto',
  'extension noted': "COMMENT ON EXTENSION plpgsql IS 'ours'",
  'language noted': 'COMMENT ON LANGUAGE plpgsql IS NULL',
  'event trigger': `CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER first ON sql_drop EXECUTE FUNCTION f()`,
  server: 'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER first FOREIGN DATA WRAPPER w',
  'foreign data wrapper': 'CREATE FOREIGN DATA WRAPPER first',
  'user mapping':
    'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s',
  'text search configuration': 'CREATE TEXT SEARCH CONFIGURATION first (COPY = simple)',
  'text search dictionary': 'CREATE TEXT SEARCH DICTIONARY first (TEMPLATE = simple)',
  'text search parser':
    'CREATE TEXT SEARCH PARSER first (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype)',
  'text search template': 'CREATE TEXT SEARCH TEMPLATE first (LEXIZE = dsimple_lexize)',
  collation: `CREATE COLLATION first FROM "C"`,
  conversion: "CREATE CONVERSION first FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
  operator: 'CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)',
  'operator class': 'CREATE OPERATOR CLASS first FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)',
  'operator family': 'CREATE OPERATOR FAMILY first USING btree',
  cast: 'CREATE CAST (text AS point) WITH INOUT',
  transform: 'CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal))',
  language: 'CREATE LANGUAGE first HANDLER plpgsql_call_handler',
  publication: 'CREATE PUBLICATION first',
  'access method': 'CREATE ACCESS METHOD first TYPE INDEX HANDLER bthandler',
  'default privileges': 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC',
};

const RIGHTS: Readonly<Record<string, string>> = {
  function: "CREATE FUNCTION first() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION first FROM PUBLIC",
  type: "CREATE TYPE first AS ENUM ('a'); REVOKE ALL ON TYPE first FROM PUBLIC",
  language: 'REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC',
  server:
    'CREATE FOREIGN DATA WRAPPER w; CREATE SERVER first FOREIGN DATA WRAPPER w; GRANT USAGE ON FOREIGN SERVER first TO PUBLIC',
  'foreign data wrapper': 'CREATE FOREIGN DATA WRAPPER first; GRANT USAGE ON FOREIGN DATA WRAPPER first TO PUBLIC',
};

describe('the first of its kind on postgres', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let db: Connection;

  before(async () => {
    database = await databaseKind('postgres').create();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    db = over(client, () => assert.fail('nothing is to be cancelled'));
  });
  after(async () => {
    await client.end();
    await database.drop();
  });
  const reflectedAfter = async (sql: string) => {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      return await reflect(db);
    } finally {
      await client.query('ROLLBACK');
    }
  };

  for (const [name, sql] of Object.entries(FIRST))
    it(`is seen: ${name}`, async () => {
      const { objects } = await reflectedAfter(sql);
      const wanted = name.replace(/^type .*| noted$/, (more) => (more === ' noted' ? '' : 'type'));
      assert.ok(
        objects.some(({ type }) => type === wanted),
        JSON.stringify(objects),
      );
    });

  for (const [name, sql] of Object.entries(RIGHTS))
    it(`is seen: rights on a ${name}`, async () => {
      const { grants = [] } = await reflectedAfter(sql);
      assert.ok(
        grants.some(({ on, byDefault }) => on === name && byDefault !== true),
        JSON.stringify(grants),
      );
    });

  it('is tried here for every type of object', () => {
    const types = [...OBJECTS, ...GLOBAL_OBJECTS].map(({ type }) => type);
    assert.deepEqual(new Set(types.filter((type) => FIRST[type] === undefined)), new Set());
  });

  it('is seen when somebody makes it between the two questions', async () => {
    const asking: Connection = {
      ...db,
      query: async (sql, binds) => {
        const rows = await db.query(sql, binds);
        await client.query('CREATE OR REPLACE VIEW late AS SELECT 1 AS a');
        return rows;
      },
    };
    const { objects } = await reflect(asking);
    assert.deepEqual(
      objects.map(({ type, name }) => [type, name.name]),
      [['view', 'late']],
    );
  });
});
