import fc from 'fast-check';
import { NOTHING_AROUND } from '../../src/changes/enum-types.ts';
import type { SchemaChange } from '../../src/changes/index.ts';
import type { QualifiedName } from '../../src/model/names.ts';
import type {
  Column,
  Constraint,
  EnumType,
  Index,
  SchemaObject,
  SchemaSnapshot,
  Table,
} from '../../src/model/schema.ts';

const NAMES = ['a', 'b', 'Order', 'x y', 'it"s', "q'q", 'select'] as const;
const qualified = (name: string): QualifiedName => ({ schema: null, name });

const column: fc.Arbitrary<Omit<Column, 'name'>> = fc.record({
  type: fc.constantFrom('integer', 'text', 'character varying(20)', 'numeric(10,2)', 'timestamp with time zone'),
  nullable: fc.boolean(),
  default: fc.constantFrom(null, null, "'x'", "'it''s'::text", 'now()', '(1 + 2)', '-7'),
  identity: fc.constantFrom(null, null, null, 'serial' as const, 'always' as const, 'by default' as const),
  generated: fc.constant(null),
  collation: fc.constantFrom(null, null, 'C'),
  comment: fc.constantFrom(null, "it's; a -- comment"),
});

const plainColumns = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), column), { minLength: 1, maxLength: 4, selector: ([name]) => name })
  .map((list) =>
    list.map(
      ([name, rest]): Column => ({ name, ...rest, ...(rest.identity !== null && { default: null, nullable: false }) }),
    ),
  );

const deferrable = fc.constantFrom(null, null, 'immediate' as const, 'deferred' as const);

function constraintsOf(table: string, columns: readonly Column[]): fc.Arbitrary<readonly Constraint[]> {
  const some = fc.subarray(
    columns.map(({ name }) => name),
    { minLength: 1 },
  );
  const action = fc.constantFrom(null, 'CASCADE' as const, 'SET NULL' as const);
  return fc
    .record({
      key: fc.option(fc.record({ columns: some, deferrable })),
      unique: fc.option(fc.record({ columns: some, deferrable, nullsNotDistinct: fc.boolean() })),
      check: fc.option(fc.record({ expression: fc.constantFrom('1 < 2', "'a' <> ')'"), validated: fc.boolean() })),
      reference: fc.option(
        fc.record({ columns: some, onDelete: action, onUpdate: action, deferrable, validated: fc.boolean() }),
      ),
      exclusion: fc.boolean(),
    })
    .map(({ key, unique, check, reference, exclusion }) => [
      ...(key === null ? [] : [{ kind: 'primary key', name: `${table}_pk`, ...key } as const]),
      ...(unique === null ? [] : [{ kind: 'unique', name: `${table}_uk`, ...unique } as const]),
      ...(check === null ? [] : [{ kind: 'check', name: `${table}_ck`, ...check } as const]),
      ...(reference === null
        ? []
        : [
            {
              kind: 'foreign key',
              name: `${table}_fk`,
              ...reference,
              references: { table: qualified('far'), columns: reference.columns.map((_, at) => `k${at}`) },
              match: null,
            } as const,
          ]),
      ...(exclusion ? [{ kind: 'exclusion', name: `${table}_ex`, definition: 'USING gist (a WITH =)' } as const] : []),
    ]);
}

function indexesOf(table: string, columns: readonly Column[]): fc.Arbitrary<readonly Index[]> {
  const part = fc.record({
    column: fc.constantFrom(null, ...columns.map(({ name }) => name)),
    collation: fc.constantFrom(null, 'C'),
    opclass: fc.constantFrom(null, 'text_pattern_ops'),
    order: fc.constantFrom(null, 'DESC' as const),
    nulls: fc.constantFrom(null, 'LAST' as const),
  });
  const index = fc.record({
    unique: fc.boolean(),
    method: fc.constantFrom(null, 'btree', 'gin'),
    parts: fc.array(part, { minLength: 1, maxLength: 3 }),
    include: fc.subarray(columns.map(({ name }) => name)),
    where: fc.constantFrom(null, "a = 'x'"),
    nullsNotDistinct: fc.boolean(),
  });
  return fc.array(index, { maxLength: 2 }).map((list) =>
    list.map((own, at) => ({
      ...own,
      name: `${table}_i${at}`,
      parts: own.parts.map((each) => ({ ...each, expression: each.column === null ? "lower('A')" : null })),
    })),
  );
}

const table = (name: string): fc.Arbitrary<Table> =>
  plainColumns.chain((columns) =>
    fc.record({
      name: fc.constant(qualified(name)),
      columns: fc.constant(columns),
      constraints: constraintsOf(name, columns),
      indexes: indexesOf(name, columns),
      comment: fc.constantFrom(null, 'a table'),
      options: fc.constant([]),
    }),
  );

/** An enum type. */
export const enums: fc.Arbitrary<readonly EnumType[]> = fc
  .uniqueArray(fc.constantFrom('red', "gr'een", 'blue', 'x'), { minLength: 2, maxLength: 4 })
  .map((labels) => [{ name: qualified('color'), labels }]);

/** An object of each type that needs no other. */
export const OBJECTS: readonly SchemaObject[] = [
  {
    type: 'view',
    name: qualified('v'),
    table: null,
    signature: null,
    definition: 'CREATE VIEW "v" AS SELECT 1 AS one',
  },
  {
    type: 'materialized view',
    name: qualified('m'),
    table: null,
    signature: null,
    definition: 'CREATE MATERIALIZED VIEW "m" AS SELECT 1 AS one',
  },
  {
    type: 'function',
    name: qualified('f'),
    table: null,
    signature: 'integer',
    definition: 'CREATE FUNCTION "f"(integer) RETURNS integer LANGUAGE sql AS $$SELECT $1$$',
  },
  {
    type: 'sequence',
    name: qualified('s'),
    table: null,
    signature: null,
    definition: 'CREATE SEQUENCE "s" INCREMENT 5',
  },
];

/** Random schemas: tables with everything that a table can have, an enum type, objects. */
export const schemas: fc.Arbitrary<SchemaSnapshot> = fc
  .tuple(table('t'), table('Other "one"'), enums, fc.subarray([...OBJECTS]))
  .map(([one, other, types, objects]) => ({ tables: [one, other], enums: types, objects }));

/** A change of each kind that the schema allows, with all that is needed to take it back. */
export function changesOf(schema: SchemaSnapshot, numbers: Iterator<number>): readonly SchemaChange[] {
  const next = <T>(list: readonly T[]): T | undefined => list[numbers.next().value % Math.max(list.length, 1)];
  const own = next(schema.tables);
  const changes: SchemaChange[] = [
    { kind: 'execute', up: 'SELECT 1', down: 'SELECT 2' },
    { kind: 'grant', privileges: 'SELECT', on: 'TABLE "t"', to: 'public', grantOption: false },
    { kind: 'revoke', privileges: 'SELECT, INSERT', on: 'TABLE "t"', to: 'someone', grantOption: true },
    ...enumChanges(
      schema.enums[0],
      schema.enums.some(({ name }) => name.name === 'shape'),
    ),
    ...OBJECTS.filter((object) => !schema.objects.some(({ type }) => type === object.type)).map(
      (object): SchemaChange => ({ kind: 'create object', object }),
    ),
    ...schema.objects.map((object): SchemaChange => ({ kind: 'drop object', object, ifExists: false, cascade: false })),
    ...schema.objects.flatMap(objectChanges),
    ...RIGHTS,
  ];
  if (own === undefined) return changes;
  const free = (change: SchemaChange) => {
    const made = change.kind === 'create table' ? change.table.name : change.kind === 'rename table' ? change.to : null;
    return made === null || !schema.tables.some(({ name }) => name.name === made.name);
  };
  return [...changes, ...tableChanges(own).filter(free), ...constraintChanges(own), ...indexChanges(own)];
}

const RIGHTS: readonly SchemaChange[] = [
  {
    kind: 'set grants',
    on: { on: 'table', name: qualified('t'), column: null, signature: null },
    from: null,
    to: [{ role: 'PUBLIC', privileges: ['INSERT', 'SELECT'], grantOption: [] }],
  },
];

function objectChanges(object: SchemaObject): readonly SchemaChange[] {
  const { definition, ...own } = object;
  const other = { ...object, definition: `${definition} -- other` };
  return [
    { kind: 'set note', on: { type: 'object', object: own }, from: object.comment ?? null, to: "it's" },
    ...(object.type === 'sequence'
      ? [
          {
            kind: 'alter sequence',
            from: object,
            to: { ...object, definition: 'CREATE SEQUENCE "s" INCREMENT 6' },
          } as const,
        ]
      : [{ kind: 'replace object', from: object, to: other, up: ['SELECT 1'], down: ['SELECT 2'] } as const]),
  ];
}

function enumChanges(type: EnumType | undefined, there: boolean): readonly SchemaChange[] {
  const fresh = { name: qualified('shape'), labels: ['round', 'flat'] };
  const create: SchemaChange = { kind: 'create enum', type: fresh };
  if (type === undefined) return [create];
  const { name, labels } = type;
  const [first = ''] = labels;
  return [
    ...(there ? [] : [create]),
    { kind: 'drop enum', name, was: type, ifExists: false },
    { kind: 'rename enum', from: name, to: qualified(`${name.name}2`) },
    { kind: 'add enum value', name, label: 'new', before: first, after: null, known: { labels, uses: [] } },
    { kind: 'rename enum value', name, from: first, to: 'renamed' },
    { kind: 'set enum labels', name, from: labels, to: [...labels].reverse(), uses: [], around: NOTHING_AROUND },
  ].filter(
    (change) =>
      !('label' in change && labels.includes('new')) &&
      !('from' in change && change.to === 'renamed' && labels.includes('renamed')),
  ) as readonly SchemaChange[];
}

const FRESH: Column = {
  name: 'fresh',
  type: 'integer',
  nullable: true,
  default: '5',
  identity: null,
  generated: null,
  collation: null,
  comment: null,
};

function tableChanges(own: Table): readonly SchemaChange[] {
  const table = own.name;
  const [first] = own.columns;
  const last = own.columns.at(-1);
  if (first === undefined || last === undefined) return [];
  const free = own.columns.every(({ name }) => name !== 'fresh');
  const unused =
    !own.constraints.some((constraint) => 'columns' in constraint && constraint.columns.includes(last.name)) &&
    !own.indexes.some(
      ({ parts, include }) => include.includes(last.name) || parts.some(({ column: name }) => name === last.name),
    );
  const parts = { nullable: !first.nullable, default: first.default === null ? "'y'" : null };
  return [
    {
      kind: 'create table',
      table: { ...own, name: qualified(`${table.name} 2`), constraints: [], indexes: [] },
      ifNotExists: false,
    },
    { kind: 'drop table', name: table, was: own, cascade: false, ifExists: false },
    { kind: 'rename table', from: table, to: qualified(`${table.name} 3`) },
    {
      kind: 'alter column',
      table,
      name: first.name,
      from: { nullable: first.nullable, default: first.default },
      to: parts,
      using: null,
    },
    { kind: 'set comment', on: { type: 'table', name: table, column: null }, from: own.comment, to: 'new' },
    { kind: 'set comment', on: { type: 'column', name: table, column: first.name }, from: first.comment, to: null },
    { kind: 'set row security', table, from: { enabled: false, forced: false }, to: { enabled: true, forced: false } },
    { kind: 'set table options', table, from: own.options, to: [...own.options, 'REPLICA IDENTITY FULL'] },
    {
      kind: 'set column order',
      table,
      from: own.columns.map(({ name }) => name),
      to: own.columns.map(({ name }) => name).reverse(),
    },
    {
      kind: 'set parents',
      table,
      from: null,
      to: { by: null, bound: null, parents: [qualified('far')] },
    },
    { kind: 'set not null', table, name: first.name, from: first.nullable ? null : {}, to: {} },
    ...own.indexes
      .slice(0, 1)
      .flatMap(({ name, dependsOn = [], partOf }): readonly SchemaChange[] => [
        { kind: 'set dependence', table, index: name, from: dependsOn, to: [...dependsOn, 'hstore'] },
        ...(partOf === undefined
          ? [{ kind: 'attach index', table, index: name, to: qualified('whole') } as const]
          : []),
      ]),
    ...(first.identity === null
      ? [{ kind: 'set identity', table, name: first.name, from: null, to: 'always' } as const]
      : []),
    { kind: 'drop expression', table, name: first.name },
    ...(free
      ? [
          { kind: 'add column', table, column: FRESH, constraints: [] } as const,
          { kind: 'rename column', table, from: first.name, to: 'fresh' } as const,
        ]
      : []),
    // a column in the middle would come back at the end
    ...(unused && own.columns.length > 1
      ? [{ kind: 'drop column', table, name: last.name, was: { column: last, constraints: [] } } as const]
      : []),
  ];
}

function constraintChanges(own: Table): readonly SchemaChange[] {
  const table = own.name;
  const column = own.columns[0]?.name ?? '';
  const possible: readonly Constraint[] = [
    { kind: 'primary key', name: 'new_pk', columns: [column], deferrable: null },
    { kind: 'unique', name: 'new_uk', columns: [column], nullsNotDistinct: true, deferrable: 'deferred' },
    { kind: 'check', name: 'new_ck', expression: 'true', validated: false },
    { kind: 'exclusion', name: 'new_ex', definition: 'USING gist (a WITH &&)' },
    {
      kind: 'foreign key',
      name: 'new_fk',
      columns: [column],
      references: { table: qualified('far'), columns: ['id'] },
      onDelete: 'CASCADE',
      onUpdate: null,
      match: 'FULL',
      deferrable: 'immediate',
      validated: true,
    },
  ];
  const there = (name: string | null) => own.constraints.some((constraint) => constraint.name === name);
  return [
    ...possible
      .filter(({ name }) => !there(name))
      .map((constraint) => ({ kind: `add ${constraint.kind}`, table, constraint }) as SchemaChange),
    ...own.constraints.map((constraint) => ({ kind: `drop ${constraint.kind}`, table, constraint }) as SchemaChange),
    ...own.constraints.flatMap(({ name }): readonly SchemaChange[] => [
      { kind: 'rename constraint', table, from: name ?? '', to: `${name}2` },
      { kind: 'drop constraint', table, name: name ?? '' },
      { kind: 'validate constraint', table, name: name ?? '' },
    ]),
  ];
}

function indexChanges(own: Table): readonly SchemaChange[] {
  const table = own.name;
  const part = {
    column: own.columns[0]?.name ?? '',
    expression: null,
    collation: null,
    opclass: null,
    order: null,
    nulls: null,
  };
  const index: Index = {
    name: 'new_i',
    unique: true,
    method: null,
    parts: [part],
    include: [],
    where: null,
    nullsNotDistinct: false,
  };
  const free = own.indexes.every(({ name }) => name !== index.name);
  return [
    ...(free ? [{ kind: 'create index', table, index, concurrently: false, ifNotExists: false } as const] : []),
    ...own.indexes.flatMap((known): readonly SchemaChange[] => [
      { kind: 'drop index', table, name: known.name, was: known, concurrently: false, ifExists: false },
      { kind: 'rename index', table, from: known.name, to: `${known.name}2` },
    ]),
  ];
}

/** A schema in an order of its own, for comparing. */
export function sorted(schema: SchemaSnapshot): unknown {
  const by = (list: readonly unknown[]) => [...list].map((entry) => JSON.stringify(entry)).sort();
  return {
    tables: by(schema.tables.map((own) => ({ ...own, constraints: by(own.constraints), indexes: by(own.indexes) }))),
    enums: by(schema.enums),
    objects: by(schema.objects),
  };
}
