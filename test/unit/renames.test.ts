import assert from 'node:assert/strict';
import { likeness } from '../../src/diff/likeness.ts';
import { flagOf } from '../../src/diff/rename.ts';
import { renamesOf, renamesOfHints } from '../../src/diff/rename-words.ts';
import { proposedRenames, withRenames } from '../../src/diff/renames.ts';
import { MigratorError } from '../../src/errors.ts';
import {
  type Column,
  type Constraint,
  EMPTY,
  type Index,
  type SchemaSnapshot,
  type Table,
} from '../../src/model/schema.ts';

const name = (own: string) => ({ schema: null, name: own });
const plain = { nullable: true, default: null, identity: null, generated: null, collation: null, comment: null };
const column = (own: string, type = 'text', more: Partial<Column> = {}): Column => ({
  name: own,
  type,
  ...plain,
  ...more,
});
const table = (own: string, columns: readonly Column[], more: Partial<Table> = {}): Table => ({
  name: name(own),
  columns,
  constraints: [],
  indexes: [],
  comment: null,
  options: [],
  ...more,
});
const unique = (own: string, of: string): Constraint => ({
  kind: 'unique',
  name: own,
  columns: [of],
  nullsNotDistinct: false,
  deferrable: null,
});
const index = (own: string, of: string): Index => ({
  name: own,
  unique: false,
  method: null,
  parts: [{ column: of, expression: null, collation: null, opclass: null, order: null, nulls: null }],
  include: [],
  where: null,
  nullsNotDistinct: false,
});
const schema = (tables: readonly Table[], more: Partial<SchemaSnapshot> = {}): SchemaSnapshot => ({
  ...EMPTY,
  tables,
  ...more,
});
const flags = (current: SchemaSnapshot, desired: SchemaSnapshot) => proposedRenames(current, desired).map(flagOf);
const id = column('id', 'integer');

describe('renames', () => {
  for (const { title, current, desired, proposed } of [
    {
      title: 'a column of the same type whose name keeps a word',
      current: [table('guest', [id, column('name'), column('age', 'integer')])],
      desired: [table('guest', [id, column('full_name'), column('age', 'integer')])],
      proposed: ['guest.name:full_name'],
    },
    {
      title: 'snake case for camel case, each column once',
      current: [table('guest', [column('createdAt'), column('updatedAt')])],
      desired: [table('guest', [column('updated_at'), column('created_at')])],
      proposed: ['guest.createdAt:created_at', 'guest.updatedAt:updated_at'],
    },
    {
      title: 'no column of another type',
      current: [table('guest', [id, column('name')])],
      desired: [table('guest', [id, column('full_name', 'integer')])],
      proposed: [],
    },
    {
      title: 'no column with another name altogether, at another place',
      current: [table('guest', [column('phone'), id])],
      desired: [table('guest', [id, column('zip_code')])],
      proposed: [],
    },
    {
      title: 'a table with the same columns',
      current: [table('guest', [id, column('name')])],
      desired: [table('visitor', [id, column('name')])],
      proposed: ['guest:visitor'],
    },
    {
      title: 'a table, and a column in it',
      current: [table('guest', [id, column('name'), column('phone'), column('age', 'integer')])],
      desired: [table('guests', [id, column('first_name'), column('phone'), column('age', 'integer')])],
      proposed: ['guest:guests', 'guests.name:first_name'],
    },
    {
      title: 'an index and a constraint with the same content',
      current: [table('guest', [id], { indexes: [index('a', 'id')], constraints: [unique('k', 'id')] })],
      desired: [table('guest', [id], { indexes: [index('b', 'id')], constraints: [unique('l', 'id')] })],
      proposed: ['guest.a:b', 'guest.k:l'],
    },
    {
      title: 'no index with another content',
      current: [table('guest', [id, column('x')], { indexes: [index('a', 'id')] })],
      desired: [table('guest', [id, column('x')], { indexes: [index('b', 'x')] })],
      proposed: [],
    },
  ])
    it(`proposes ${title}`, () => assert.deepEqual(flags(schema(current), schema(desired)), proposed));

  it('proposes the value of an enum type that is spelled alike', () => {
    const type = (...labels: string[]) => schema([], { enums: [{ name: name('state'), labels }] });
    assert.deepEqual(flags(type('open', 'canceled'), type('open', 'cancelled', 'lost')), ['state.canceled:cancelled']);
    assert.deepEqual(flags(type('a', 'b'), type('b', 'zzz')), []);
  });

  it('lets names that follow from a renamed column and table follow: enum type, index, constraint', () => {
    const of = (own: string, state: string) =>
      schema(
        [
          table(
            own,
            [
              id,
              column('at'),
              column('note'),
              column('by'),
              column(state, `enum_${own}_${state}`, { default: `'a'::enum_${own}_${state}` }),
            ],
            {
              constraints: [unique(`${own}_${state}_key`, state)],
              indexes: [index(`${own}_${state}`, state)],
            },
          ),
        ],
        { enums: [{ name: name(`enum_${own}_${state}`), labels: ['a', 'b'] }] },
      );
    const [current, desired] = [of('booking', 'state'), of('bookings', 'status')];
    const accepted = renamesOf(['booking:bookings', 'booking.state:status'], current, desired);
    const { schema: renamed, changes } = withRenames(current, desired, accepted);
    assert.deepEqual(renamed, desired);
    assert.deepEqual(changes.map(flagOf), [
      'booking:bookings',
      'bookings.state:status',
      'enum_booking_state:enum_bookings_status',
      'bookings.booking_state:bookings_status',
      'bookings.booking_state_key:bookings_status_key',
    ]);
    assert.deepEqual(flags(current, desired), ['booking:bookings', 'bookings.state:status']);
  });

  it('looks up what --rename means, and says what is not there or could be two things', () => {
    const current = schema([table('t', [column('a')], { indexes: [index('a', 'a'), index('i', 'a')] })], {
      enums: [{ name: name('state'), labels: ['x'] }],
    });
    const desired = schema([table('t', [column('b')], { indexes: [] })]);
    const kinds = (...given: string[]) => renamesOf(given, current, desired).map(({ kind }) => kind);
    assert.deepEqual(kinds('t.a:b', 't.i:j', 'state.x:y', 'state:status'), [
      'rename column',
      'rename index',
      'rename enum value',
      'rename enum',
    ]);
    assert.deepEqual(kinds('t:u', 'u.i:j'), ['rename table', 'rename index']);
    const refused = (flag: string, message: RegExp) =>
      assert.throws(
        () => renamesOf([flag], current, desired),
        (error) => error instanceof MigratorError && error.code === 'USAGE' && message.test(error.message),
      );
    refused('t.a:c', /ambiguous: "t\.a" is column and index/);
    refused('t.nothing:c', /no table, column, index, constraint or enum value "t\.nothing"/);
    refused('t.a', /does not say old:new/);
  });

  it('takes the hints of models once', () => {
    const current = schema([table('guest', [column('name')])]);
    const hints = [
      { table: name('visitor'), column: null, from: 'guest' },
      { table: name('visitor'), column: 'full_name', from: 'name' },
    ];
    assert.deepEqual(renamesOfHints(hints, current).map(flagOf), ['guest:visitor', 'visitor.name:full_name']);
    assert.deepEqual(renamesOfHints(hints, schema([table('visitor', [column('full_name')])])), []);
  });

  it('measures names by their words and by their letters', () => {
    assert.equal(likeness('createdAt', 'created_at'), 1);
    assert.ok(likeness('name', 'full_name') > 0.6);
    assert.ok(likeness('colour', 'color') > 0.8);
    assert.ok(likeness('phone', 'zip_code') < 0.5);
  });
});
