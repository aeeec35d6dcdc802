import type { ModelAttributeColumnOptions, QueryInterface } from 'sequelize';
import type { QualifiedName } from '../model/names.ts';
import { SqlText } from '../model/statement.ts';
import type { Attribute, Words } from '../operations/context.ts';

interface Generator {
  attributesToSQL(attributes: Record<string, unknown>, options: object): Record<string, string>;
  replaceBooleanDefaults?(sql: string): string;
  escape(value: unknown): string;
  whereItemsQuery(where: unknown): string;
  handleSequelizeMethod(method: unknown): string;
}

interface Utils {
  readonly SequelizeMethod: new () => object;
  nameIndex(index: object, table: string): { readonly name: string };
}

type Given = ModelAttributeColumnOptions & {
  readonly values?: readonly string[];
  readonly identity?: 'always';
  readonly collate?: string | null;
  readonly generated?: { readonly expression: unknown; readonly stored?: boolean };
  readonly constraints?: readonly object[];
} & Attribute['others'];

interface TypeObject {
  readonly key?: string;
  readonly values?: readonly string[];
  readonly type?: TypeObject;
}

/** Sequelize's own reading of what a revision says: its types, values and conditions as SQL. */
export function wordsOf(queryInterface: QueryInterface): Words {
  const generator = queryInterface.queryGenerator as unknown as Generator;
  const { SequelizeMethod, nameIndex } = (queryInterface.sequelize.constructor as unknown as { Utils: Utils }).Utils;
  const isExpression = (value: unknown) => value instanceof SqlText || value instanceof SequelizeMethod;
  const value = (given: unknown) => {
    if (given instanceof SqlText) return given.text;
    return given instanceof SequelizeMethod ? generator.handleSequelizeMethod(given) : generator.escape(given);
  };
  return {
    attribute: (table, key, given) => attribute(queryInterface, table, key, given, { value, isExpression }),
    value,
    condition: (where) => (isExpression(where) ? value(where) : generator.whereItemsQuery(where)),
    isExpression,
    indexName: ({ name }, fields) =>
      nameIndex({ fields: [...fields] }, name.replaceAll('.', '_').replaceAll(/["']/g, '')).name,
  };
}

function attribute(
  queryInterface: QueryInterface,
  table: QualifiedName,
  key: string,
  given: unknown,
  { value, isExpression }: Pick<Words, 'value' | 'isExpression'>,
): Attribute {
  const named = (isOptions(given) ? given : { type: given }) as Given;
  const { normalizeAttribute } = queryInterface as unknown as { normalizeAttribute(given: unknown): Given };
  const all = normalizeAttribute.call(queryInterface, isOptions(given) ? { ...(given as object) } : given);
  const { labels, array } = enumOf(all);
  const sql = sqlOf(queryInterface, table, key, all);
  const { references, generated } = named;
  return {
    name: named.field ?? key,
    type: 'type' in named ? sql.type() : null,
    labels: 'type' in named ? labels : null,
    array,
    nullable: 'allowNull' in named ? named.allowNull !== false : null,
    default: defaultOf(named, all, sql, { value, isExpression }),
    primaryKey: named.primaryKey === true,
    autoIncrement: named.autoIncrement === true,
    identity: named.identity ?? (named.autoIncrementIdentity === true ? 'by default' : null),
    unique: uniqueOf(named.unique),
    references: references == null ? null : referenceOf(references, table),
    onDelete: named.onDelete ?? null,
    onUpdate: named.onUpdate ?? null,
    comment: named.comment,
    collation: named.collate,
    generated:
      generated === undefined
        ? null
        : { expression: textOf(generated.expression, value), stored: generated.stored !== false },
    others: othersOf(named),
    constraints: named.constraints ?? [],
  };
}

// An expression is SQL, as a string too: no column is generated from a constant.
function textOf(expression: unknown, value: (given: unknown) => string): string {
  return typeof expression === 'string' ? expression : value(expression);
}

function othersOf({ sequence, notNullName, onConflict, notNull }: Given): Attribute['others'] {
  return {
    ...(sequence !== undefined && { sequence }),
    ...(notNullName !== undefined && { notNullName }),
    ...(onConflict !== undefined && { onConflict }),
    ...(notNull !== undefined && { notNull }),
  };
}

interface ColumnSql {
  type(): string;
  /** What DEFAULT is followed by. */
  expression(): string;
}

// Sequelize writes every part behind a type.
function sqlOf(queryInterface: QueryInterface, table: QualifiedName, key: string, all: Given): ColumnSql {
  const generator = queryInterface.queryGenerator as unknown as Generator;
  const sql = (parts: object) => {
    const options = { context: 'changeColumn', table: { tableName: table.name, schema: table.schema ?? undefined } };
    const text = generator.attributesToSQL({ [key]: { ...parts, field: key } }, options)[key] ?? '';
    return generator.replaceBooleanDefaults?.(text) ?? text;
  };
  const { type = 'TEXT', values, defaultValue } = all;
  const own = { type, ...(values !== undefined && { values }) };
  return {
    type: () => bare(sql({ ...own, allowNull: true })),
    expression: () =>
      sql({ ...own, defaultValue })
        .slice(sql(own).length)
        .trim()
        .replace(/^DEFAULT\s+/i, ''),
  };
}

// On PostgreSQL Sequelize marks what is no type with words of its own: "TEXT DROP NOT NULL" and the like.
function bare(type: string): string {
  return type.replace(/\s+(?:NULL|DROP NOT NULL|DROP DEFAULT)\b.*$/i, '').trim();
}

function defaultOf(
  named: Given,
  all: Given,
  sql: ColumnSql,
  { value, isExpression }: Pick<Words, 'value' | 'isExpression'>,
): string | null | undefined {
  if (!('defaultValue' in named) || named.defaultValue === undefined) return undefined;
  if (named.defaultValue === null) return null;
  // as it stands: Sequelize makes a number of what begins with "true" on SQLite
  if (isExpression(named.defaultValue)) return value(named.defaultValue);
  if (all.defaultValue === undefined) return undefined;
  // Sequelize wants a model to name the type of an array of an ENUM
  if (Array.isArray(all.defaultValue) && enumOf(all).array) return value(arrayText(all.defaultValue));
  const text = sql.expression();
  return text === '' || /^NULL$/i.test(text) ? null : text;
}

// An array as PostgreSQL reads it (manual, 8.15.2).
function arrayText(values: readonly unknown[]): string {
  return `{${values.map((own) => `"${String(own).replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

function enumOf({ type, values }: Given): { readonly labels: readonly string[] | null; readonly array: boolean } {
  const own = type as unknown as TypeObject | undefined;
  const array = own?.key === 'ARRAY';
  const inner = array ? own?.type : own;
  if (inner?.key !== 'ENUM') return { labels: null, array: false };
  return { labels: values ?? inner.values ?? [], array };
}

function uniqueOf(unique: unknown): boolean | string {
  if (typeof unique === 'string') return unique;
  if (typeof unique === 'object' && unique !== null) return String((unique as { name?: unknown }).name ?? 'unique');
  return unique === true;
}

// A name, a table, a model; within the table's own schema unless it says otherwise.
function referenceOf(references: NonNullable<Given['references']>, from: QualifiedName): Attribute['references'] {
  const { model, key, deferrable } = (typeof references === 'string' ? { model: references } : references) as {
    model: unknown;
    key?: string;
    deferrable?: unknown;
  };
  const named = typeof model === 'function' ? (model as unknown as { getTableName(): unknown }).getTableName() : model;
  const target = typeof named === 'string' ? { tableName: named } : (named as { tableName: string; schema?: string });
  const schema = target.schema === undefined || target.schema === '' ? from.schema : target.schema;
  return { table: { schema, name: target.tableName }, column: key ?? 'id', deferrable };
}

function isOptions(given: unknown): boolean {
  return typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;
}
