import { columnArgument, constraintArgument } from '../changes/arguments.ts';
import { tableArgument } from '../changes/column-sql.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Column, Constraint, ForeignKey, PrimaryKey, Unique } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';
import { defaultValue } from './defaults.ts';
import { Code, quoted } from './literal.ts';
import type { ModelWords, Said } from './said.ts';
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
  { dialect, labels, said: byModel }: { readonly dialect: DialectName; readonly labels: Labels; readonly said: Said },
): ColumnWords {
  const words: Record<string, Record<string, unknown>> = {};
  const frame = { table, columns, dialect };
  const shared = new Map(constraints.map((constraint) => [constraint, sharedName(constraint, frame, byModel)]));
  const named = constraints.filter((constraint) => shared.get(constraint) !== null);
  const said = new Set(named);
  for (const column of columns) {
    const unique = named.find((one) => isShared(one, column));
    const taken = (one: Constraint) => named.includes(one) || (unique !== undefined && one.kind === 'unique');
    const own = constraints.filter((one) => !taken(one) && isSaid(one, column, frame));
    const fresh = own.filter((constraint, at) => own.findIndex(({ kind }) => kind === constraint.kind) === at);
    for (const constraint of fresh) said.add(constraint);
    words[column.name] = wordsOf(column, fresh, {
      dialect,
      labels: labels.get(column.name) ?? null,
      model: byModel(table, column.name),
      unique: unique === undefined ? null : (shared.get(unique) ?? null),
    });
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
  { dialect, labels: own, model, unique }: WordsFrame,
): Record<string, unknown> {
  const { type: _type, allowNull, defaultValue: _default, ...others } = columnArgument(column);
  const find = <Kind extends Constraint['kind']>(kind: Kind) =>
    constraints.find((each): each is Extract<Constraint, { kind: Kind }> => each.kind === kind);
  const key = find('foreign key');
  // an ENUM of SQLite is TEXT, and the key that is the rowid INTEGER, whatever the model calls them
  const labels = own ?? (dialect === 'sqlite' && column.type === 'TEXT' ? (model?.labels ?? null) : null);
  const isRowid = dialect === 'sqlite' && column.type === 'INTEGER' && find('primary key')?.columns.length === 1;
  const integer = isRowid ? (model?.integer ?? null) : null;
  const { autoIncrement, ...rest } = others;
  return {
    type:
      integer !== null
        ? sequelizes(integer)
        : labels === null
          ? typeValue(column.type, dialect)
          : enumWords(column.type, labels),
    ...(find('primary key') !== undefined && { primaryKey: true }),
    ...(autoIncrement === true && { autoIncrement }),
    ...(allowNull === false && { allowNull }),
    ...((unique !== null || find('unique') !== undefined) && { unique: unique ?? true }),
    ...(column.default !== null && {
      defaultValue: defaultValue(column.default, column.type, dialect, labels !== null && !column.type.endsWith('[]')),
    }),
    ...(key !== undefined && referenceWords(key)),
    ...rest,
  };
}

interface WordsFrame {
  readonly dialect: DialectName;
  readonly labels: readonly string[] | null;
  readonly model: ModelWords | undefined;
  /** What a unique constraint is called that it shares with others. */
  readonly unique: string | null;
}

const sequelizes = (type: string) => new Code(`DataTypes.${type}`, ['DataTypes']);

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

// The name that a model gives a unique constraint, where all columns that say it are those of the constraint. The database does not keep it.
function sharedName(constraint: Constraint, { table, columns, dialect }: Frame, said: Said): string | null {
  if (constraint.kind !== 'unique' || hasMore(constraint)) return null;
  if (!isPlain(constraint) || constraint.nullsNotDistinct) return null;
  const name = said(table, constraint.columns[0] ?? '')?.unique ?? null;
  const own = columns.filter((column) => said(table, column.name)?.unique === name).map((column) => column.name);
  if (name === null || own.join('\0') !== constraint.columns.join('\0')) return null;
  const isUnnamed = constraint.name === null || constraint.name === defaultName(table, own.join('_'), 'key');
  return isUnnamed && (constraint.name === null || dialect === 'postgres') ? name : null;
}

const isShared = (constraint: Constraint, { name }: Column) =>
  constraint.kind === 'unique' && constraint.columns.includes(name);

const hasMore = ({ comment, more, inherited }: Constraint) =>
  comment !== undefined || more !== undefined || inherited === true;

// Whether a word behind the column makes exactly this constraint, its name included.
function isSaid(constraint: Constraint, column: Column, frame: Frame): boolean {
  if (hasMore(constraint)) return false;
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
