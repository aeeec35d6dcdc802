import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { describe as describeChange, type SchemaChange, toSql } from '../../src/changes/index.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { reflect as reflectPostgres } from '../../src/dialects/postgres/reflect.ts';
import { sqlWriter as postgres } from '../../src/dialects/postgres/sql.ts';
import { reflect as reflectSqlite } from '../../src/dialects/sqlite/reflect.ts';
import { sqlWriter as sqlite } from '../../src/dialects/sqlite/sql.ts';
import type { SchemaSnapshot } from '../../src/model/schema.ts';
import { renderRevision } from '../../src/render/revision.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { type RunBody, runsOnPostgres, runsOnSqlite } from '../support/rendered.ts';
import { sorted } from '../support/schemas.ts';
import { memoryDatabase } from '../support/sqlite.ts';
import { perform, sqliteChangesOf } from '../support/sqlite-changes.ts';
import { creation, validSqliteSchemas } from '../support/sqlite-schemas.ts';
import { creating, validChangesOf, validSchemas } from '../support/valid-schemas.ts';

const RUNS = Number(process.env.RENDER ?? 100);

describe('the law of rendering on postgres', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let db: Connection;
  let run: RunBody;
  let nothing: SchemaSnapshot;

  before(async () => {
    const kind = databases().find(({ name }) => name === 'postgres');
    assert.ok(kind);
    database = await kind.create();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    db = over(client, () => assert.fail('nothing is to be cancelled'));
    run = runsOnPostgres(db);
    await client.query(
      'DO $$BEGIN CREATE ROLE someone; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END$$',
    );
    nothing = await there();
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  const there = () => reflectPostgres(db, { relativeTo: 'public' });
  const undone = async (work: () => Promise<void>) => {
    await client.query('SAVEPOINT one');
    try {
      await work();
    } finally {
      await client.query('ROLLBACK TO SAVEPOINT one');
    }
  };
  const within = async (work: () => Promise<void>) => {
    await client.query('BEGIN');
    try {
      await work();
    } finally {
      await client.query('ROLLBACK');
    }
  };
  const make = async (changes: readonly SchemaChange[]) => {
    for (const statement of changes.flatMap((change) => toSql(change, postgres)))
      if ('sql' in statement) await client.query(statement.sql);
  };

  it('a revision rendered from a schema makes that schema, and its down leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(validSchemas, (schema) =>
        within(async () => {
          let wanted: SchemaSnapshot | undefined;
          await undone(async () => {
            await make(creating(schema));
            wanted = await there();
          });
          assert.ok(wanted);
          // as the database prints it, not as it was written
          const changes = creating({ ...wanted, objects: wanted.objects.filter(({ table }) => table === null) });
          const { up, down } = renderRevision(changes, { write: postgres });
          await explained(up, () => run(up));
          same(comparable(await there()), comparable(wanted), up);
          await explained(down, () => run(down));
          same(comparable(await there()), comparable(nothing), down);
        }),
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('a rendered change does what the change does', async () => {
    const seen = new Map<string, number>();
    const times = ({ kind }: SchemaChange) => seen.get(kind) ?? 0;
    await fc.assert(
      fc.asyncProperty(validSchemas, fc.infiniteStream(fc.nat()), (schema, numbers) =>
        within(async () => {
          await make(creating(schema));
          const rare = [...validChangesOf(await there(), numbers)].sort((one, other) => times(one) - times(other));
          for (const change of rare.slice(0, 8)) {
            seen.set(change.kind, times(change) + 1);
            let wanted: SchemaSnapshot | undefined;
            await undone(async () => {
              await make([change]).catch(() => undefined);
              wanted = await there().catch(() => undefined); // the change is not one for these columns
            });
            const { up } = renderRevision([change], { write: postgres });
            if (wanted !== undefined)
              await undone(async () => {
                await explained(up, () => run(up));
                same(comparable(await there()), comparable(wanted as SchemaSnapshot), describeChange(change) + up);
              });
          }
        }),
      ),
      { numRuns: Math.ceil(RUNS / 5), endOnFailure: true },
    );
  });
});

describe('the law of rendering on sqlite', () => {
  it('a revision rendered from a schema makes that schema, and its down leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(validSqliteSchemas, async (schema) => {
        const wanted = await sqliteWith((db) => perform(db, creation(schema)));
        const { up, down } = renderRevision(creation(wanted), { write: sqlite });
        const db = await memoryDatabase();
        try {
          const run = runsOnSqlite(db);
          await explained(up, () => run(up));
          same(sorted(await reflectSqlite(db.connection)), sorted(wanted), up);
          await explained(down, () => run(down));
          assert.deepEqual(await db.ask("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"), [], down);
        } finally {
          await db.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('a rendered change does what the change does', async () => {
    await fc.assert(
      fc.asyncProperty(validSqliteSchemas, async (schema) => {
        const before = await sqliteWith((db) => perform(db, creation(schema)));
        for (const change of sqliteChangesOf(before)) {
          const wanted = await sqliteWith(async (db) => {
            await perform(db, creation(schema));
            await perform(db, [change]);
          }).catch(() => null);
          if (wanted === null) continue; // the change is not one for these columns
          const { up } = renderRevision([change], { write: sqlite });
          const found = await sqliteWith(async (db) => {
            await perform(db, creation(schema));
            await explained(up, () => runsOnSqlite(db)(up));
          });
          same(sorted(found), sorted(wanted), describeChange(change) + up);
        }
      }),
      { numRuns: Math.ceil(RUNS / 5), endOnFailure: true },
    );
  });
});

async function sqliteWith(work: (db: Awaited<ReturnType<typeof memoryDatabase>>) => Promise<void>) {
  const db = await memoryDatabase();
  try {
    await work(db);
    return await reflectSqlite(db.connection);
  } finally {
    await db.close();
  }
}

async function explained(text: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new Error(`${(cause as Error).message}\n${text}`, { cause });
  }
}

function comparable({ grants: _, ...schema }: SchemaSnapshot): unknown {
  return sorted({ ...schema, objects: schema.objects.map((object) => ({ ...object, definition: '' })) });
}

// Shows what differs, and the text that made it.
function same(found: unknown, wanted: unknown, text: string): void {
  const lines = (value: unknown) => JSON.stringify(value, null, 1).replaceAll('\\"', '"').split(/[,\n]/);
  const [own, other] = [lines(found), lines(wanted)];
  if (own.join() === other.join()) return;
  const at = own.findIndex((line, index) => line !== other[index]);
  assert.fail(
    `${own.slice(Math.max(0, at - 8), at + 3).join()}\n≠ ${other.slice(Math.max(0, at - 8), at + 3).join()}\n${text}`,
  );
}
