import type {
  CreationAttributes,
  DataType,
  Model,
  ModelAttributeColumnOptions,
  ModelAttributes,
  QueryInterface,
  QueryInterfaceCreateTableOptions,
  QueryInterfaceOptions,
  TableName,
  WhereOptions,
} from 'sequelize';
import type { OnConflict } from '../model/schema.ts';
import type { ColumnOperations } from '../operations/columns.ts';
import type { CommentOperations } from '../operations/comments.ts';
import type { ConstraintOptions } from '../operations/constraint-words.ts';
import type { ConstraintOperations } from '../operations/constraints.ts';
import type { EnumOperations } from '../operations/enums.ts';
import type { FunctionOperations } from '../operations/functions.ts';
import type { IndexOperations } from '../operations/indexes.ts';
import type { NamespaceOperations } from '../operations/namespaces.ts';
import type { PolicyOperations } from '../operations/policies.ts';
import type { RightOperations } from '../operations/rights.ts';
import type { SequenceOperations } from '../operations/sequences.ts';
import type { CreateTableOptions, DropTableOptions, TableOperations } from '../operations/tables.ts';
import type { TriggerOperations } from '../operations/triggers.ts';
import type { ViewOperations } from '../operations/views.ts';

/** What `changeColumn` changes: what is named, and nothing else. `using` converts the values (PostgreSQL). */
export type ColumnChanges = Partial<ModelAttributeColumnOptions> & { readonly using?: string };

/** A column as `createTable` and `addColumn` take it: Sequelize's options, and what Sequelize has no words for. */
export interface ColumnOptions extends ModelAttributeColumnOptions {
  /** GENERATED ALWAYS AS IDENTITY (PostgreSQL). */
  readonly identity?: 'always';
  /** SQL, as a string or `Sequelize.literal`; stored unless it says otherwise. */
  readonly generated?: { readonly expression: unknown; readonly stored?: boolean };
  readonly collate?: string;
  /** Constraints of this column alone, in `addConstraint`'s words. */
  readonly constraints?: readonly ConstraintOptions[];
  /** Options of the sequence behind an identity (PostgreSQL). */
  readonly sequence?: string;
  readonly notNullName?: string;
  /** What NOT NULL does with a row that breaks it (SQLite). */
  readonly onConflict?: OnConflict;
  readonly more?: string;
}

type WithoutTable<Method> = Method extends (table: never, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** QueryInterface's changes of one table, without the table's name. */
export interface BatchOperations {
  addColumn: WithoutTable<Operations['addColumn']>;
  removeColumn: WithoutTable<QueryInterface['removeColumn']>;
  changeColumn: (column: string, changes: DataType | ColumnChanges) => Promise<void>;
  renameColumn: WithoutTable<QueryInterface['renameColumn']>;
  alterColumn: WithoutTable<ColumnOperations['alterColumn']>;
  setNotNull: WithoutTable<ColumnOperations['setNotNull']>;
  addConstraint: WithoutTable<ConstraintOperations['addConstraint']>;
  removeConstraint: WithoutTable<ConstraintOperations['removeConstraint']>;
  renameConstraint: WithoutTable<ConstraintOperations['renameConstraint']>;
}

/** QueryInterface's methods that take more, or promise more, than Sequelize's. */
type Replaced =
  | 'upsert'
  | 'createTable'
  | 'dropTable'
  | 'addColumn'
  | 'changeColumn'
  | 'addIndex'
  | 'removeIndex'
  | 'addConstraint'
  | 'removeConstraint'
  | 'createSchema'
  | 'dropSchema'
  | 'createFunction'
  | 'dropFunction'
  | 'createTrigger'
  | 'dropTrigger';

type Ours = Pick<TableOperations, 'setTableOptions' | 'setColumnOrder'> &
  Omit<ColumnOperations, 'addColumn' | 'removeColumn' | 'renameColumn' | 'changeColumn'> &
  ConstraintOperations &
  IndexOperations &
  EnumOperations &
  CommentOperations &
  ViewOperations &
  FunctionOperations &
  TriggerOperations &
  PolicyOperations &
  SequenceOperations &
  NamespaceOperations &
  RightOperations;

/** A backfill: which rows are set to what, and in what bites. */
export interface BatchUpdate {
  /** Values, or expressions: `Sequelize.literal`, `fn`, `col`, `cast`. Not the columns of the table's key. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Sequelize's `where`, or SQL text; default: every row. */
  readonly where?: WhereOptions | string;
  /** How many rows are gone through at a time; default 5,000. */
  readonly batchSize?: number;
  /** How long to rest between batches; default 0. */
  readonly pauseMs?: number;
}

/** What revisions are written in: Sequelize's QueryInterface made correct, and our own operations. */
export interface Operations extends Omit<QueryInterface, Replaced>, Ours {
  /** Fails on a table that exists, unless `ifNotExists` is true. */
  createTable<M extends Model>(
    tableName: TableName,
    attributes: ModelAttributes<M, CreationAttributes<M>> | Readonly<Record<string, DataType | ColumnOptions>>,
    options?: QueryInterfaceCreateTableOptions & CreateTableOptions,
  ): Promise<void>;
  dropTable(tableName: TableName, options?: DropTableOptions): Promise<void>;
  addColumn(
    tableName: TableName,
    key: string,
    attribute: DataType | ColumnOptions,
    options?: QueryInterfaceOptions,
  ): Promise<void>;
  /** Changes only what is named. */
  changeColumn(
    tableName: TableName,
    attributeName: string,
    dataTypeOrOptions?: DataType | ColumnChanges,
    options?: QueryInterfaceOptions,
  ): Promise<void>;
  /** Makes several changes of one table: on SQLite in one rebuild, on PostgreSQL one after the other. */
  batchAlterTable(
    table: string | { tableName: string; schema?: string },
    work: (batch: BatchOperations) => unknown,
  ): Promise<void>;
  /**
   * Updates a table in batches in the order of its key; resolves to the number of rows changed. With `transaction = false` each batch is
   * committed with its place, and a run that was killed goes on there: each row is changed exactly once. Throws UNSUPPORTED for a table without a key.
   */
  batchUpdate(table: TableName, options: BatchUpdate): Promise<{ readonly rows: number }>;
  /**
   * Inserts rows, and updates those whose key is there where they differ; a second time it changes nothing. Resolves to the number of rows inserted or changed.
   * A unique index on the key is not needed, only faster. Throws for a key that is missing, NULL or comes twice.
   */
  upsert(
    table: TableName,
    rows: readonly Readonly<Record<string, unknown>>[],
    options: { readonly key: string | readonly string[] },
  ): Promise<{ readonly rows: number }>;
  /** Sequelize's own. */
  upsert(...args: Parameters<QueryInterface['upsert']>): ReturnType<QueryInterface['upsert']>;
  /** Tells the person who runs the revision something: that a part has no meaning on this database. Shown when the step is done. */
  notice(message: string): void;
  /**
   * Runs SQL text: one statement, or several separated by semicolons. Resolves to the rows of the last one.
   * It runs inside the step's transaction like everything else.
   */
  execute(
    sql: string,
    options?: {
      bind?: readonly unknown[] | Record<string, unknown>;
      replacements?: readonly unknown[] | Record<string, unknown>;
    },
  ): Promise<readonly object[]>;
}
