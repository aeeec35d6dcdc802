import assert from 'node:assert/strict';
import fc from 'fast-check';
import pg from 'pg';
import { describe as describeChange, type SchemaChange, toSql } from '../../src/changes/index.ts';
import type { Connection } from '../../src/dialects/connection.ts';
import { over } from '../../src/dialects/postgres/connect.ts';
import { normalized } from '../../src/dialects/postgres/normalize.ts';
import { reflect } from '../../src/dialects/postgres/reflect.ts';
import { sqlWriter } from '../../src/dialects/postgres/sql.ts';
import { reflect as reflectSqlite } from '../../src/dialects/sqlite/reflect.ts';
import { applyAll } from '../../src/diff/apply-all.ts';
import { diff } from '../../src/diff/diff.ts';
import { type Difference, differences } from '../../src/diff/differences.ts';
import { type Column, EMPTY, type SchemaObject, type SchemaSnapshot, type Table } from '../../src/model/schema.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { linkedSchemas } from '../support/linked-schemas.ts';
import { memoryDatabase } from '../support/sqlite.ts';
import { perform } from '../support/sqlite-changes.ts';
import { validSqliteSchemas } from '../support/sqlite-schemas.ts';
import { validSchemas } from '../support/valid-schemas.ts';

// Pairs of schemas, a fifth of them on PostgreSQL, which is slower: 1,040 schemas. DIFF_PAIRS=10000 makes 20,000 of them.
const PAIRS = Number(process.env.DIFF_PAIRS ?? 520);
const ON_POSTGRES = Math.ceil(PAIRS / 5);
// A column that has the enum type, with a default, a condition and a view that say its first label.
const coloured = validSchemas.chain((schema) =>
  fc.boolean().map((plain): SchemaSnapshot => {
    const [first] = schema.enums[0]?.labels ?? [];
    const label = `'${first?.replaceAll("'", "''")}'::color`;
    const [far, table, ...others] = schema.tables;
    if (plain || far === undefined || table === undefined || table.columns.some(({ name }) => name === 'hue'))
      return schema;
    const hue = { ...far.columns[1], name: 'hue', type: 'color', default: label } as Column;
    const part = { column: 'hue', expression: null, collation: null, opclass: null, order: null, nulls: null };
    const index = { name: 'hues', unique: false, method: null, parts: [part], include: [], nullsNotDistinct: false };
    const own: Table = {
      ...table,
      columns: [...table.columns, hue],
      indexes: [...table.indexes, { ...index, where: `hue = ${label}` }],
      constraints: [
        ...table.constraints,
        { kind: 'check', name: 'hued', expression: `hue <> ${label}`, validated: true },
      ],
    };
    const view: SchemaObject = {
      type: 'view',
      name: { schema: null, name: 'hues_of_it' },
      table: null,
      signature: null,
      definition: `CREATE VIEW hues_of_it AS SELECT hue FROM t WHERE hue > ${label}`,
    };
    return { ...schema, tables: [far, own, ...others], objects: [...schema.objects, view] };
  }),
);

const any = (arbitrary: fc.Arbitrary<SchemaSnapshot>) =>
  fc.oneof({ weight: 3, arbitrary }, { weight: 1, arbitrary: linkedSchemas });

/** A database to make schemas in; `within` leaves it empty. */
interface Bench {
  within<T>(
    work: (
      run: (changes: readonly SchemaChange[]) => Promise<void>,
      there: () => Promise<SchemaSnapshot>,
    ) => Promise<T>,
  ): Promise<T>;
}

async function holds(
  bench: Bench,
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  canonical: (schema: SchemaSnapshot) => SchemaSnapshot,
) {
  fc.pre(!isStuck(current, desired));
  const target = await bench.within(async (run, there) => {
    await run(diff(EMPTY, desired));
    const made = await there();
    assert.deepEqual(structural(differences(made, canonical(desired))), []);
    return made;
  });
  await bench.within(async (run, there) => {
    await run(diff(EMPTY, current));
    const before = await there();
    const changes = diff(before, target);
    await run(changes);
    const after = await there();
    const expected = applyAll(changes, before);
    assert.deepEqual(said(differences(after, expected)), [], changes.map(describeChange).join('\n'));
    const left = differences(after, target);
    assert.deepEqual(said(left), said(differences(expected, target)));
    for (const { detail, changes: mending } of left) {
      assert.deepEqual(mending, [], detail);
      assert.match(detail, LEFT);
    }
  });
}

// A column that cannot become a generated one stays as it is: what is to stand on its new type cannot be made, and PostgreSQL says so.
function isStuck(current: SchemaSnapshot, desired: SchemaSnapshot): boolean {
  const columns = (schema: SchemaSnapshot) =>
    schema.tables.flatMap(({ name, columns: own }) => own.map((each) => [`${name.name}.${each.name}`, each] as const));
  const before = new Map(columns(current));
  return columns(desired).some(([name, { generated, type }]) => {
    const was = before.get(name);
    return generated !== null && was?.generated === null && was.type !== type;
  });
}

/** What is left when all changes are made: places of columns, what would cost values, the second of two keys behind one column (SQLite). */
const LEFT = /columns in the order|is a plain column.* is generated|is a plain column|^foreign key \(/;
const said = (list: readonly Difference[]) => list.map(({ detail }) => detail);
// The text of an object is the database's own.
const structural = (list: readonly Difference[]) =>
  said(
    list.filter(
      ({ kind }) => !['view', 'materialized view', 'function', 'sequence', 'trigger', 'grants'].includes(kind),
    ),
  );

describe('the laws of the comparison on real databases', () => {
  describe('PostgreSQL', () => {
    let database: TestDatabase;
    let client: pg.Client;
    let db: Connection;
    before(async () => {
      const kind = databases().find(({ name }) => name === 'postgres');
      assert.ok(kind);
      database = await kind.create();
      client = new pg.Client({ connectionString: database.url });
      await client.connect();
      db = over(client, () => assert.fail('nothing is to be cancelled'));
    });
    after(async () => {
      await client.end();
      await database.drop();
    });
    const run = async (changes: readonly SchemaChange[]) => {
      const statements = changes.flatMap((change) => toSql(change, sqlWriter));
      const texts = statements.flatMap((statement) => ('sql' in statement ? [statement.sql] : []));
      // one round trip
      try {
        await client.query(texts.join(';\n'));
      } catch (error) {
        throw new Error(`${String(error)}:\n${texts.join(';\n')}`);
      }
    };
    const bench: Bench = {
      within: async (work) => {
        await client.query('BEGIN');
        try {
          return await work(run, () => reflect(db, { relativeTo: 'public' }));
        } finally {
          await client.query('ROLLBACK');
        }
      },
    };

    it('what is made of a schema by the changes is the other one', async () => {
      await fc.assert(
        fc.asyncProperty(any(coloured), any(coloured), (current, desired) =>
          holds(bench, current, desired, normalized),
        ),
        { numRuns: ON_POSTGRES, endOnFailure: process.env.DIFF_SHRINK === undefined },
      );
    }).timeout(0);
  });

  describe('SQLite', () => {
    const bench: Bench = {
      within: async (work) => {
        const memory = await memoryDatabase();
        try {
          return await work(
            (changes) => perform(memory, changes),
            () => reflectSqlite(memory.connection),
          );
        } finally {
          await memory.close();
        }
      },
    };

    it('what is made of a schema by the changes is the other one', async () => {
      await fc.assert(
        fc.asyncProperty(any(validSqliteSchemas), any(validSqliteSchemas), (current, desired) =>
          holds(bench, current, desired, asSqlite),
        ),
        { numRuns: PAIRS - ON_POSTGRES, endOnFailure: process.env.DIFF_SHRINK === undefined },
      );
    }).timeout(0);
  });
});

// The linked tables are in PostgreSQL's words: an INTEGER PRIMARY KEY is the rowid.
function asSqlite(schema: SchemaSnapshot): SchemaSnapshot {
  return {
    ...schema,
    tables: schema.tables.map((table) =>
      table.columns.every(({ type }) => type === 'integer')
        ? {
            ...table,
            columns: table.columns.map((column) => ({ ...column, type: 'INTEGER' })),
            constraints: table.constraints.map((own) => (own.kind === 'primary key' ? { ...own, rowid: true } : own)),
          }
        : table,
    ),
  };
}
