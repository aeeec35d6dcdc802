import type { QueryInterface } from 'sequelize';

/** What revisions are written in: Sequelize's QueryInterface, and our own operations. */
export interface Operations extends QueryInterface {
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
