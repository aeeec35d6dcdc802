import type { Connection } from '../dialects/connection.ts';
import { fireDeferred, pendingTriggers } from './deferred.ts';
import { refusesTransaction } from './refuses-transaction.ts';
import { NoTransactionPossible, type StepScope } from './scope.ts';

type Work = () => Promise<unknown>;

/** Runs a statement, and once more when what it failed of can be mended. */
export async function again(scope: StepScope, work: Work): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!(await scope.mend(error))) throw error;
    return work();
  }
}

/**
 * Runs one statement of a file of sequelize-cli inside the step's transaction. A failed statement ends a PostgreSQL transaction for good; under
 * sequelize-cli it was alone, and files that catch the error went on. A savepoint around it keeps it so (about 0.1 ms).
 */
export async function onPostgres(db: Connection, scope: StepScope, work: Work): Promise<unknown> {
  try {
    return await saved(db, work);
  } catch (error) {
    if (refusesTransaction(error)) scope.end(new NoTransactionPossible(error));
    // under sequelize-cli they fired at the end of the statement before
    if (pendingTriggers(error)) await fireDeferred(db);
    else if (!(await scope.mend(error))) throw error;
    return saved(db, work);
  }
}

async function saved(db: Connection, work: Work): Promise<unknown> {
  await db.query('SAVEPOINT windlass_statement');
  try {
    const result = await work();
    await db.query('RELEASE SAVEPOINT windlass_statement');
    return result;
  } catch (error) {
    if (db.lost() === null) await db.query('ROLLBACK TO SAVEPOINT windlass_statement');
    throw error;
  }
}

/**
 * Runs one statement inside the step's transaction. SQLite ends the whole transaction on some errors (disk full, ON CONFLICT ROLLBACK:
 * lang_transaction.html), and what followed would commit itself. BEGIN tells: inside a transaction it fails.
 */
export async function onSqlite(db: Connection, scope: StepScope, work: Work): Promise<unknown> {
  try {
    return await again(scope, work);
  } catch (error) {
    if (scope.legacy && refusesTransaction(error)) scope.end(new NoTransactionPossible(error));
    const outside = await db.query('BEGIN').then(
      () => true,
      () => false,
    );
    if (outside) await db.query('ROLLBACK');
    if (outside) scope.end(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}
