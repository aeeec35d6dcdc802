import assert from 'node:assert/strict';
import pg from 'pg';
import { toSql } from '../../src/changes/index.ts';
import { LAST_RUN } from '../../src/check/drift.ts';
import { calledAgain } from '../../src/check/renamed.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { reflect } from '../../src/dialects/postgres/reflect.ts';
import { sqlWriter } from '../../src/dialects/postgres/sql.ts';
import { diff } from '../../src/diff/diff.ts';
import { type Difference, differences } from '../../src/diff/differences.ts';
import { EMPTY, type SchemaSnapshot } from '../../src/model/schema.ts';
import { COMBINED } from '../support/combined-mutations.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { EVERYTHING } from '../support/everything.ts';
import { OF_SCHEMA_OBJECTS, OF_THE_REST } from '../support/manual-mutations.ts';
import { HARMLESS, MUTATIONS, OWNERS } from '../support/mutations.ts';
import { OF_NOT_NULL } from '../support/not-null-mutations.ts';
import { OF_OWNERS, OF_PARTITIONS, OF_TYPES } from '../support/prepared-mutations.ts';
import { UNTHOUGHT } from '../support/unthought-mutations.ts';

const PREPARED = [
  ...COMBINED,
  ...OF_PARTITIONS,
  ...OF_TYPES,
  ...OF_OWNERS,
  ...OF_NOT_NULL,
  ...OF_SCHEMA_OBJECTS,
  ...OF_THE_REST,
];
const WHOLE = { relativeTo: null };

/** What no change mends, by the mutation, and why. */
const AT_THE_END = 'PostgreSQL adds a column behind the others, and order is no reason to copy a table';
const UNMENDED: Readonly<Record<string, string>> = {
  'ALTER TABLE room DROP COLUMN floor; ALTER TABLE room ADD COLUMN floor integer CONSTRAINT room_floor CHECK (floor > 0)':
    AT_THE_END,
  'ALTER TABLE guest DROP COLUMN double, ADD COLUMN double integer GENERATED ALWAYS AS (1 + 3) STORED': AT_THE_END,
  'ALTER TABLE guest ALTER COLUMN double DROP EXPRESSION': 'the values of what is a plain column now would be lost',
};

describe('differences on postgres', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let db: Connection;
  let version = 0;
  let wanted: SchemaSnapshot; // as it is before each test: to ask once is enough

  before(async () => {
    const kind = databases().find(({ name }) => name === 'postgres');
    assert.ok(kind);
    database = await kind.create();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    db = over(client, () => assert.fail('nothing is to be cancelled'));
    await client.query(EVERYTHING);
    const [about] = await db.query("SELECT current_setting('server_version_num')::int AS version");
    version = Number(about?.version);
    wanted = await reflect(db, WHOLE);
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  const run = async (list: readonly Difference['changes'][number][]) => {
    for (const change of list)
      for (const statement of toSql(change, sqlWriter)) if ('sql' in statement) await client.query(statement.sql);
  };

  it('make everything in an empty database', async () => {
    const kind = databases().find(({ name }) => name === 'postgres');
    assert.ok(kind);
    const other = await kind.create();
    const own = new pg.Client({ connectionString: other.url });
    await own.connect();
    const there = () =>
      reflect(
        over(own, () => assert.fail()),
        WHOLE,
      );
    try {
      for (const change of diff(await there(), wanted))
        for (const statement of toSql(change, sqlWriter)) if ('sql' in statement) await own.query(statement.sql);
      const left = differences(await there(), wanted).map(({ object }) => object);
      assert.deepEqual(left, []);
      for (const change of diff(await there(), EMPTY))
        for (const statement of toSql(change, sqlWriter)) if ('sql' in statement) await own.query(statement.sql);
      assert.deepEqual((await there()).tables, []);
    } finally {
      await own.end();
      await other.drop();
    }
  });

  describe('name each change, and mend it', () => {
    for (const [sql, named, since = 0] of [...MUTATIONS, ...UNTHOUGHT])
      it(sql, async function () {
        if (version < since) return this.skip();
        await client.query('BEGIN');
        try {
          await client.query(sql);
          const after = await reflect(db, WHOLE);
          const found = differences(after, wanted);
          const name = nameIn(named);
          assert.ok(
            found.some((each) => names(each, name)),
            `${name} is not in: ${JSON.stringify(found)}`,
          );
          await run(diff(after, wanted));
          const left = differences(await reflect(db, WHOLE), wanted).map(({ detail }) => detail);
          if (UNMENDED[sql] !== undefined) assert.notDeepEqual(left, [], 'it is mended now');
          else assert.deepEqual(left, []);
          if (left.length === 0)
            assert.ok(
              found.every(({ changes }) => changes.length > 0),
              JSON.stringify(found),
            );
        } finally {
          await client.query('ROLLBACK');
        }
      });
  });

  describe('name each change of what was there, and mend it as a check does', () => {
    for (const [before, change, named, since = 0] of PREPARED)
      it(before === '' ? change : `${before} — ${change}`, async function () {
        if (version < since) return this.skip();
        await client.query('BEGIN');
        try {
          await client.query(before);
          const left = await reflect(db, WHOLE);
          await client.query(change);
          const live = await reflect(db, WHOLE);
          const again = calledAgain(live, left, LAST_RUN, { altered: true });
          const found = [...again.differences, ...differences(again.schema, left)];
          const objects = found.map(({ object }) => object);
          assert.deepEqual(objects.toSorted(), named.toSorted());
          assert.ok(
            found.every(({ changes }) => changes.length > 0),
            JSON.stringify(found),
          );
          await run([...again.differences.flatMap(({ changes }) => changes), ...diff(again.schema, left)]);
          assert.deepEqual(differences(await reflect(db, WHOLE), left), []);
        } finally {
          await client.query('ROLLBACK');
        }
      });
  });

  // last: they leave rows and owners behind
  describe('are none after what changes nothing', () => {
    for (const sql of [...HARMLESS, ...OWNERS])
      it(sql, async () => {
        const own = new pg.Client({ connectionString: database.url });
        await own.connect();
        try {
          for (const part of sql.split('; ')) await own.query(part);
          assert.deepEqual(
            differences(
              await reflect(
                over(own, () => assert.fail()),
                WHOLE,
              ),
              wanted,
            ),
            [],
          );
        } finally {
          await own.end();
        }
      });
  });
});

const nameIn = (named: string) =>
  named
    .replace(/^(sequence .*) on .*$/, '$1')
    .replace(/^constraint (.*)\.(\w+)$/, '$2 of $1')
    .replace(/^(?:column|table) /, '')
    .replace(/^index (\S+)\.(\w+)$/, 'index $2 of $1')
    .replace('privileges postgres', 'privileges windlass_test');

function names({ object, detail }: Difference, name: string): boolean {
  return object.includes(name) || detail.includes(name);
}
