import fc from 'fast-check';
import type { SchemaChange } from '../../src/changes/index.ts';
import { KEYWORDS } from '../../src/dialects/sqlite/keywords.ts';
import type { QualifiedName } from '../../src/model/names.ts';
import type {
  Column,
  Constraint,
  ForeignKey,
  Index,
  KeyPart,
  PrimaryKey,
  SchemaObject,
  SchemaSnapshot,
  Table,
} from '../../src/model/schema.ts';

const NAMES = ['a', 'Name', 'Order', 'x y', 'it"s', 'select', 'ünï', 'createdAt'] as const;
const STRICT = ['INTEGER', 'TEXT', 'REAL', 'BLOB', 'INT', 'ANY'];
const LOOSE = [...STRICT, '', 'VARCHAR(20)', 'DECIMAL(10,2)', 'BIGINT', 'DATETIME', 'UNSIGNED BIG INT'];
const DEFAULTS = ["'x'", "'it''s, (so)'", '1 + 2', '-7', '1.5e3', 'CURRENT_TIMESTAMP', "lower('A')", "x'00FF'", 'TRUE'];
const CONFLICTS = ['ROLLBACK', 'FAIL', 'IGNORE', 'REPLACE'] as const;
const TABLES = ['t', 'Other "one"'] as const;

/** A name as SQLite has it. */
export const qualified = (name: string): QualifiedName => ({ schema: null, name });
const maybe = <T>(...values: readonly T[]) => fc.constantFrom<T | null>(null, null, ...values);

/** A name in an expression, as SQLite's normal form has it. */
export const spelled = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name.toUpperCase()) ? name : `"${name.replaceAll('"', '""')}"`;

const column = (strict: boolean) =>
  fc
    .record({
      name: fc.constantFrom(...NAMES),
      type: fc.constantFrom(...(strict ? STRICT : LOOSE)),
      nullable: fc.boolean(),
      default: maybe(...DEFAULTS),
      collation: maybe('NOCASE', 'RTRIM'),
      conflict: maybe(...CONFLICTS),
      called: maybe('nn'),
    })
    .map(
      ({ conflict, called, ...rest }): Column => ({
        ...rest,
        identity: null,
        generated: null,
        comment: null,
        ...(called !== null && !rest.nullable && { notNullName: called }),
        ...(conflict !== null && !rest.nullable && { onConflict: conflict }),
      }),
    );

const part: fc.Arbitrary<KeyPart> = fc.record({ collation: maybe('NOCASE'), order: maybe('DESC' as const) });
const says = (parts: readonly KeyPart[]) => parts.some(({ collation, order }) => collation !== null || order !== null);

interface Frame {
  readonly columns: readonly Column[];
  readonly strict: boolean;
}

/** Whether a column of that type, alone in the key of a table with rowids, is the rowid; undefined: of course not. */
export const rowid = (type: string, withoutRowid: boolean) =>
  /INT/.test(type) ? { rowid: type === 'INTEGER' && !withoutRowid } : {};

const keyed = ({ columns, strict }: Frame) =>
  fc
    .record({
      kind: fc.constantFrom('none', 'single', 'counting', 'descending', 'composite', 'without rowid'),
      own: fc.subarray([...columns], { minLength: 1 }),
      parts: fc.array(part, { minLength: 9, maxLength: 9 }),
      name: maybe('the "pk"'),
      conflict: maybe(...CONFLICTS),
    })
    .map(({ kind, own, parts, name, conflict }) => {
      const [first] = own as [Column, ...Column[]];
      const shared = { kind: 'primary key', name, deferrable: null } as const;
      const withoutRowid = kind === 'without rowid';
      const onConflict = conflict === null ? {} : { onConflict: conflict };
      const alone = { ...shared, columns: [first.name], ...rowid(first.type, withoutRowid), ...onConflict };
      const counted = { ...shared, columns: [first.name], rowid: true, ...onConflict };
      const descending = { ...alone, rowid: false, parts: [{ collation: null, order: 'DESC' as const }] };
      const listed = own.map((_, at) => parts[at] ?? { collation: null, order: null });
      const composite = {
        ...shared,
        columns: own.map((each) => each.name),
        ...onConflict,
        ...(says(listed) && { parts: listed }),
      };
      const keys: Readonly<Record<string, PrimaryKey>> = {
        single: alone,
        counting: counted,
        descending: first.type === 'INTEGER' ? descending : alone,
        composite: own.length > 1 ? composite : alone,
        'without rowid': own.length > 1 ? composite : alone,
      };
      const key = keys[kind];
      const shape = (each: Column): Column => {
        if (key === undefined || !key.columns.includes(each.name)) return each;
        if (kind !== 'counting' && key.rowid !== true)
          return withoutRowid || strict ? { ...each, nullable: false } : each;
        const { onConflict: _conflict, notNullName: _name, ...rest } = { ...each, nullable: false };
        return kind === 'counting' ? { ...rest, type: 'INTEGER', identity: 'autoincrement' } : rest;
      };
      return {
        columns: columns.map(shape),
        key,
        options: [...(strict ? ['STRICT'] : []), ...(withoutRowid ? ['WITHOUT ROWID'] : [])],
        onConflict,
      };
    });

const reference = (table: string, columns: readonly Column[]): fc.Arbitrary<ForeignKey> =>
  fc
    .record({
      own: fc.subarray(
        columns.map(({ name }) => name),
        { minLength: 1 },
      ),
      parent: fc.constantFrom('far', 'far', table),
      listed: fc.boolean(),
      name: maybe(`${table} fk`),
      onDelete: maybe('CASCADE' as const, 'RESTRICT' as const, 'SET NULL' as const, 'SET DEFAULT' as const),
      onUpdate: maybe('CASCADE' as const),
      match: maybe('FULL' as const, 'PARTIAL' as const),
      deferrable: maybe('immediate' as const, 'deferred' as const),
    })
    .map(({ own, parent, listed, name, ...rest }) => ({
      kind: 'foreign key',
      name,
      columns: own,
      references: {
        table: qualified(parent),
        columns: parent === table ? own : listed ? own.map((_, at) => `k${at}`) : [],
      },
      ...rest,
      validated: true,
    }));

const index = (name: string, columns: readonly Column[]): fc.Arbitrary<Index> => {
  const first = spelled(columns[0]?.name ?? '');
  const each = fc
    .record({
      column: fc.constantFrom(null, ...columns.map((own) => own.name)),
      collation: maybe('NOCASE', 'RTRIM'),
      order: maybe('DESC' as const),
    })
    .map((own) => ({
      ...own,
      expression: own.column === null ? `lower(${first}) || 'a;b'` : null,
      opclass: null,
      nulls: null,
    }));
  return fc
    .record({
      unique: fc.boolean(),
      parts: fc.array(each, { minLength: 1, maxLength: 3 }),
      where: maybe(`${first} IS NOT NULL`, `${first} <> 'X, "y"' AND ${first} > -1`),
    })
    .map((own) => ({ name, ...own, method: null, include: [], nullsNotDistinct: false }));
};

const table = (name: string): fc.Arbitrary<Table> =>
  fc
    .boolean()
    .chain((strict) =>
      fc
        .uniqueArray(column(strict), { minLength: 1, maxLength: 5, selector: (own) => own.name })
        .chain((columns) => keyed({ columns, strict })),
    )
    .chain(({ columns, key, options, onConflict }) => {
      const first = spelled(columns[0]?.name ?? '');
      const unique = fc.record({
        own: fc.subarray([...columns], { minLength: 1 }),
        parts: fc.array(part, { minLength: 9, maxLength: 9 }),
        name: maybe('uk'),
      });
      return fc
        .record({
          unique: fc.option(unique),
          check: maybe(`${first} > 0`, `${first} IN ('A', 'b') OR ${first} IS NULL`, "'a' <> ')'"),
          checkName: maybe('it"s ck'),
          references: fc.array(reference(name, columns), { maxLength: 2 }),
          generated: maybe('STORED', 'VIRTUAL'),
          indexes: fc.tuple(index(`${name} i1`, columns), index(`${name} i2`, columns)),
          indexCount: fc.nat(2),
        })
        .map((own): Table => {
          const listed =
            own.unique?.own.map((_, at) => own.unique?.parts[at] ?? { collation: null, order: null }) ?? [];
          const constraints: Constraint[] = [
            ...(key === undefined ? [] : [key]),
            ...(own.unique === null
              ? []
              : [
                  {
                    kind: 'unique',
                    name: own.unique.name,
                    columns: own.unique.own.map((each) => each.name),
                    nullsNotDistinct: false,
                    deferrable: null,
                    ...onConflict,
                    ...(says(listed) && { parts: listed }),
                  } as const,
                ]),
            ...(own.check === null
              ? []
              : [{ kind: 'check', name: own.checkName, expression: own.check, validated: true } as const]),
            ...own.references.map((each, at) =>
              at === 0 || each.name === null ? each : { ...each, name: `fk ${at}` },
            ),
          ];
          const made: Column = {
            name: 'g',
            type: 'TEXT',
            nullable: true,
            default: null,
            identity: null,
            generated: { expression: `${first} || 'x'`, stored: own.generated === 'STORED' },
            collation: null,
            comment: null,
          };
          return {
            name: qualified(name),
            columns: own.generated === null ? columns : [...columns, made],
            constraints,
            indexes: own.indexes.slice(0, own.indexCount),
            comment: null,
            options,
          };
        });
    });

/** A view, or a trigger on the table t. */
export const object = (type: 'view' | 'trigger', name: string, definition: string): SchemaObject => ({
  type,
  name: qualified(name),
  table: type === 'trigger' ? qualified('t') : null,
  signature: null,
  definition,
});

/** Random schemas that SQLite can make, in the words of its reflection. */
export const validSqliteSchemas: fc.Arbitrary<SchemaSnapshot> = fc
  .tuple(table(TABLES[0]), table(TABLES[1]), fc.subarray(['view', 'trigger'] as const))
  .map(([one, other, kinds]) => {
    const first = spelled(one.columns[0]?.name ?? '');
    const texts = {
      view: object(
        'view',
        'v w',
        `CREATE VIEW "v w" AS SELECT ${first} AS one, count(*) FROM t WHERE ${first} <> 'A"b'`,
      ),
      trigger: object(
        'trigger',
        'tr',
        `CREATE TRIGGER tr AFTER UPDATE ON t WHEN NEW.${first} IS NULL BEGIN DELETE FROM t WHERE ${first} = OLD.${first}; SELECT 1; END`,
      ),
    };
    return { tables: [one, other], enums: [], objects: kinds.map((kind) => texts[kind]) };
  });

/** What makes a whole schema in an empty database. */
export function creation(schema: SchemaSnapshot): readonly SchemaChange[] {
  return [
    ...schema.tables.map((own) => ({ kind: 'create table', table: own, ifNotExists: false }) as const),
    ...schema.objects.map((own) => ({ kind: 'create object', object: own }) as const),
  ];
}

/** A schema in an order of its own, with what a key makes of its columns: those of a rowid, or of a STRICT table, are never NULL. */
export function canonical(schema: SchemaSnapshot): unknown {
  const by = (list: readonly unknown[]) => list.map(text).sort();
  const tables = schema.tables.map((own) => {
    const key = own.constraints.find(({ kind }) => kind === 'primary key') as PrimaryKey | undefined;
    const columns = own.columns.map((each) => {
      const { onConflict: _conflict, notNullName: _name, ...rest } = each;
      if (!key?.columns.includes(each.name)) return each;
      if (key.rowid === true) return { ...rest, nullable: false };
      return own.options.includes('STRICT') ? { ...each, nullable: false } : each;
    });
    return { ...own, columns: columns.map(text), constraints: by(own.constraints), indexes: by(own.indexes) };
  });
  return { tables: by(tables), objects: by(schema.objects) };
}

// JSON with sorted keys.
function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
