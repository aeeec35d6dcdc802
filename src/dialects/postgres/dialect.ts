import type { Dialect } from '../dialect.ts';
import { columns } from './columns.ts';
import { connect, over } from './connect.ts';
import { emptyTables } from './empty-tables.ts';
import { extensionsNewIn } from './extensions.ts';
import { failure, refusesSsl } from './failure.ts';
import { leftover } from './leftover.ts';
import { listen } from './listen.ts';
import { loading } from './load.ts';
import { beginLocked, lockHolder, lockOutside, lockWithin } from './lock.ts';
import { paging } from './paging.ts';
import { reflect } from './reflect.ts';
import { madeAgain, reflectChanges, reflectWhole } from './reflect-changes.ts';
import { rows } from './rows.ts';
import { scratch } from './scratch.ts';
import { script } from './script.ts';
import { sqlWriter } from './sql.ts';
import { quote, state } from './state.ts';
import { trial } from './trial.ts';

// SET CONSTRAINTS holds till the end of the transaction: those that begin deferred are named one by one (sql-set-constraints.html).
const DEFERRED_AGAIN = `DO $windlass$ DECLARE names text; BEGIN
SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ') INTO names
FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
WHERE c.condeferred AND n.nspname !~ '^pg_temp_' AND has_schema_privilege(n.oid, 'USAGE') AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
  WHERE o.connamespace = c.connamespace AND o.conname = c.conname AND NOT o.condeferrable);
IF names IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || names || ' DEFERRED'; END IF; END $windlass$`;

/** PostgreSQL 13 to 18, through `pg`. */
export const postgres: Dialect = {
  name: 'postgres',
  connect,
  over,
  listen,
  script,
  scratch,
  failure,
  // runtime-config-client.html: both in milliseconds
  limits: ({ tableLockTimeoutMs, statementTimeoutMs }) => [
    ...(tableLockTimeoutMs === 0 ? [] : [`SET LOCAL lock_timeout = ${tableLockTimeoutMs}`]),
    ...(statementTimeoutMs === 0 ? [] : [`SET LOCAL statement_timeout = ${statementTimeoutMs}`]),
  ],
  asIfCommitted: ['SET CONSTRAINTS ALL IMMEDIATE', DEFERRED_AGAIN],
  commitMayWait: false,
  missingRemedy: ({ options }, error) =>
    refusesSsl(error)
      ? 'take ssl and sslmode out of the URL, or set ssl = on at the server'
      : `createdb ${options.database ?? ''}`.trim(),
  quote,
  sqlWriter,
  columns,
  reflect,
  reflectWhole,
  reflectChanges,
  madeAgain,
  extensionsNewIn,
  spelledLike: (current) => current, // it prints every text anew
  emptyTables,
  trial,
  paging,
  rows,
  loading,
  state,
  beginLocked,
  lockHolder,
  lockWithin,
  lockOutside,
  leftover,
  endHolder: ({ pid }) => (pid === null ? null : `SELECT pg_terminate_backend(${pid})`),
};
