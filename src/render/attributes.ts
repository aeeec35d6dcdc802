import { columnArgument, constraintArgument } from '../changes/arguments.ts';
import { tableArgument } from '../changes/column-sql.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Column, Constraint, ForeignKey, PrimaryKey, Unique } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';
import { defaultValue } from './defaults.ts';
import { Code, quoted } from './literal.ts';
import { typeValue } from './types.ts';

/** The labels of the enum types that come and go with a column, by the column's name. */
export type Labels = ReadonlyMap<string, readonly string[]>;

/** Columns as `createTable` and `addColumn` take them, and the constraints that no column can say. */
export interface ColumnWords {
  readonly columns: Readonly<Record<string, Record<string, unknown>>>;
  readonly rest: readonly Constraint[];
}

/** Columns in Sequelize's words, each with the constraints that stand behind it in a model: `primaryKey`, `unique`, `references`. */
export function columnWords(
  table: QualifiedName,
  columns: readonly Column[],
  constraints: readonly Constraint[],
  { dialect, labels }: { readonly dialect: DialectName; readonly labels: Labels },
): ColumnWords {
  const words: Record<string, Record<string, unknown>> = {};
  const said = new Set<Constraint>();
  for (const column of columns) {
    const own = constraints.filter((constraint) => isSaid(constraint, column, { table, columns, dialect }));
    const fresh = own.filter((constraint, at) => own.findIndex(({ kind }) => kind === constraint.kind) === at);
    for (const constraint of fresh) said.add(constraint);
    words[column.name] = wordsOf(column, fresh, dialect, labels.get(column.name) ?? null);
  }
  return { columns: words, rest: constraints.filter((constraint) => !said.has(constraint)) };
}

/** A constraint as `addConstraint` takes it, as a person writes it. */
export function constraintWords(constraint: Constraint): Record<string, unknown> {
  const { references, ...words } = constraintArgument(constraint) as {
    references?: { table: unknown; fields: readonly string[] };
  };
  const [field, ...more] = references?.fields ?? [];
  if (references === undefined) return words;
  const target = more.length === 0 && field !== undefined ? { table: references.table, field } : references;
  const { type, name, fields, ...others } = words as Record<string, unknown>;
  return { type, name, fields, references: target, ...others };
}

function wordsOf(
  column: Column,
  constraints: readonly Constraint[],
  dialect: DialectName,
  labels: readonly string[] | null,
): Record<string, unknown> {
  const { type: _type, allowNull, defaultValue: _default, ...others } = columnArgument(column);
  const find = <Kind extends Constraint['kind']>(kind: Kind) =>
    constraints.find((each): each is Extract<Constraint, { kind: Kind }> => each.kind === kind);
  const key = find('foreign key');
  const { autoIncrement, ...rest } = others;
  return {
    type: labels === null ? typeValue(column.type, dialect) : enumWords(column.type, labels),
    ...(find('primary key') !== undefined && { primaryKey: true }),
    ...(autoIncrement === true && { autoIncrement }),
    ...(allowNull === false && { allowNull }),
    ...(find('unique') !== undefined && { unique: true }),
    ...(column.default !== null && {
      defaultValue: defaultValue(column.default, column.type, dialect, labels !== null && !column.type.endsWith('[]')),
    }),
    ...(key !== undefined && referenceWords(key)),
    ...rest,
  };
}

function enumWords(type: string, labels: readonly string[]): Code {
  const words = `DataTypes.ENUM(${labels.map(quoted).join(', ')})`;
  return new Code(type.endsWith('[]') ? `DataTypes.ARRAY(${words})` : words, ['DataTypes']);
}

function referenceWords({ references, onDelete, onUpdate }: ForeignKey): Record<string, unknown> {
  return {
    references: { model: tableArgument(references.table), key: references.columns[0] },
    ...(onUpdate !== null && { onUpdate }),
    ...(onDelete !== null && { onDelete }),
  };
}

interface Frame {
  readonly table: QualifiedName;
  readonly columns: readonly Column[];
  readonly dialect: DialectName;
}

// Whether a word behind the column makes exactly this constraint, its name included.
function isSaid(constraint: Constraint, column: Column, frame: Frame): boolean {
  if (constraint.comment !== undefined || constraint.more !== undefined || constraint.inherited) return false;
  switch (constraint.kind) {
    case 'primary key':
      return constraint.columns.includes(column.name) && isPlainKey(constraint, frame);
    case 'unique':
      return (
        isOf(constraint, column) &&
        isPlain(constraint) &&
        !constraint.nullsNotDistinct &&
        isNamed(constraint, 'key', frame)
      );
    case 'foreign key':
      return isOf(constraint, column) && isPlainReference(constraint) && isNamed(constraint, 'fkey', frame);
    default:
      return false;
  }
}

function isOf({ columns }: { readonly columns: readonly string[] }, { name }: Column): boolean {
  return columns.length === 1 && columns[0] === name;
}

function isPlain({ parts, onConflict, include, deferrable }: PrimaryKey | Unique): boolean {
  return parts === undefined && onConflict === undefined && include === undefined && deferrable === null;
}

function isPlainReference({ references, match, validated, deferrable }: ForeignKey): boolean {
  return references.columns.length === 1 && match === null && validated && deferrable === null;
}

// Of several columns in their order, none of them NULL. On SQLite `primaryKey` of a type with INT in it makes the rowid, as Sequelize does, and that has no default.
function isPlainKey(key: PrimaryKey, { table, columns, dialect }: Frame): boolean {
  const own = columns.filter(({ name }) => key.columns.includes(name));
  const inOrder = own.length === key.columns.length && own.every(({ name }, at) => name === key.columns[at]);
  if (!inOrder || !isPlain(key) || (own.length > 1 && own.some(({ nullable }) => nullable))) return false;
  if (dialect === 'postgres') return key.name === null || key.name === defaultName(table, '', 'pkey');
  const [first] = own;
  const alone = own.length === 1 && first !== undefined && /INT/i.test(first.type);
  return key.name === null && (!alone || (first.type === 'INTEGER' && key.rowid !== false && first.default === null));
}

function isNamed({ name, columns }: Unique | ForeignKey, suffix: string, { table, dialect }: Frame): boolean {
  return name === null || (dialect === 'postgres' && name === defaultName(table, columns[0] ?? '', suffix));
}

// What PostgreSQL calls a constraint without a name; longer names are cut in a way of its own (makeObjectName), and stay as they are.
function defaultName({ name }: QualifiedName, column: string, suffix: string): string | null {
  const own = [name, ...(column === '' ? [] : [column]), suffix].join('_');
  return Buffer.byteLength(own) > 63 ? null : own;
}
