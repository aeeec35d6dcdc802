import assert from 'node:assert/strict';
import { derivedChanges } from '../../src/authoring/derive.ts';
import type { SchemaChange } from '../../src/changes/index.ts';
import { sqlWriter as postgres } from '../../src/dialects/postgres/sql.ts';
import { sqlWriter as sqlite } from '../../src/dialects/sqlite/sql.ts';
import { type Column, EMPTY, type SchemaSnapshot } from '../../src/model/schema.ts';
import { printed, quoted } from '../../src/render/literal.ts';
import { renderRevision } from '../../src/render/revision.ts';
import { revisionText } from '../../src/revisions/template.ts';

const name = (own: string) => ({ schema: null, name: own });
const table = name('users');
const column = (own: string, type: string, more: Partial<Column> = {}): Column => ({
  ...{ name: own, type, nullable: true, default: null, identity: null },
  ...{ generated: null, collation: null, comment: null, ...more },
});
const add = (own: Column): SchemaChange => ({ kind: 'add column', table, column: own, constraints: [] });
// what a template would fill in
const HOLE = ['$', '{x}'].join('');
const lines = (text: string) => text.split('\n').map((line) => line.trim());

describe('the text of a generated revision', () => {
  it('shows the way in steps where a required column meets rows', () => {
    const { up } = renderRevision([add(column('age', 'integer', { nullable: false }))], { write: postgres });
    assert.deepEqual(lines(up), [
      '// fails while users has rows: they would have no value. In steps that do not:',
      "//   await op.addColumn('users', 'age', { type: DataTypes.INTEGER });",
      "//   await op.batchUpdate('users', { set: { age: … } });",
      "//   await op.setNotNull('users', 'age');",
      "await op.addColumn('users', 'age', { type: DataTypes.INTEGER, allowNull: false });",
    ]);
  });

  it('says of a type that no value fits that it fails with any row, on PostgreSQL', () => {
    const change = (from: string, to: string): SchemaChange => ({
      ...{ kind: 'alter column', table, name: 'id', using: null },
      ...{ from: { type: from }, to: { type: to } },
    });
    const [first = ''] = lines(renderRevision([change('bigint', 'uuid')], { write: postgres }).up);
    assert.equal(
      first,
      '// fails while users has rows with a value there: no bigint is a uuid. In steps that do not: add a column',
    );
    for (const [from, to] of [
      ['bigint', 'integer'],
      ['boolean', 'integer'],
      ['text', 'uuid'],
    ] as const)
      assert.doesNotMatch(renderRevision([change(from, to)], { write: postgres }).up, /fails/);
    assert.doesNotMatch(renderRevision([change('BIGINT', 'UUID')], { write: sqlite }).up, /fails/);
  });

  it('makes the changes of one table that follow each other in one rebuild on SQLite', () => {
    const changes = [add(column('a', 'TEXT')), add(column('b', 'VARCHAR(20)', { default: "'x'" }))];
    const { up, down } = renderRevision(changes, { write: sqlite });
    assert.deepEqual(up.split('\n'), [
      "  await op.batchAlterTable('users', async (batch) => {",
      "    await batch.addColumn('a', { type: DataTypes.TEXT });",
      "    await batch.addColumn('b', { type: DataTypes.STRING(20), defaultValue: 'x' });",
      '  });',
    ]);
    assert.match(down, /removeColumn\('b'\);[\s\S]*removeColumn\('a'\);/);
    assert.doesNotMatch(renderRevision(changes, { write: postgres }).up, /batch/);
  });

  it('says what cannot be taken back', () => {
    const changes: readonly SchemaChange[] = [
      { kind: 'execute', up: 'UPDATE users SET age = 1', down: null },
      { kind: 'drop table', name: table, was: null, cascade: false, ifExists: false },
    ];
    const { down, irreversible } = renderRevision(changes, { write: postgres });
    assert.deepEqual(lines(down), [
      '// cannot be taken back: drop table users',
      '// cannot be taken back: execute UPDATE users SET age = 1',
    ]);
    assert.equal(irreversible, 'drop table users; execute UPDATE users SET age = 1');
  });

  it('leaves a type to the ENUM that brings it, and its end to the table that goes', () => {
    const type = { name: name('enum_t_state'), labels: ['a', "it's"] };
    const own = { name: name('t'), constraints: [], indexes: [], comment: null, options: [] };
    const columns = [column('state', 'enum_t_state', { default: "'a'::enum_t_state" })];
    const changes: readonly SchemaChange[] = [
      { kind: 'create enum', type },
      { kind: 'create table', table: { ...own, columns }, ifNotExists: false },
    ];
    const { up, down } = renderRevision(changes, { write: postgres });
    assert.equal(
      up.trim(),
      `await op.createTable('t', { state: { type: DataTypes.ENUM('a', "it's"), defaultValue: 'a' } });`,
    );
    assert.deepEqual(lines(down), ['// destroys: the table t with its rows', "await op.dropTable('t');"]);
  });

  it('keeps a text of several lines as it is, in CommonJS too', () => {
    const definition = `CREATE VIEW v AS\n  SELECT \`a\`, "${HOLE}" \\ 1\n`;
    const object = { type: 'view', name: name('v'), table: null, signature: null, definition } as const;
    const { up, down, imports } = renderRevision([{ kind: 'create object', object }], {
      write: postgres,
      indent: '    ',
    });
    const text = revisionText(
      {
        ...{ revision: 'a', downRevision: [], branchLabels: [], dependsOn: [], message: 'm', createdAt: new Date(0) },
        ...{ up, down, imports },
      },
      'cjs',
    );
    const module = { exports: {} as { up(op: object): Promise<void> } };
    new Function('module', 'require', text)(module, () => ({}));
    const made: unknown[] = [];
    void module.exports.up({ createView: async (...args: unknown[]) => made.push(args) });
    assert.deepEqual(made, [['v', definition]]);
  });

  it('writes any string and key so that JavaScript reads it back', () => {
    for (const text of ["it's", '"so"', `it's "so"`, `\`${HOLE}\`\n\\`, '\u2028\u0000', 'a\r\nb', '😀', '\\"'])
      assert.equal(new Function(`return ${quoted(text)}`)(), text);
    const object = JSON.parse('{ "__proto__": 1, "a b": [true, null], "x": { "y": "z" } }') as object;
    const back = new Function(`return ${printed(object)}`)() as object;
    assert.deepEqual(Object.entries(back), Object.entries(object));
  });
});

describe('what was renamed', () => {
  const schema = (own: string, columns: readonly Column[]): SchemaSnapshot => ({
    ...EMPTY,
    tables: [{ name: name(own), columns, constraints: [], indexes: [], comment: null, options: [] }],
  });
  const live = schema('guest', [column('id', 'integer'), column('name', 'text'), column('at', 'date')]);
  const desired = schema('guests', [column('id', 'integer'), column('full_name', 'text'), column('at', 'date')]);
  const kinds = async (answer: (question: string) => boolean) => {
    const asked: string[] = [];
    const confirm = async (question: string) => {
      asked.push(question);
      return answer(question);
    };
    const sources = { flags: [], hints: [], confirm, warn: () => assert.fail('nothing is to be warned of') };
    const changes = await derivedChanges(live, () => desired, sources);
    return { asked, kinds: changes.map(({ kind }) => kind) };
  };

  it('is asked, a table first, and what is in it once it is agreed on', async () => {
    assert.deepEqual(await kinds(() => true), {
      asked: ['Is the table guest now called guests?', 'Is the column guests.name now called guests.full_name?'],
      kinds: ['rename table', 'rename column'],
    });
  });

  it('is not asked inside a table that is another one', async () => {
    assert.deepEqual(await kinds(() => false), {
      asked: ['Is the table guest now called guests?'],
      kinds: ['create table', 'drop table'],
    });
  });

  it('is a warning with the flag to type where nobody can be asked', async () => {
    const warnings: string[] = [];
    const sources = { flags: [], hints: [], confirm: null, warn: (message: string) => void warnings.push(message) };
    await derivedChanges(live, () => desired, sources);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /--rename guest:guests$/);
  });
});
