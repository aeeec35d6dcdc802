import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCreateTable } from '../../src/dialects/sqlite/ddl/create-table.ts';
import { editTable } from '../../src/dialects/sqlite/ddl/edit-table.ts';
import { rebuildTable } from '../../src/dialects/sqlite/ddl/rebuild.ts';
import { tokensOf } from '../../src/dialects/sqlite/ddl/tokens.ts';
import { quote } from '../../src/dialects/sqlite/state.ts';
import type { TableEdit } from '../../src/model/statement.ts';
import { type Case, cases, createTable, prepared } from '../support/random-tables.ts';
import { type MemoryDatabase, memoryDatabase } from '../support/sqlite.ts';

const RUNS = Number(process.env.REBUILDS ?? 2_000);

describe('the rebuild of a SQLite table', () => {
  it('reads the text of each table, each byte of it in an element or between two', function () {
    this.timeout(0);
    fc.assert(
      fc.property(cases, (from) => {
        const sql = createTable(from);
        const { columns, elements } = parseCreateTable(sql);
        const written = from.columns.map(({ name }) => name);
        assert.deepEqual(columns.map(({ name }) => name).slice(1, 1 + written.length), written, sql);
        for (const token of tokensOf(sql)) assert.equal(sql.slice(token.start, token.end), token.text);
        for (const [index, { start, end }] of elements.entries()) {
          assert.ok(start < end && start >= (elements[index - 1]?.end ?? 0));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('changes what was asked for and nothing else: text, rows, rowids, counters, indexes, triggers, views, child tables', async function () {
    this.timeout(0);
    let done = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (from) => {
        const db = await memoryDatabase();
        try {
          if (await holds(db, from)) done += 1;
        } finally {
          await db.close();
        }
      }),
      { numRuns: RUNS },
    );
    assert.ok(done > RUNS / 4, `only ${done} of ${RUNS} tables could be made and changed`);
  });
});

async function holds(db: MemoryDatabase, from: Case): Promise<boolean> {
  if (!(await prepared(db, from))) return false; // not every mixture is a table
  const before = await state(db, from);
  const edit = editOf(from);
  await db.ask('BEGIN IMMEDIATE');
  try {
    await rebuildTable(db.ask, from.table, [edit]);
  } catch (error) {
    assert.match((error as Error).message, EXPECTED, `${createTable(from)}\n${JSON.stringify(edit)}`);
    await db.ask('ROLLBACK');
    assert.deepEqual(await state(db, from), before);
    return false;
  }
  await db.ask('COMMIT');
  const context = `${createTable(from)}\n${JSON.stringify(edit)}`;
  compare(before, await state(db, from), { from, edit, context });
  const [violation] = await db.ask('PRAGMA foreign_key_check');
  assert.equal(violation, undefined, context);
  assert.deepEqual(await db.ask('PRAGMA integrity_check'), [{ integrity_check: 'ok' }], context);
  assert.deepEqual(await db.ask('PRAGMA legacy_alter_table'), [{ legacy_alter_table: 0 }]);
  return true;
}

// What a change may be refused for; anything else is a fault of ours.
const EXPECTED =
  /NOT NULL constraint failed|CHECK constraint failed|is made from|would break the|datatype mismatch|cannot store|in the primary key|is a foreign key to|default value of column|non-deterministic|no such column|SQLITE_MISMATCH/;

interface State {
  readonly objects: ReadonlyMap<string, string>;
  readonly rows: readonly Record<string, unknown>[];
  readonly child: readonly Record<string, unknown>[];
  readonly counters: readonly Record<string, unknown>[];
  readonly columns: readonly string[];
}

async function state(db: MemoryDatabase, { table }: Case): Promise<State> {
  const objects = await db.ask('SELECT type, name, sql FROM sqlite_master');
  const info = await db.ask(`PRAGMA table_xinfo(${quote(table)})`);
  const columns = info.filter(({ hidden }) => hidden === 0).map(({ name }) => String(name));
  const shown = columns.flatMap((name) => [
    `${quote(name)} AS ${quote(`v ${name}`)}`,
    `typeof(${quote(name)}) AS ${quote(`t ${name}`)}`,
  ]);
  return {
    objects: new Map(objects.map(({ type, name, sql }) => [`${type} ${name}`, String(sql)])),
    rows: await db.ask(`SELECT ${['"k"', ...shown].join(', ')} FROM ${quote(table)} ORDER BY "k"`),
    child: await db.ask('SELECT * FROM sqlite_master WHERE 0').then(() => childRows(db, objects)),
    counters: objects.some(({ name }) => name === 'sqlite_sequence')
      ? await db.ask('SELECT * FROM sqlite_sequence ORDER BY name')
      : [],
    columns,
  };
}

async function childRows(db: MemoryDatabase, objects: readonly Record<string, unknown>[]) {
  return objects.some(({ name }) => name === 'child') ? db.ask('SELECT * FROM child ORDER BY 1') : [];
}

function compare(
  before: State,
  after: State,
  { from, edit, context }: { from: Case; edit: TableEdit; context: string },
): void {
  const victim = 'column' in edit ? edit.column : null;
  for (const [key, sql] of before.objects) {
    if (key === `table ${from.table}` || sql === 'null') continue;
    const mayGo = edit.kind === 'drop column' && key.startsWith('index');
    assert.ok(
      mayGo ? [sql, undefined].includes(after.objects.get(key)) : after.objects.get(key) === sql,
      `${key}\n${context}`,
    );
  }
  const kept = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => victim === null || key.slice(2) !== victim));
  const old = new Set(['k', ...before.columns.flatMap((name) => [`v ${name}`, `t ${name}`])]);
  const known = (row: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => old.has(key)));
  assert.deepEqual(after.rows.map(kept).map(known), before.rows.map(kept), context);
  assert.deepEqual(after.child, before.child, context);
  assert.deepEqual(after.counters, before.counters, context);
  assert.equal(parts(after, from, victim), parts(before, from, victim), context);
}

// The text of each other column, to the byte.
function parts({ objects }: State, { table, columns }: Case, victim: string | null): string {
  const sql = objects.get(`table ${table}`) ?? '';
  const written = parseCreateTable(sql).columns.filter(
    ({ name }) => name !== victim && columns.some((known) => known.name === name),
  );
  return written.map(({ start, end }) => sql.slice(start, end)).join('|');
}

function editOf({ columns, victim, change }: Case): TableEdit {
  const column = columns[victim % columns.length]?.name ?? '';
  const edits: Record<Case['change'], TableEdit> = {
    drop: { kind: 'drop column', column },
    type: { kind: 'set type', column, type: 'TEXT' },
    'not null': { kind: 'set nullable', column, nullable: false },
    nullable: { kind: 'set nullable', column, nullable: true },
    default: { kind: 'set default', column, expression: "'new, default'" },
    add: { kind: 'add column', definition: `"added" TEXT DEFAULT 'x'` },
    check: { kind: 'add constraint', text: `CONSTRAINT added CHECK ("k" < 1000)` },
    references: { kind: 'set references', column, references: null },
  };
  return edits[change];
}

describe('an edit of a CREATE TABLE', () => {
  const sql =
    "CREATE TABLE t (a INTEGER PRIMARY KEY, -- the key, first\n  b VARCHAR(5) NOT NULL DEFAULT 'x', /* c, */ c int, CONSTRAINT u UNIQUE (b), CHECK (c > 0))";
  const edits: readonly (readonly [string, TableEdit, string])[] = [
    [
      'adds a column behind the last one',
      { kind: 'add column', definition: 'd TEXT' },
      sql.replace('c int', 'c int, d TEXT'),
    ],
    [
      'drops a column with the constraints that name it',
      { kind: 'drop column', column: 'B' },
      sql
        .replace(" -- the key, first\n  b VARCHAR(5) NOT NULL DEFAULT 'x',", '')
        .replace(', CONSTRAINT u UNIQUE (b)', ''),
    ],
    [
      'drops a column that a CHECK names',
      { kind: 'drop column', column: 'c' },
      sql.replace(', /* c, */ c int', '').replace(', CHECK (c > 0)', ''),
    ],
    ['sets a type', { kind: 'set type', column: 'b', type: 'TEXT' }, sql.replace('VARCHAR(5)', 'TEXT')],
    ['drops NOT NULL', { kind: 'set nullable', column: 'b', nullable: true }, sql.replace(' NOT NULL', '')],
    ['sets NOT NULL', { kind: 'set nullable', column: 'c', nullable: false }, sql.replace('c int', 'c int NOT NULL')],
    ['sets a default', { kind: 'set default', column: 'b', expression: '1' }, sql.replace("DEFAULT 'x'", 'DEFAULT 1')],
    ['drops a default', { kind: 'set default', column: 'b', expression: null }, sql.replace(" DEFAULT 'x'", '')],
    ['drops a constraint', { kind: 'drop constraint', name: 'U' }, sql.replace(', CONSTRAINT u UNIQUE (b)', '')],
    [
      'adds a foreign key',
      { kind: 'set references', column: 'c', references: 'REFERENCES p (id)' },
      sql.replace('c int', 'c int REFERENCES p (id)'),
    ],
    [
      'orders the columns, those that are not named behind',
      { kind: 'set order', columns: ['c', 'A'] },
      "CREATE TABLE t (c int, -- the key, first\n  a INTEGER PRIMARY KEY, /* c, */ b VARCHAR(5) NOT NULL DEFAULT 'x', CONSTRAINT u UNIQUE (b), CHECK (c > 0))",
    ],
  ];
  for (const [title, edit, expected] of edits) it(title, () => assert.equal(editTable(sql, edit), expected));

  for (const [title, text] of Object.entries({
    'AS SELECT': 'CREATE TABLE t AS SELECT 1',
    'a quote without end': "CREATE TABLE t (a TEXT DEFAULT 'x)",
    'a virtual table': 'CREATE VIRTUAL TABLE t USING fts5(a)',
    'constraints without a comma': 'CREATE TABLE t (a, b, UNIQUE (a) UNIQUE (b))',
  }))
    it(`refuses ${title}`, () => assert.throws(() => parseCreateTable(text), { name: 'Unreadable' }));
});
