import { added, withEnum, without } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { EnumType } from '../model/schema.ts';
import type { SqlWriter, Statement } from '../model/statement.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';
import { noteSql } from './notes.ts';

/** A column that has an enum type, and its default as SQL text, which must go and come back when the type is swapped. */
export interface EnumUse {
  readonly table: QualifiedName;
  readonly column: string;
  readonly array: boolean;
  readonly default: string | null;
}

/** A change of an enum type (PostgreSQL; on SQLite an enum is TEXT, and none of this does anything). */
export type EnumChange =
  | { readonly kind: 'create enum'; readonly type: EnumType }
  | {
      readonly kind: 'drop enum';
      readonly name: QualifiedName;
      readonly was: EnumType | null;
      readonly ifExists: boolean;
    }
  | {
      readonly kind: 'add enum value';
      readonly name: QualifiedName;
      readonly label: string;
      /** Where it goes; both null: to the end. */
      readonly before: string | null;
      readonly after: string | null;
      /** The labels before and the columns of the type, for the way back, which swaps the type; null: not known. */
      readonly known: { readonly labels: readonly string[]; readonly uses: readonly EnumUse[] } | null;
    }
  | { readonly kind: 'rename enum value'; readonly name: QualifiedName; readonly from: string; readonly to: string }
  /** PostgreSQL can neither drop a label nor move one: the type is made anew, and its columns are converted. */
  | {
      readonly kind: 'set enum labels';
      readonly name: QualifiedName;
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly uses: readonly EnumUse[];
      readonly around: EnumSurroundings;
    };

/** What stands in the way of a swap and must come back, as SQL: indexes and constraints that compare labels; what is said of the type itself. */
export interface EnumSurroundings {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly ofType: readonly string[];
}

/** Nothing stands around the type. */
export const NOTHING_AROUND: EnumSurroundings = { before: [], after: [], ofType: [] };

const NOTHING: readonly Statement[] = [];

/** CREATE TYPE … AS ENUM and what follows from it. */
export const enumTypes: Kinds<EnumChange> = {
  'create enum': {
    phase: 'create types',
    destructive: false,
    reverse: ({ type }) => ({ kind: 'drop enum', name: type.name, was: type, ifExists: false }),
    apply: ({ type }, schema) => ({
      ...schema,
      enums: added(schema.enums, type, ({ name }) => isSame(name, type.name), `type ${display(type.name)}`),
    }),
    sql: ({ type }, write) =>
      on(write, () => [
        { sql: createSql(type, write) },
        ...[type.comment ?? []]
          .flat()
          .map((text) => ({ sql: noteSql({ type: 'enum', name: type.name }, text, write) })),
      ]),
    describe: ({ type }) => `create enum ${display(type.name)}`,
    render: ({ type }) => ({ method: 'createEnum', args: [tableArgument(type.name), type.labels] }),
  },
  'drop enum': {
    phase: 'drop types',
    destructive: false,
    reverse: ({ was }) => (was === null ? null : { kind: 'create enum', type: was }),
    apply: ({ name, ifExists }, schema) =>
      ifExists && !schema.enums.some((type) => isSame(type.name, name))
        ? schema
        : { ...schema, enums: without(schema.enums, (type) => isSame(type.name, name), `type ${display(name)}`) },
    sql: ({ name, ifExists }, write) =>
      on(write, () => [{ sql: `DROP TYPE ${ifExists ? 'IF EXISTS ' : ''}${write.name(name)}` }]),
    describe: ({ name }) => `drop enum ${display(name)}`,
    render: ({ name, ifExists }) => ({
      method: 'dropEnum',
      args: [tableArgument(name), ...(ifExists ? [{ ifExists }] : [])],
    }),
  },
  'add enum value': {
    phase: 'create types',
    destructive: false,
    reverse: ({ name, label, before, after, known }) => {
      if (known === null) return null;
      const from = inserted(known.labels, label, before, after);
      return { kind: 'set enum labels', name, from, to: known.labels, uses: known.uses, around: NOTHING_AROUND };
    },
    apply: ({ name, label, before, after }, schema) =>
      withEnum(schema, name, (type) => ({ ...type, labels: inserted(type.labels, label, before, after) })),
    sql: ({ name, label, before, after }, write) =>
      on(write, () => {
        const place =
          before !== null ? ` BEFORE ${write.literal(before)}` : after !== null ? ` AFTER ${write.literal(after)}` : '';
        return [{ sql: `ALTER TYPE ${write.name(name)} ADD VALUE ${write.literal(label)}${place}` }];
      }),
    describe: ({ name, label }) => `add value '${label}' to enum ${display(name)}`,
    render: ({ name, label, before, after }) => ({
      method: 'addEnumValue',
      args: [tableArgument(name), label, { ...(before !== null && { before }), ...(after !== null && { after }) }],
    }),
  },
  'rename enum value': {
    phase: 'create types',
    destructive: false,
    reverse: ({ name, from, to }) => ({ kind: 'rename enum value', name, from: to, to: from }),
    apply: ({ name, from, to }, schema) =>
      withEnum(schema, name, (type) => {
        if (!type.labels.includes(from)) throw new Error(`there is no value '${from}' in enum ${display(name)}`);
        return { ...type, labels: type.labels.map((label) => (label === from ? to : label)) };
      }),
    sql: ({ name, from, to }, write) =>
      on(write, () => [
        { sql: `ALTER TYPE ${write.name(name)} RENAME VALUE ${write.literal(from)} TO ${write.literal(to)}` },
      ]),
    describe: ({ name, from, to }) => `rename value '${from}' of enum ${display(name)} to '${to}'`,
    render: ({ name, from, to }) => ({ method: 'renameEnumValue', args: [tableArgument(name), from, to] }),
  },
  'set enum labels': {
    phase: 'drop types',
    destructive: false, // a row that still has a label that goes makes it fail
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ name, to }, schema) => withEnum(schema, name, (type) => ({ ...type, labels: to })),
    sql: (change, write) => on(write, () => swap(change, write)),
    describe: ({ name, from, to }) => {
      const gone = from.filter((label) => !to.includes(label));
      return `set the values of enum ${display(name)} to ${to.join(', ')}${gone.length === 0 ? '' : `; ${gone.join(', ')} goes`}`;
    },
    render: ({ name, to }) => ({ method: 'setEnumLabels', args: [tableArgument(name), to] }),
  },
};

function on(write: SqlWriter, statements: () => readonly Statement[]): readonly Statement[] {
  return write.dialect === 'postgres' ? statements() : NOTHING;
}

function createSql({ name, labels }: EnumType, write: SqlWriter): string {
  return `CREATE TYPE ${write.name(name)} AS ENUM (${labels.map(write.literal).join(', ')})`;
}

function inserted(labels: readonly string[], label: string, before: string | null, after: string | null): string[] {
  if (labels.includes(label)) throw new Error(`there is a value '${label}' already`);
  const place = before ?? after;
  if (place !== null && !labels.includes(place)) throw new Error(`there is no value '${place}'`);
  const at = before !== null ? labels.indexOf(before) : after !== null ? labels.indexOf(after) + 1 : labels.length;
  return [...labels.slice(0, at), label, ...labels.slice(at)];
}

// A label that a row still has makes the conversion fail; `op.dropEnumValue` looks first and says where.
function swap(change: Extract<EnumChange, { kind: 'set enum labels' }>, write: SqlWriter): readonly Statement[] {
  const { name, to, uses, around } = change;
  const plain = (sql: string) => ({ sql });
  const old = { schema: name.schema, name: `${name.name.slice(0, 58)}_old` }; // 63 bytes at most
  const type = { name, labels: to };
  return [
    ...around.before.map(plain),
    { sql: `ALTER TYPE ${write.name(name)} RENAME TO ${write.quote(old.name)}` },
    { sql: createSql(type, write) },
    ...uses.flatMap((use) => conversion(use, name, write)),
    { sql: `DROP TYPE ${write.name(old)}` },
    ...around.ofType.map(plain),
    ...around.after.map(plain),
  ];
}

function conversion(
  { table, column, array, default: value }: EnumUse,
  name: QualifiedName,
  write: SqlWriter,
): Statement[] {
  const target = write.quote(column);
  const [type, text] = array ? [`${write.name(name)}[]`, 'text[]'] : [write.name(name), 'text'];
  const alter = (action: string) => ({ sql: `ALTER TABLE ${write.name(table)} ALTER COLUMN ${target} ${action}` });
  const change = alter(`TYPE ${type} USING ${target}::${text}::${type}`);
  if (value === null) return [change];
  return [alter('DROP DEFAULT'), change, alter(`SET DEFAULT ${value}`)];
}
