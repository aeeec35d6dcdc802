import type { SchemaChange } from '../changes/index.ts';
import { columnState, enumLabels, enumUses, ownEnums } from '../dialects/postgres/catalog.ts';
import { enumSurroundings } from '../dialects/postgres/enum-surroundings.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { EnumType } from '../model/schema.ts';
import type { Attribute, OperationContext } from './context.ts';

/** What an ENUM needs around the change of its column. */
export interface EnumColumn {
  /** The type is made or changed first. */
  readonly before: readonly SchemaChange[];
  /** The column's type; SQL text. */
  readonly type: string;
  /** The column's own default in the new type, which would be lost without being named. */
  readonly default: string | undefined;
  readonly using: string | null;
}

/** The enum type that Sequelize makes for a column. */
export function enumName(table: QualifiedName, column: string): QualifiedName {
  return { schema: table.schema, name: `enum_${table.name}_${column}` };
}

/**
 * The type of a column, and what must be done first when it is an ENUM on PostgreSQL: a type that is not there is made, the labels of the column's own
 * type are changed. Throws an Error when a type of that name has other labels and belongs to something else.
 */
export async function enumColumn(
  context: OperationContext,
  table: QualifiedName,
  attribute: Attribute,
): Promise<EnumColumn> {
  const { labels, array, name: column } = attribute;
  const plain = { before: [], type: attribute.type ?? 'TEXT', default: undefined, using: null };
  if (labels === null || context.write.dialect === 'sqlite') return plain;
  const type: EnumType = { name: enumName(table, column), labels };
  const sql = context.write.name(type.name);
  const whole = array ? `${sql}[]` : sql;
  const there = await enumLabels(context.ask, type.name);
  const state = await columnState(context.ask, table, column);
  const isOwn = state !== null && there !== null && (await uses(context, type.name, table, column));
  const before = there === null ? [create(type)] : await relabelled(context, type, there, attribute, isOwn);
  if (isOwn || state === null) return { before, type: whole, default: undefined, using: null };
  const text = array ? 'text[]' : 'text';
  return {
    before,
    type: whole,
    default: state.default === null ? undefined : inType(state.default, whole),
    using: `${context.write.quote(column)}::${text}::${whole}`,
  };
}

/** The enum types that go with a table, or with one column of it, because nothing else uses them. */
export async function enumsThatGo(
  context: OperationContext,
  table: QualifiedName,
  column: string | null,
): Promise<readonly SchemaChange[]> {
  if (context.write.dialect === 'sqlite') return [];
  const types = await ownEnums(context.ask, table, column);
  return types.map((type) => ({ kind: 'drop enum', name: type.name, was: type, ifExists: false }));
}

function create(type: EnumType): SchemaChange {
  return { kind: 'create enum', type };
}

async function uses(context: OperationContext, type: QualifiedName, table: QualifiedName, column: string) {
  const all = await enumUses(context.ask, type);
  return all.some((use) => use.table.name === table.name && use.column === column);
}

async function relabelled(
  context: OperationContext,
  { name, labels }: EnumType,
  there: readonly string[],
  attribute: Attribute,
  isOwn: boolean,
): Promise<readonly SchemaChange[]> {
  if (labels.length === there.length && labels.every((label, index) => label === there[index])) return [];
  if (!isOwn)
    throw new Error(
      `the enum type ${display(name)} exists with the values ${quoted(there)}, not ${quoted(labels)}: drop it by op.dropEnum, or change it by op.setEnumLabels`,
    );
  return labelChanges(context, name, { from: there, to: labels }, attribute.default ?? null);
}

/**
 * The changes that give a type other labels: labels are added in place, else the type is swapped. A label that is added cannot be used before the
 * commit (PostgreSQL manual, ALTER TYPE): a default that needs one makes it a swap, too.
 */
export async function labelChanges(
  context: OperationContext,
  name: QualifiedName,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
  usedAtOnce: string | null,
): Promise<readonly SchemaChange[]> {
  const kept = to.filter((label) => from.includes(label));
  const grows = kept.length === from.length && kept.every((label, index) => label === from[index]);
  const fresh = to.filter((label) => !from.includes(label));
  const now = fresh.some((label) => usedAtOnce?.includes(context.write.literal(label)) ?? false);
  const columns = await enumUses(context.ask, name);
  if (!grows || now) {
    const around = await enumSurroundings(context.ask, name);
    return [{ kind: 'set enum labels', name, from, to, uses: columns, around }];
  }
  let labels = from;
  return fresh.map((label) => {
    const at = to.indexOf(label);
    const before = to.slice(at + 1).find((other) => from.includes(other)) ?? null;
    const known = { labels, uses: columns };
    const place = before === null ? labels.length : labels.indexOf(before);
    labels = [...labels.slice(0, place), label, ...labels.slice(place)];
    return { kind: 'add enum value', name, label, before, after: null, known };
  });
}

function quoted(labels: readonly string[]): string {
  return labels.map((label) => `'${label}'`).join(', ');
}

// 'new'::character varying becomes 'new'::"enum_…"; a function is cast.
function inType(expression: string, type: string): string {
  const constant = /^('(?:[^']|'')*')::/.exec(expression)?.[1];
  return constant === undefined ? `(${expression})::text::${type}` : `${constant}::${type}`;
}
