import { randomBytes } from 'node:crypto';
import { until } from '../support/until.ts';
import { docker, RUN } from './engine.ts';

/** The network on which the database is, and nothing else: it leads nowhere. */
export const NETWORK = RUN;
const SERVER = `${RUN}-db`;

/** One empty database on the server of this run. */
export interface Database {
  /** As a container on `NETWORK` reaches it. */
  readonly url: string;
  /** As the host reaches it. */
  readonly hostUrl: string;
  /** Rows as text, values joined by `|`. */
  query(sql: string): Promise<readonly string[]>;
}

/** Starts the server of this run, also published on the host for Pods on the host's network. */
export async function startServer(): Promise<void> {
  await docker('network', 'create', '--internal', '--label', RUN, NETWORK);
  const environment = ['-e', 'POSTGRES_USER=demo', '-e', 'POSTGRES_PASSWORD=demo'];
  await docker('run', '-d', '--name', SERVER, '--label', RUN, '-p', '127.0.0.1::5432', ...environment, 'postgres:18');
  await docker('network', 'connect', '--alias', 'db', NETWORK, SERVER);
  await until('the server answers', async () => (await psql('demo', 'SELECT 1').catch(() => [])).length === 1);
}

/** Makes an empty database. */
export async function createDatabase(): Promise<Database> {
  const name = `t${randomBytes(4).toString('hex')}`;
  await psql('demo', `CREATE DATABASE ${name}`);
  const [published = ''] = (await docker('port', SERVER, '5432/tcp')).split('\n');
  return {
    url: `postgres://demo:demo@db:5432/${name}`,
    hostUrl: `postgres://demo:demo@${published}/${name}`,
    query: (sql) => psql(name, sql),
  };
}

async function psql(database: string, sql: string): Promise<readonly string[]> {
  const connection = ['-h', '127.0.0.1', '-U', 'demo', '-d', database];
  const output = await docker('exec', '-e', 'PGPASSWORD=demo', SERVER, 'psql', ...connection, '-tAc', sql);
  return output === '' ? [] : output.split('\n');
}
