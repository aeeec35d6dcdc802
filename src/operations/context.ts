import type { SchemaChange } from '../changes/index.ts';
import type { Row } from '../dialects/connection.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Column } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';

/** What every operation of QueryInterface takes last. */
export interface OperationOptions {
  readonly transaction?: object | null | undefined;
}

/** A table as operations take it. */
export type TableArgument = string | { readonly tableName: string; readonly schema?: string | undefined };

/** A column as a revision writes it, in parts of SQL text; null where the revision does not name the part. */
export interface Attribute {
  /** The column's name: `field`, else its key. */
  readonly name: string;
  readonly type: string | null;
  /** The labels of an ENUM. */
  readonly labels: readonly string[] | null;
  /** Whether it is an array of an ENUM. */
  readonly array: boolean;
  readonly nullable: boolean | null;
  /** The expression; `undefined` where no default is named, null where it is taken away. */
  readonly default: string | null | undefined;
  readonly primaryKey: boolean;
  readonly autoIncrement: boolean;
  readonly identity: 'always' | 'by default' | null;
  /** True, or the name that the columns of one constraint share. */
  readonly unique: boolean | string;
  readonly references: { readonly table: QualifiedName; readonly column: string; readonly deferrable: unknown } | null;
  readonly onDelete: string | null;
  readonly onUpdate: string | null;
  readonly comment: string | null | undefined;
  /** `undefined` where none is named, null where it is taken away. */
  readonly collation: string | null | undefined;
  readonly generated: { readonly expression: string; readonly stored: boolean } | null;
  /** What else is said of it, in the words of a `Column`. */
  readonly others: Partial<Pick<Column, 'sequence' | 'notNullName' | 'onConflict' | 'notNull'>>;
  /** Constraints of the column in `addConstraint`'s words. */
  readonly constraints: readonly object[];
}

/** What Sequelize makes of a revision's words. */
export interface Words {
  attribute(table: QualifiedName, key: string, given: unknown): Attribute;
  /** SQL text for a value, a literal or a function. */
  value(value: unknown): string;
  /** SQL text for a condition: an object, a literal or a function. */
  condition(where: unknown): string;
  /** Whether it is a literal or a function, and no plain value. */
  isExpression(value: unknown): boolean;
  /** The name that Sequelize gives an index. */
  indexName(table: QualifiedName, fields: readonly string[]): string;
}

/** What operations work with: how to read the database, how to change it. */
export interface OperationContext {
  readonly write: SqlWriter;
  readonly words: Words;
  /** The rows of a question; changes that wait are made first. */
  ask(sql: string, options?: OperationOptions): Promise<readonly Row[]>;
  /** Makes changes, one after the other; on SQLite those of one table wait for the next statement and are made in one rebuild. */
  make(changes: readonly SchemaChange[], options?: OperationOptions): Promise<void>;
  /** Makes what waits now. */
  settle(): Promise<void>;
}

/** The name that an argument means. */
export function qualified(table: TableArgument, schema?: string): QualifiedName {
  if (typeof table === 'string') return { schema: schema ?? null, name: table };
  const own = table.schema ?? schema;
  return { schema: own === undefined || own === '' ? null : own, name: table.tableName };
}

/** As `qualified`; a dot divides schema and table, as in Sequelize's operations on indexes and constraints, unless a table has it in its name (PostgreSQL). */
export async function dotted(table: TableArgument, { ask, write }: OperationContext): Promise<QualifiedName> {
  const at = typeof table === 'string' && write.dialect === 'postgres' ? table.indexOf('.') : -1;
  if (typeof table !== 'string' || at < 1) return qualified(table);
  const whole = qualified(table);
  const [row] = await ask(`SELECT to_regclass(${write.literal(write.name(whole))}) IS NOT NULL AS found`);
  return row?.found === true ? whole : { schema: table.slice(0, at), name: table.slice(at + 1) };
}
