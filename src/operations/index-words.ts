import type { QualifiedName } from '../model/names.ts';
import type { Index, IndexPart } from '../model/schema.ts';
import type { OperationOptions, Words } from './context.ts';

/** One part of an index: a column, an expression, or either with what Sequelize's options say of it. */
export type IndexField = string | object | FieldWords;

interface FieldWords {
  readonly name?: string;
  readonly attribute?: string;
  /** An expression instead of a column, as SQL. */
  readonly expression?: string;
  readonly collate?: string;
  readonly operator?: string;
  readonly order?: string;
  readonly nulls?: string;
}

/** An index as `addIndex` takes it: Sequelize's options, and what Sequelize has no words for. */
export interface IndexOptions extends OperationOptions {
  readonly fields?: readonly IndexField[];
  readonly name?: string;
  readonly unique?: boolean;
  readonly type?: string;
  /** btree, hash, gin, gist, spgist, brin (PostgreSQL). */
  readonly using?: string;
  readonly method?: string;
  /** The operator class of every part that has none of its own (PostgreSQL). */
  readonly operator?: string;
  readonly where?: unknown;
  /** Columns that the index carries along (PostgreSQL 11). */
  readonly include?: readonly string[];
  /** NULLs count as the same value (PostgreSQL 15). */
  readonly nullsNotDistinct?: boolean;
  /** Without locking writers out; the revision needs `transaction = false` (PostgreSQL). */
  readonly concurrently?: boolean;
  readonly ifNotExists?: boolean;
  readonly prefix?: string;
}

/** The index that the words mean. Throws an Error for an index of expressions without a name. */
export function indexOf(table: QualifiedName, options: IndexOptions, words: Words, prefix = table): Index {
  const parts = (options.fields ?? []).map((field) => partOf(field, options.operator ?? null, words));
  const columns = parts.flatMap(({ column }) => column ?? []);
  if (options.name === undefined && columns.length < parts.length)
    throw new Error(`an index of an expression needs a name: addIndex("${table.name}", { name: '…', fields: […] })`);
  const own = options.prefix === undefined ? prefix : { schema: null, name: options.prefix };
  return {
    name: options.name ?? words.indexName(own, columns),
    unique: options.unique === true || options.type?.toUpperCase() === 'UNIQUE',
    method: options.using ?? options.method ?? null,
    parts,
    include: options.include ?? [],
    where: options.where === undefined ? null : words.condition(options.where),
    nullsNotDistinct: options.nullsNotDistinct === true,
  };
}

function partOf(field: IndexField, operator: string | null, words: Words): IndexPart {
  const plain = { collation: null, opclass: operator, order: null, nulls: null };
  if (typeof field === 'string') return { column: field, expression: null, ...plain };
  if (words.isExpression(field)) return { column: null, expression: words.value(field), ...plain };
  const { name, attribute, expression, collate, operator: own, order, nulls } = field as FieldWords;
  const column = expression === undefined ? (name ?? attribute ?? null) : null;
  if (column === null && expression === undefined) throw new Error('a field of an index is a column, or an expression');
  return {
    column,
    expression: expression ?? null,
    collation: collate ?? null,
    opclass: own ?? operator,
    ...ordered(order, nulls),
  };
}

// Sequelize's `order` may say where NULLs go: DESC NULLS LAST.
function ordered(order: string | undefined, nulls: string | undefined): Pick<IndexPart, 'order' | 'nulls'> {
  const words = `${order ?? ''} ${nulls === undefined ? '' : `NULLS ${nulls}`}`.toUpperCase();
  return {
    order: /\bDESC\b/.test(words) ? 'DESC' : /\bASC\b/.test(words) ? 'ASC' : null,
    nulls: /NULLS FIRST/.test(words) ? 'FIRST' : /NULLS LAST/.test(words) ? 'LAST' : null,
  };
}
