import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { PASSWORD } from './postgres.ts';

/** What the machine and the server of the tests were doing when a test had run out of time: without it a time-out in CI says nothing at all. */
async function whatStood(): Promise<string> {
  const processes = execFileSync('ps', ['-eo', 'pid,ppid,stat,etimes,time,args', '--sort=-etimes'], {
    encoding: 'utf8',
  });
  const lines = processes.split('\n').filter((line) => /node|postgres|sequelize/.test(line));
  return ['What stood then:', ...lines.map((line) => line.slice(0, 160)), ...(await sessions())]
    .join('\n')
    .replaceAll(PASSWORD, '***');
}

async function sessions(): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: process.env.WINDLASS_TEST_POSTGRES,
    connectionTimeoutMillis: 10_000,
  });
  const asked =
    'SELECT pid, datname, state, wait_event, backend_type, pg_blocking_pids(pid) AS blocked_by, now() - query_start AS since, left(query, 120) AS query FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY query_start';
  try {
    await client.connect();
    return (await client.query(asked)).rows.map((row) => JSON.stringify(row));
  } catch (error) {
    return [`the server did not say what it was doing: ${error}`];
  } finally {
    await client.end();
  }
}

/** For mocha: adds that to the failure of a test that has run out of time. */
export const mochaHooks = {
  async afterEach(this: Mocha.Context): Promise<void> {
    const error = this.currentTest?.err;
    if (error?.message.startsWith('Timeout of') === true) error.stack = `${error.stack}\n${await whatStood()}`;
  },
};
