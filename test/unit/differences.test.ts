import assert from 'node:assert/strict';
import { differences } from '../../src/diff/differences.ts';
import { type Column, EMPTY, type SchemaSnapshot, type Table } from '../../src/model/schema.ts';

const column = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  type: 'integer',
  nullable: true,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  comment: null,
  ...rest,
});
const table = (name: string, columns: readonly Column[], rest: Partial<Table> = {}): Table => ({
  name: { schema: null, name },
  columns,
  constraints: [],
  indexes: [],
  comment: null,
  options: [],
  ...rest,
});
const schema = (...tables: readonly Table[]): SchemaSnapshot => ({ ...EMPTY, tables });
const said = (current: SchemaSnapshot, desired: SchemaSnapshot) =>
  differences(current, desired).map(({ kind, object, detail, changes }) => [kind, object, detail, changes.length]);

describe('the differences of two schemas', () => {
  it('are sentences with both sides', () => {
    const current = schema(table('bookings', [column('priority', { type: 'varchar(20)' })]));
    const desired = schema(
      table('bookings', [column('priority', { type: 'varchar(40)', nullable: false })]),
      table('new', [column('a')]),
    );
    assert.deepEqual(said(current, desired), [
      ['table', 'new', 'table new does not exist in the database, but does in the models', 1],
      [
        'column',
        'bookings.priority',
        'column bookings.priority is varchar(20), may be NULL in the database and is varchar(40), is NOT NULL in the models',
        1,
      ],
    ]);
  });

  it('name what no change mends, and what a change leaves', () => {
    const generated = { generated: { expression: '1', stored: true } };
    const current = schema(table('t', [column('a'), column('b')]));
    const desired = schema(table('t', [column('b'), column('a', { ...generated, comment: 'x' }), column('c')]));
    assert.deepEqual(said(current, desired), [
      [
        'table',
        't',
        'table t has its columns in the order a, b in the database and its columns in the order b, a in the models',
        0,
      ],
      ['column', 't.c', 'column t.c does not exist in the database, but does in the models', 1],
      [
        'column',
        't.a',
        'column t.a is a plain column, has no comment in the database and is generated (stored) as 1, has the comment "x" in the models',
        1,
      ],
      [
        'column',
        't.a',
        'nothing mends that column t.a is a plain column in the database and generated (stored) as 1 in the models',
        0,
      ],
    ]);
  });

  it('are named as the caller names the sides', () => {
    const [one] = differences(schema(), schema(table('t', [])), { current: 'now', desired: 'after the last run' });
    assert.equal(one?.detail, 'table t does not exist now, but does after the last run');
  });
});
