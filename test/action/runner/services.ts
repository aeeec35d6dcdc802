import pg from 'pg';
import { startPostgres } from '../../support/postgres.ts';

/** A service container of a workflow. */
export interface ServiceYaml {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly (string | number)[];
  readonly options?: string;
}

/** What stands in for it. */
export interface Service {
  /** The port on this machine of each port of the container: `job.services.<id>.ports`. */
  readonly ports: Readonly<Record<string, string>>;
  /** The text with `localhost:5432`, where the workflow publishes that port, replaced by where the stand-in listens. */
  found(text: string): string;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL with the user, the password and the database of that image's environment; it asks for the password, as the image does. */
export async function startService({ image, env = {}, ports = [] }: ServiceYaml): Promise<Service> {
  if (!/^postgres(:|$)/.test(image)) throw new Error(`this runner has no stand-in for the service ${image}`);
  const { POSTGRES_USER = 'postgres', POSTGRES_PASSWORD, POSTGRES_DB = POSTGRES_USER } = env;
  if (POSTGRES_PASSWORD === undefined) throw new Error('the image postgres does not start without POSTGRES_PASSWORD');
  const server = await startPostgres();
  await prepare(server.url, { user: POSTGRES_USER, password: POSTGRES_PASSWORD, database: POSTGRES_DB });
  const { port } = new URL(server.url);
  const published = ports.map((mapping) => String(mapping).split(':')).filter(([, container]) => container === '5432');
  return {
    ports: { 5432: port },
    found: (text) =>
      published.reduce(
        (found, [host]) =>
          found.replaceAll(new RegExp(`(localhost|127\\.0\\.0\\.1):${host}\\b`, 'g'), `127.0.0.1:${port}`),
        text,
      ),
    stop: () => server.stop(),
  };
}

async function prepare(
  url: string,
  { user, password, database }: Readonly<Record<'user' | 'password' | 'database', string>>,
) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = client.escapeIdentifier(user);
  if (user !== 'postgres') await client.query(`CREATE ROLE ${name} SUPERUSER LOGIN`);
  if (database !== 'postgres') await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${name}`);
  await client.query(`ALTER ROLE ${name} PASSWORD ${client.escapeLiteral(password)}`);
  await client.end();
}
