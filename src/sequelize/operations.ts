import type { QueryInterface } from 'sequelize';

type WithoutTable<Method> = Method extends (table: never, ...rest: infer Rest) => infer Result
  ? (...rest: Rest) => Result
  : never;

/** QueryInterface's changes of one table, without the table's name. */
export interface BatchOperations {
  addColumn: WithoutTable<QueryInterface['addColumn']>;
  removeColumn: WithoutTable<QueryInterface['removeColumn']>;
  changeColumn: WithoutTable<QueryInterface['changeColumn']>;
  renameColumn: WithoutTable<QueryInterface['renameColumn']>;
  addConstraint: WithoutTable<QueryInterface['addConstraint']>;
  removeConstraint: WithoutTable<QueryInterface['removeConstraint']>;
}

/** What revisions are written in: Sequelize's QueryInterface made correct, and our own operations. */
export interface Operations extends QueryInterface {
  /** Makes several changes of one table: on SQLite in one rebuild, on PostgreSQL one after the other. */
  batchAlterTable(
    table: string | { tableName: string; schema?: string },
    work: (batch: BatchOperations) => unknown,
  ): Promise<void>;
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
