import type { Transaction } from 'sequelize';
import type { Query, QueryOptions } from './query.ts';
import type { StepScope } from './scope.ts';

/** A statement on its way to the database. */
export interface Sent {
  readonly scope: StepScope;
  readonly query: Query;
  readonly sql: unknown;
  readonly options: QueryOptions;
  /** Has the place of the call in its stack. */
  readonly called: Error;
}

/** What is done within a managed transaction. */
export type TransactionWork = (transaction: Transaction) => Promise<unknown>;

/** `sequelize.transaction`. */
export type Open = (options: object, work?: TransactionWork) => Promise<unknown>;
