import fc from 'fast-check';
import type { SchemaChange } from '../../src/changes/index.ts';
import type { Column, Constraint, Index, IndexPart, SchemaSnapshot, Table } from '../../src/model/schema.ts';
import { changesOf, enums, OBJECTS } from './schemas.ts';

const NAMES = ['a', 'b', 'Order', 'x y', 'it"s', "q'q", 'select', 'größe'] as const;
const qualified = (name: string) => ({ schema: null, name });

// Spelled as Sequelize and people do, with defaults that fit.
const TYPES: readonly (readonly [type: string, defaults: readonly string[]])[] = [
  ['INTEGER', ['(1 + 2)', '-7', '5']],
  ['int4', ['0']],
  ['BIGINT', ['5']],
  ['smallint', []],
  ['TEXT', ["'x'", "'it''s'::text", "'(('", 'CURRENT_USER']],
  ['VARCHAR(20)', ["'x'", "'a''b'"]],
  ['character varying', ["'x'"]],
  ['DECIMAL(10, 2)', ['5', '1.50']],
  ['NUMERIC(5)', []],
  ['TIMESTAMPTZ', ['now()', 'CURRENT_TIMESTAMP']],
  ['TIMESTAMP WITH TIME ZONE', ['now()']],
  ['timestamp(3)', []],
  ['TIME', []],
  ['DATE', ['CURRENT_DATE']],
  ['DOUBLE PRECISION', []],
  ['FLOAT', []],
  ['REAL', []],
  ['UUID', ['gen_random_uuid()']],
  ['JSONB', ["'{}'"]],
  ['CHAR(3)', ["'abc'"]],
  ['CHAR', []],
  ['VARCHAR(5)[]', []],
  ['integer ARRAY', []],
  ['interval', []],
];
const COUNTS: ReadonlySet<string> = new Set(['INTEGER', 'int4', 'BIGINT', 'smallint']);
const WHOLE: ReadonlySet<string> = new Set(['INTEGER', 'int4']);
const isText = (type: string) => /^(?:TEXT|VARCHAR\(20\)|character varying)$/.test(type);

const column: fc.Arbitrary<Omit<Column, 'name'>> = fc.constantFrom(...TYPES).chain(([type, defaults]) =>
  fc
    .record({
      type: fc.constant(type),
      nullable: fc.boolean(),
      default: fc.constantFrom(null, ...defaults),
      identity: COUNTS.has(type)
        ? fc.constantFrom(null, null, 'serial' as const, 'always' as const, 'by default' as const)
        : fc.constant(null),
      generated: WHOLE.has(type)
        ? fc.constantFrom(null, null, { expression: '1 + 2', stored: true })
        : fc.constant(null),
      collation: isText(type) ? fc.constantFrom(null, null, 'C') : fc.constant(null),
      comment: fc.constantFrom(null, "it's; a -- comment"),
    })
    .map((own) => ({
      ...own,
      generated: own.identity === null ? own.generated : null,
      ...((own.identity !== null || own.generated !== null) && { default: null }),
      ...(own.identity !== null && { nullable: false }),
    })),
);

const columns = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), column), { minLength: 1, maxLength: 6, selector: ([name]) => name })
  .map((list) => list.map(([name, rest]): Column => ({ name, ...rest })));

const deferrable = fc.constantFrom(null, null, 'immediate' as const, 'deferred' as const);
// of two keys on the same columns CREATE TABLE makes one
const isSame = (one: readonly string[], other: readonly string[] = []) => one.join() === other.join();
const comparable = ({ type }: Column) => !/JSONB/.test(type);

function constraintsOf(table: string, own: readonly Column[]): fc.Arbitrary<readonly Constraint[]> {
  const names = own.filter(comparable).map(({ name }) => name);
  const whole = own.filter(({ type, generated }) => WHOLE.has(type) && generated === null).map(({ name }) => name);
  const some = names.length === 0 ? fc.constant([]) : fc.subarray(names, { minLength: 1 });
  const action = fc.constantFrom(null, 'CASCADE' as const, 'SET NULL' as const, 'RESTRICT' as const);
  return fc
    .record({
      key: fc.option(fc.record({ columns: some, deferrable })),
      unique: fc.option(fc.record({ columns: some, deferrable, nullsNotDistinct: fc.boolean() })),
      check: fc.option(
        fc.record({ expression: fc.constantFrom('1 < 2', "'a'::text <> ')'::text"), validated: fc.boolean() }),
      ),
      reference: fc.option(
        fc.record({
          columns: fc.subarray(whole),
          onDelete: action,
          onUpdate: action,
          match: fc.constantFrom(null, 'FULL' as const),
          deferrable,
          validated: fc.boolean(),
        }),
      ),
      exclusion: fc.boolean(),
    })
    .map(({ key, unique, check, reference, exclusion }): readonly Constraint[] => [
      ...(key === null || key.columns.length === 0
        ? []
        : [{ kind: 'primary key', name: `${table}_pk`, ...key } as const]),
      ...(unique === null || unique.columns.length === 0 || isSame(unique.columns, key?.columns)
        ? []
        : [{ kind: 'unique', name: `${table}_uk`, ...unique } as const]),
      ...(check === null ? [] : [{ kind: 'check', name: `${table}_ck`, ...check } as const]),
      ...(reference === null || reference.columns.length === 0
        ? []
        : [
            {
              kind: 'foreign key',
              name: `${table}_fk`,
              ...reference,
              references: { table: qualified('far'), columns: reference.columns.map((_, at) => `k${at}`) },
            } as const,
          ]),
      ...(exclusion && names.includes('a')
        ? [{ kind: 'exclusion', name: `${table}_ex`, definition: 'USING btree (a WITH =)' } as const]
        : []),
    ]);
}

function partOf(own: readonly Column[]): fc.Arbitrary<IndexPart> {
  return fc.constantFrom(null, ...own.filter(comparable)).chain((of) => {
    const text = of === null || isText(of.type);
    return fc.record({
      column: fc.constant(of?.name ?? null),
      expression: fc.constant(of === null ? "lower('A'::text)" : null),
      collation: text ? fc.constantFrom(null, 'C') : fc.constant(null),
      opclass: text ? fc.constantFrom(null, 'text_pattern_ops') : fc.constant(null),
      order: fc.constantFrom(null, 'ASC' as const, 'DESC' as const),
      nulls: fc.constantFrom(null, 'LAST' as const, 'FIRST' as const),
    });
  });
}

function indexesOf(table: string, own: readonly Column[]): fc.Arbitrary<readonly Index[]> {
  const index = fc.record({
    unique: fc.boolean(),
    method: fc.constantFrom(null, 'btree'),
    parts: fc.array(partOf(own), { minLength: 1, maxLength: 3 }),
    include: fc.subarray(own.map(({ name }) => name)),
    where: fc.constantFrom(null, '1 < 2', ...(own.some(({ name }) => name === 'a') ? ['a IS NOT NULL'] : [])),
    nullsNotDistinct: fc.boolean(),
  });
  const plain = { collation: null, opclass: null, order: null, nulls: null, expression: null };
  const other = fc
    .record({
      method: fc.constantFrom('hash', 'brin'),
      of: fc.constantFrom(null, ...own.filter(({ type }) => WHOLE.has(type))),
    })
    .map(({ method, of }): readonly Omit<Index, 'name'>[] => {
      const parts = [{ ...plain, column: of?.name ?? null }];
      return of === null ? [] : [{ unique: false, method, parts, include: [], where: null, nullsNotDistinct: false }];
    });
  return fc.tuple(fc.array(index, { maxLength: 2 }), other).map(([list, others]) =>
    [...list, ...others].map((each, at) => ({
      ...each,
      nullsNotDistinct: each.unique && each.nullsNotDistinct,
      name: `${table}_i${at}`,
    })),
  );
}

const table = (name: string): fc.Arbitrary<Table> =>
  columns.chain((own) =>
    fc.record({
      name: fc.constant(qualified(name)),
      columns: fc.constant(own),
      constraints: constraintsOf(name, own),
      indexes: indexesOf(name, own),
      comment: fc.constantFrom(null, 'a table'),
      options: fc.constantFrom([], [], ['UNLOGGED']),
    }),
  );

const INTEGER = {
  type: 'integer',
  nullable: true,
  default: null,
  identity: null,
  generated: null,
  collation: null,
  comment: null,
};
const KEYS = ['k0', 'k1', 'k2', 'k3', 'k4', 'k5'];

// What foreign keys point at: any number of columns.
const FAR: Table = {
  name: qualified('far'),
  columns: [{ ...INTEGER, name: 'id', nullable: false }, ...KEYS.map((name) => ({ ...INTEGER, name }))],
  constraints: [
    { kind: 'primary key', name: 'far_pk', columns: ['id'], deferrable: null },
    ...KEYS.map((name, at) => ({
      kind: 'unique' as const,
      name: `far_${name}`,
      columns: KEYS.slice(0, at + 1),
      nullsNotDistinct: false,
      deferrable: null,
    })),
  ],
  indexes: [],
  comment: null,
  options: [],
};

/** Random schemas that a real PostgreSQL can make. */
export const validSchemas: fc.Arbitrary<SchemaSnapshot> = fc
  .tuple(table('t'), table('Other "one"'), enums, fc.subarray([...OBJECTS]))
  .map(([one, other, types, objects]) => ({ tables: [FAR, one, other], enums: types, objects }));

/** The changes that make it, in an order that works. */
export function creating({ tables, enums: types, objects }: SchemaSnapshot): readonly SchemaChange[] {
  // NOT VALID is not heeded in CREATE TABLE: there are no rows to look at
  const later = (own: Constraint) => own.kind === 'foreign key' || ('validated' in own && !own.validated);
  return [
    ...types.map((type): SchemaChange => ({ kind: 'create enum', type })),
    ...tables.map(
      (own): SchemaChange => ({
        kind: 'create table',
        table: { ...own, constraints: own.constraints.filter((each) => !later(each)) },
        ifNotExists: false,
      }),
    ),
    ...tables.flatMap((own) =>
      own.constraints
        .filter(later)
        .map((constraint) => ({ kind: `add ${constraint.kind}`, table: own.name, constraint }) as SchemaChange),
    ),
    ...objects.map((object): SchemaChange => ({ kind: 'create object', object })),
  ];
}

/** `changesOf`, with exclusion constraints that PostgreSQL takes. */
export function validChangesOf(schema: SchemaSnapshot, numbers: Iterator<number>): readonly SchemaChange[] {
  const exclusions = schema.tables.map((own): SchemaChange => {
    const constraint = { kind: 'exclusion', name: 'new_ex', definition: 'USING btree (id WITH =)' } as const;
    return { kind: 'add exclusion', table: own.name, constraint };
  });
  const all = schema.tables.flatMap((_, at) => changesOf(schema, startingWith(at, numbers)));
  const possible = all.filter((change) => !rewritesText(change, schema) && isPossible(change, schema));
  return [...possible, ...exclusions];
}

// What no server would take: another order of columns, an expression where there is none, a parent with other columns, a sequence in words that are not its own.
function isPossible(change: SchemaChange, { tables }: SchemaSnapshot): boolean {
  if (change.kind === 'set parents' || change.kind === 'alter sequence' || change.kind === 'set column order')
    return false;
  if (change.kind !== 'drop expression') return true;
  const own = tables.find(({ name }) => name.name === change.table.name);
  return own?.columns.find(({ name }) => name === change.name)?.generated != null;
}

// `changesOf` takes its table by the first number.
function* startingWith(first: number, numbers: Iterator<number>): Generator<number> {
  yield first;
  for (;;) yield Number(numbers.next().value);
}

// A predicate or exclusion that names the column is text, which PostgreSQL rewrites or drops, and `apply` leaves alone.
function rewritesText(change: SchemaChange, { tables }: SchemaSnapshot): boolean {
  const column = change.kind === 'rename column' ? change.from : change.kind === 'drop column' ? change.name : null;
  if (column !== 'a' || !('table' in change)) return false;
  const own = tables.find(({ name }) => name.name === change.table.name);
  const named = own?.indexes.some(({ where }) => where?.startsWith('a ')) ?? false;
  return named || (own?.constraints.some(({ kind }) => kind === 'exclusion') ?? false);
}
