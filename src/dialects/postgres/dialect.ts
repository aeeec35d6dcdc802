import type { Dialect } from '../dialect.ts';
import { columns } from './columns.ts';
import { connect, over } from './connect.ts';
import { failure } from './failure.ts';
import { beginLocked, lockHolder, lockOutside } from './lock.ts';
import { quote, state } from './state.ts';

/** PostgreSQL 13 to 18, through `pg`. */
export const postgres: Dialect = {
  name: 'postgres',
  connect,
  over,
  failure,
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
