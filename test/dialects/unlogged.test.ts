import assert from 'node:assert/strict';
import pg from 'pg';
import { toSql } from '../../src/changes/index.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { reflect } from '../../src/dialects/postgres/reflect.ts';
import { sqlWriter } from '../../src/dialects/postgres/sql.ts';
import { diff } from '../../src/diff/diff.ts';
import { differences } from '../../src/diff/differences.ts';
import { EMPTY } from '../../src/model/schema.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';

// As pg_dump writes it: what a server before 15 made keeps its sequence LOGGED (danbooru's rate_limits).
const DUMPED = `
  CREATE UNLOGGED TABLE limits (id bigint NOT NULL, n integer);
  CREATE SEQUENCE limits_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
  ALTER SEQUENCE limits_id_seq OWNED BY limits.id;
  ALTER TABLE ONLY limits ALTER COLUMN id SET DEFAULT nextval('limits_id_seq'::regclass)`;

describe('an UNLOGGED table on postgres', () => {
  let databases: readonly TestDatabase[] = [];
  let clients: readonly pg.Client[] = [];

  before(async () => {
    const kind = databaseKind('postgres');
    databases = [await kind.create(), await kind.create()];
    clients = databases.map(({ url }) => new pg.Client({ connectionString: url }));
    for (const client of clients) await client.connect();
  });
  after(async () => {
    for (const client of clients) await client.end();
    for (const database of databases) await database.drop();
  });

  const schemaIn = async (client: pg.Client | undefined) => {
    assert.ok(client);
    const db: Connection = over(client, () => assert.fail('nothing is to be cancelled'));
    return reflect(db, { relativeTo: 'public' });
  };

  it('is made anew with its sequence as it is, LOGGED or not', async () => {
    const [there, fresh] = clients;
    await there?.query(DUMPED);
    await there?.query('CREATE UNLOGGED TABLE others (id serial PRIMARY KEY)');
    const wanted = await schemaIn(there);
    for (const change of diff(EMPTY, wanted))
      for (const statement of toSql(change, sqlWriter)) if ('sql' in statement) await fresh?.query(statement.sql);
    assert.deepEqual(differences(await schemaIn(fresh), wanted), []);
    for (const change of diff(wanted, EMPTY))
      for (const statement of toSql(change, sqlWriter)) if ('sql' in statement) await fresh?.query(statement.sql);
    assert.deepEqual((await schemaIn(fresh)).objects, []);
  });
});
