import assert from 'node:assert/strict';
import { ownNames } from '../../src/dialects/own-tables.ts';
import { reflect } from '../../src/dialects/sqlite/reflect.ts';
import type { ForeignKey, SchemaSnapshot, Table } from '../../src/model/schema.ts';
import { memoryDatabase } from '../support/sqlite.ts';
import { perform } from '../support/sqlite-changes.ts';
import { HARMLESS } from '../support/sqlite-harmless.ts';
import { MUTATIONS, SCHEMA } from '../support/sqlite-mutations.ts';
import { creation } from '../support/sqlite-schemas.ts';

const OURS = ownNames({ schema: null, revision: 'windlass_revision', history: 'windlass_history' });

async function reflected(script: readonly string[]): Promise<SchemaSnapshot> {
  const db = await memoryDatabase(script);
  try {
    return await reflect(db.connection, { without: OURS });
  } finally {
    await db.close();
  }
}

const tableNamed = (schema: SchemaSnapshot, name: string): Table => {
  const found = schema.tables.find((table) => table.name.name === name);
  assert.ok(found, `no table ${name}`);
  return found;
};
const keys = (table: Table) =>
  table.constraints.filter((constraint): constraint is ForeignKey => constraint.kind === 'foreign key');

describe('reflection of SQLite', () => {
  it('makes the schema of the mutations again from its reflection', async () => {
    const first = await reflected(SCHEMA);
    const db = await memoryDatabase();
    await perform(db, creation(first));
    assert.deepEqual(await reflect(db.connection), first);
    await db.close();
  });

  describe('sees each single change', () => {
    it('there are 60 of them at least', () => assert.ok(MUTATIONS.length >= 60, `only ${MUTATIONS.length}`));
    for (const [title, names, change] of MUTATIONS)
      it(title, async () => {
        const [before, after] = [await reflected(SCHEMA), await reflected(change(SCHEMA))];
        assert.deepEqual(differences(before, after), names);
      });
  });

  describe('is silent about what changes nothing', () => {
    it('there are 30 of them at least', () => assert.ok(HARMLESS.length >= 30, `only ${HARMLESS.length}`));
    for (const [title, change] of HARMLESS)
      it(title, async () => {
        const script = change(SCHEMA);
        assert.notDeepEqual(script, SCHEMA);
        assert.deepEqual(await reflected(script), await reflected(SCHEMA));
      });
  });

  it('asks as many questions of 500 tables as of 10', async () => {
    const counted = async (tables: number) => {
      const script = Array.from({ length: tables }, (_, at) => [
        `CREATE TABLE t${at} (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INTEGER REFERENCES t${at} (id) CHECK (b > 0))`,
        `CREATE INDEX i${at} ON t${at} (a, b)`,
        `CREATE VIEW v${at} AS SELECT a FROM t${at}`,
      ]).flat();
      const db = await memoryDatabase(script);
      let count = 0;
      const query: typeof db.connection.query = (sql, binds) => {
        count += 1;
        return db.connection.query(sql, binds);
      };
      const schema = await reflect({ ...db.connection, query });
      assert.equal(schema.tables.length, tables);
      await db.close();
      return count;
    };
    assert.deepEqual([await counted(10), await counted(500)], [3, 3]);
  });

  it("leaves out SQLite's tables, those behind virtual ones, and our own with what belongs to them", async () => {
    const script = [
      'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)',
      'CREATE INDEX i ON t (a)',
      "INSERT INTO t (a) VALUES ('x')",
      'ANALYZE',
      'CREATE VIRTUAL TABLE docs USING fts5 (title, body)',
      'CREATE VIRTUAL TABLE "Places" USING rtree (id, x0, x1)',
      ...['revision', 'history', 'revision_progress', 'backfill', 'snapshot', 'seed'].flatMap((name) => [
        `CREATE TABLE windlass_${name} (id INTEGER PRIMARY KEY)`,
        `CREATE INDEX windlass_${name}_i ON windlass_${name} (id)`,
      ]),
    ];
    const { tables, objects } = await reflected(script);
    assert.deepEqual(
      tables.map(({ name }) => name.name),
      ['t'],
    );
    assert.deepEqual(
      objects.map(({ type, name, definition }) => [type, name.name, definition]),
      [
        ['virtual table', 'Places', 'CREATE VIRTUAL TABLE "Places" USING rtree ( id , x0 , x1 )'],
        ['virtual table', 'docs', 'CREATE VIRTUAL TABLE "docs" USING fts5 ( title , body )'],
      ],
    );
  });

  it('takes the names of our own tables from its caller', async () => {
    const db = await memoryDatabase(['CREATE TABLE "My Log" (a)', 'CREATE TABLE windlass_seed (a)']);
    const { tables } = await reflect(db.connection, { without: [{ schema: null, name: 'my log' }] });
    assert.deepEqual(
      tables.map(({ name }) => name.name),
      ['windlass_seed'],
    );
    await db.close();
  });

  it('keeps a table that it cannot read as an object, with its indexes', async () => {
    const script = [
      'create table "t" (a, b, unique (a) check (b > 0)) -- no comma',
      'create index I on T ( "b" desc )',
    ];
    const { tables, objects } = await reflected(script);
    assert.deepEqual(tables, []);
    assert.deepEqual(
      objects.map(({ type, name, table, definition }) => [type, name.name, table?.name ?? null, definition]),
      [
        ['table', 't', null, 'CREATE TABLE t(a, b, UNIQUE (a) CHECK (b > 0))'],
        ['index', 'I', 't', 'CREATE INDEX I ON t(b DESC)'],
      ],
    );
    const db = await memoryDatabase(objects.map(({ definition }) => definition));
    assert.deepEqual(await reflect(db.connection), { tables, enums: [], objects });
    await db.close();
  });

  it('reads a database whose view is broken and whose module is missing', async () => {
    const db = await memoryDatabase([
      'CREATE TABLE t (a)',
      'CREATE VIEW v AS SELECT a FROM nowhere',
      'CREATE VIEW w AS SELECT missing(a) FROM t',
      'PRAGMA writable_schema = ON',
      `INSERT INTO sqlite_master VALUES ('table', 'm', 'm', 0, 'CREATE VIRTUAL TABLE m USING nomodule(a)')`,
      'PRAGMA writable_schema = RESET',
    ]);
    const { tables, objects } = await reflect(db.connection);
    assert.equal(tables.length, 1);
    assert.deepEqual(
      objects.map(({ type, name }) => `${type} ${name.name}`),
      ['virtual table m', 'view v', 'view w'],
    );
    await db.close();
  });

  it('check does not fail on SQLite because of foreign-key reflection', async () => {
    const schema = await reflected([
      'CREATE TABLE parent (a INTEGER, "b B" TEXT, c INTEGER UNIQUE, PRIMARY KEY (a, "b B"))',
      'CREATE TABLE single (id INTEGER PRIMARY KEY, up INTEGER REFERENCES single, other INTEGER REFERENCES Single (ID))',
      `CREATE TABLE child (
        x INTEGER, y TEXT, z INTEGER CONSTRAINT "z fk" REFERENCES [single] ON DELETE SET NULL,
        gone INTEGER REFERENCES nowhere, gone2 INTEGER REFERENCES "no where" ("x, y)") MATCH FULL,
        few INTEGER REFERENCES parent,
        CONSTRAINT both FOREIGN KEY (x, y) REFERENCES \`parent\` DEFERRABLE INITIALLY DEFERRED,
        FOREIGN KEY (y, "X") REFERENCES parent ("b B", A) ON UPDATE CASCADE NOT DEFERRABLE,
        FOREIGN KEY (z) REFERENCES parent (c) ON DELETE NO ACTION, FOREIGN KEY (z) REFERENCES parent (c) MATCH SIMPLE
      )`,
    ]);
    const said = (table: string) =>
      keys(tableNamed(schema, table)).map(({ name, columns, references, onDelete, onUpdate, match, deferrable }) =>
        [
          `${name}: ${columns} -> ${references.table.name} (${references.columns})`,
          onDelete,
          onUpdate,
          match,
          deferrable,
        ]
          .filter((each) => each !== null)
          .join(' | '),
      );
    assert.deepEqual(said('single'), ['null: other -> single (id)', 'null: up -> single (id)']);
    assert.deepEqual(said('child').sort(), [
      'both: x,y -> parent (a,b B) | deferred',
      'null: few -> parent ()',
      'null: gone -> nowhere ()',
      'null: gone2 -> no where (x, y)) | FULL',
      'null: y,x -> parent (b B,a) | CASCADE',
      'null: z -> parent (c)',
      'null: z -> parent (c)',
      'z fk: z -> single (id) | SET NULL',
    ]);
    const db = await memoryDatabase();
    await perform(db, creation(schema));
    assert.deepEqual(await reflect(db.connection), schema);
    await db.close();
  });

  it('takes a keyword that names a column for the column, in quotes or bare', async () => {
    const script = (name: string) => [
      `CREATE TABLE t (id INTEGER PRIMARY KEY, "key" TEXT CHECK (${name} <> 'A'), "desc" TEXT)`,
      `CREATE INDEX i ON t (${name}, lower(${name}))`,
      `CREATE VIEW v AS SELECT t."desc", ${name} FROM t WHERE t.${name} > 1`,
    ];
    assert.deepEqual(await reflected(script('KEY')), await reflected(script('"key"')));
  });

  it('keeps a default that is a word, and a string in double quotes, what they are', async () => {
    const schema = await reflected([
      `CREATE TABLE t (a DEFAULT word, b DEFAULT "Wo""rd", c DEFAULT true, e CHECK (e <> "no column"), f DEFAULT null, g DEFAULT - 5)`,
    ]);
    assert.deepEqual(
      tableNamed(schema, 't').columns.map((column) => column.default),
      ["'word'", "'Wo\"rd'", 'TRUE', null, null, '-5'],
    );
    const db = await memoryDatabase();
    await perform(db, creation(schema));
    assert.deepEqual(await reflect(db.connection), schema);
    await db.close();
  });

  it('knows which key is the rowid', async () => {
    const schema = await reflected([
      'CREATE TABLE a (id integer PRIMARY KEY)',
      'CREATE TABLE b (id INTEGER, PRIMARY KEY (id DESC))',
      'CREATE TABLE c (id INTEGER PRIMARY KEY DESC)',
      'CREATE TABLE d (id BIGINT PRIMARY KEY)',
      'CREATE TABLE e (id INTEGER PRIMARY KEY) WITHOUT ROWID',
      'CREATE TABLE f ("id" INTEGER, PRIMARY KEY("id" AUTOINCREMENT))',
      'CREATE TABLE g (id TEXT PRIMARY KEY)',
    ]);
    assert.deepEqual(
      schema.tables.map(({ name, columns, constraints: [key] }) => [
        name.name,
        key?.kind === 'primary key' ? key.rowid : null,
        columns[0]?.nullable,
        columns[0]?.identity,
      ]),
      [
        ['a', true, false, null],
        ['b', true, false, null],
        ['c', false, true, null],
        ['d', false, true, null],
        ['e', false, false, null],
        ['f', true, false, 'autoincrement'],
        ['g', undefined, true, null],
      ],
    );
    const db = await memoryDatabase();
    await perform(db, creation(schema));
    assert.deepEqual(await reflect(db.connection), schema);
    await db.close();
  });
});

// The tables and objects that are not the same: with the column, constraint or index that is not, where it has a name.
function differences(before: SchemaSnapshot, after: SchemaSnapshot): readonly string[] {
  const parts = (schema: SchemaSnapshot): ReadonlyMap<string, string> =>
    new Map([
      ...schema.tables.flatMap(({ name, columns, constraints, indexes, ...rest }): [string, string][] => [
        [`table ${name.name}`, JSON.stringify([rest, columns.map((column) => column.name)])],
        ...columns.map((each): [string, string] => [`column ${name.name}.${each.name}`, JSON.stringify(each)]),
        ...constraints.map((each): [string, string] => [
          `${each.kind} ${name.name}.${each.name ?? ('columns' in each ? each.columns : 'expression' in each ? each.expression : '')}`,
          JSON.stringify(each),
        ]),
        ...indexes.map((each): [string, string] => [`index ${name.name}.${each.name}`, JSON.stringify(each)]),
      ]),
      ...schema.objects.map((each): [string, string] => [`${each.type} ${each.name.name}`, JSON.stringify(each)]),
    ]);
  const [old, fresh] = [parts(before), parts(after)];
  const names = new Set([...old.keys(), ...fresh.keys()]);
  return [...names].filter((name) => old.get(name) !== fresh.get(name)).sort();
}
