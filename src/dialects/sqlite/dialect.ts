import type { Dialect, Failure } from '../dialect.ts';
import { columns } from './columns.ts';
import { connect, over } from './connect.ts';
import { emptyTables } from './empty-tables.ts';
import { listen } from './listen.ts';
import { loading } from './load.ts';
import { beginLocked, busy, lockOutside } from './lock.ts';
import { paging } from './paging.ts';
import { reflect } from './reflect.ts';
import { reflectChanges, reflectWhole } from './reflect-changes.ts';
import { rows } from './rows.ts';
import { scratch } from './scratch.ts';
import { script } from './script.ts';
import { spelledLike } from './spelling.ts';
import { sqlWriter } from './sql.ts';
import { quote, state } from './state.ts';
import { trial } from './trial.ts';

/** SQLite 3, through `sqlite3`. */
export const sqlite: Dialect = {
  name: 'sqlite',
  connect,
  over,
  listen,
  script,
  scratch,
  failure,
  limits: () => [],
  asIfCommitted: [], // PRAGMA defer_foreign_keys = OFF would forget the violations so far: what is deferred stays so till COMMIT
  commitMayWait: true,
  missingRemedy: ({ options }) =>
    `check the path ${options.storage ?? ':memory:'}: its folder must exist and be writable`,
  quote,
  sqlWriter,
  columns,
  reflect,
  reflectWhole,
  reflectChanges,
  madeAgain: async (_db, _before, made) => made,
  extensionsNewIn: async () => [],
  spelledLike,
  emptyTables,
  trial,
  paging,
  rows,
  loading,
  state,
  beginLocked,
  lockHolder: async () => null, // a file lock has no name that SQL can ask for
  lockWithin: () => null,
  lockOutside,
  leftover: async () => null, // each statement is done whole or not at all
  endHolder: () => null,
};

function failure(error: unknown): Failure {
  if (busy(error)) return 'busy';
  const { code } = (error ?? {}) as { code?: string };
  return code === 'SQLITE_CANTOPEN' || code === 'SQLITE_NOTADB' || code === 'SQLITE_READONLY' ? 'missing' : 'other';
}
