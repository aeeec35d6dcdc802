import type { Dialect } from '../dialect.ts';
import { columns } from './columns.ts';
import { connect, over } from './connect.ts';
import { failure } from './failure.ts';
import { listen } from './listen.ts';
import { beginLocked, lockHolder, lockOutside } from './lock.ts';
import { scratch } from './scratch.ts';
import { script } from './script.ts';
import { quote, state } from './state.ts';

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
  commitMayWait: false,
  missingRemedy: ({ options }) => `createdb ${options.database ?? ''}`.trim(),
  quote,
  columns,
  state,
  beginLocked,
  lockHolder,
  lockOutside,
  endHolder: ({ pid }) => (pid === null ? null : `SELECT pg_terminate_backend(${pid})`),
};
