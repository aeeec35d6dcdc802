import type { Connection } from '../dialects/connection.ts';
import type { StatementText } from '../dialects/sql-text.ts';
import { refusesTransaction } from './refuses-transaction.ts';
import { NoTransactionPossible, type StepScope } from './scope.ts';

const SAVEPOINT = /^(?:SAVEPOINT|RELEASE|ROLLBACK)$/;

/**
 * Runs a statement of a step's transaction on PostgreSQL. A failed one ends the transaction for good; under sequelize-cli it was alone, and
 * files that catch the error went on. A savepoint around each statement of such a file keeps it so (about 0.1 ms). `asIfCommitted`: what
 * the end of a transaction would do.
 */
export async function onPostgres(
  db: Connection,
  scope: StepScope,
  { pieces, asIfCommitted }: { readonly pieces: readonly StatementText[]; readonly asIfCommitted: readonly string[] },
  work: () => Promise<unknown>,
): Promise<unknown> {
  // a RELEASE of ours would take a savepoint of theirs with it
  if (!scope.legacy || pieces.some(({ head }) => SAVEPOINT.test(head))) return work();
  try {
    return await withSavepoint(db, work);
  } catch (error) {
    if (refusesTransaction(error)) scope.end(new NoTransactionPossible(error));
    // under sequelize-cli they fired at the end of the statement before
    if (pendingTriggers(error)) await db.batch(asIfCommitted);
    else if (!(await scope.mend(error))) throw error;
    return withSavepoint(db, work);
  }
}

async function withSavepoint<T>(db: Connection, work: () => Promise<T>): Promise<T> {
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

// Deferred triggers of an earlier statement still wait, and a table cannot be changed (object_in_use).
function pendingTriggers(error: unknown): boolean {
  const { parent } = (error ?? {}) as { parent?: { code?: string; message?: string } };
  return parent?.code === '55006' && /pending trigger events/.test(String(parent.message));
}

/**
 * Runs a statement of a step's transaction on SQLite, which ends the whole transaction on some errors (disk full, ON CONFLICT ROLLBACK:
 * lang_transaction.html), and what followed would commit itself. BEGIN tells: inside a transaction it fails.
 */
export async function onSqlite(db: Connection, scope: StepScope, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await scope.mending(work);
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
