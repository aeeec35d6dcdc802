import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { apply, describe as describeChange, FAMILIES, type SchemaChange, toSql } from '../../src/changes/index.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { normalized } from '../../src/dialects/postgres/normalize.ts';
import { reflect } from '../../src/dialects/postgres/reflect.ts';
import { sqlWriter } from '../../src/dialects/postgres/sql.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { sorted } from '../support/schemas.ts';
import { creating, validChangesOf, validSchemas } from '../support/valid-schemas.ts';

const RUNS = Number(process.env.REFLECT ?? 200);
// of each schema a dozen changes, those first that were seen least
const CHANGES = Number(process.env.REFLECT_CHANGES ?? 40);

const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['set parents', 'alter sequence', 'set not null', 'set dependence', 'attach index'],
  'set column order',
]);

describe('the laws of reflection on postgres', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let db: Connection;
  let asThisVersionHasIt: <T>(value: T) => T;

  before(async () => {
    database = await databaseKind('postgres').create();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    db = over(client, () => assert.fail('nothing is to be cancelled'));
    const [about] = await db.query("SELECT current_setting('server_version_num')::int AS version");
    // NULLS NOT DISTINCT came with PostgreSQL 15
    asThisVersionHasIt = (given) =>
      Number(about?.version) >= 150_000
        ? given
        : JSON.parse(JSON.stringify(given, (key, value) => (key === 'nullsNotDistinct' ? false : value)));
    await client.query(
      'DO $$BEGIN CREATE ROLE someone; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$',
    );
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  const run = async (change: SchemaChange) => {
    for (const statement of toSql(change, sqlWriter)) if ('sql' in statement) await client.query(statement.sql);
  };
  const schemas = () => validSchemas.map((schema) => asThisVersionHasIt(schema));
  const there = () => reflect(db, { relativeTo: 'public' });

  it('what is made of a schema is read as that schema', async () => {
    await fc.assert(
      fc.asyncProperty(schemas(), async (schema) => {
        await client.query('BEGIN');
        try {
          for (const change of creating(schema)) await run(change);
          assert.deepEqual(comparable(await there()), comparable(normalized(schema)));
        } finally {
          await client.query('ROLLBACK');
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('what a change says that it does is what is read after it', async () => {
    const seen = new Map<string, number>(Object.keys(FAMILIES).map((kind) => [kind, 0]));
    const property = () =>
      fc.asyncProperty(schemas(), fc.infiniteStream(fc.nat()), async (schema, numbers) => {
        await client.query('BEGIN');
        try {
          for (const change of creating(schema)) await run(change);
          const before = await there();
          const rare = [...validChangesOf(schema, numbers)]
            .map((change) => asThisVersionHasIt(change))
            .sort((one, other) => (seen.get(one.kind) ?? 0) - (seen.get(other.kind) ?? 0));
          for (const change of rare.slice(0, 12)) {
            await client.query('SAVEPOINT one_change');
            if (await taken(() => run(change))) {
              seen.set(change.kind, (seen.get(change.kind) ?? 0) + 1);
              const now = comparable(await there());
              assert.deepEqual(now, comparable(normalized(apply(change, before))), describeChange(change));
            }
            await client.query('ROLLBACK TO SAVEPOINT one_change');
          }
        } finally {
          await client.query('ROLLBACK');
        }
      });
    // all but the last are tried in test/dialects/differences-postgres.test.ts, and that one is SQLite's alone
    const unseen = () => [...seen].filter(([kind, times]) => times === 0 && !ELSEWHERE.has(kind)).map(([kind]) => kind);
    await fc.assert(property(), { numRuns: CHANGES, endOnFailure: true });
    // a kind that needs much of a schema is not met in every forty of them
    for (let more = 0; more < 20 && unseen().length > 0; more += 1)
      await fc.assert(property(), { numRuns: 20, endOnFailure: true });
    assert.deepEqual(unseen(), []);
  });
});

// A random change may be one that these columns do not allow.
async function taken(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return false;
    throw error;
  }
}

// The text of an object is the database's own; sequences of columns come with them; rights are no part of what changes say.
function comparable({ grants: _, ...schema }: SchemaSnapshot): unknown {
  const objects = schema.objects.filter(({ type, table }) => type !== 'sequence' || table === null);
  return sorted({
    ...schema,
    objects: objects.map((object) => ({ ...object, definition: '' })),
    tables: schema.tables.map(inOrder),
  });
}

const inOrder = <T>(value: T): T =>
  (Array.isArray(value)
    ? value.map(inOrder)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, own]) => [key, inOrder(own)]),
        )
      : value) as T;
