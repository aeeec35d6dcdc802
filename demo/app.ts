/** A small HTTP application on the demo's schema: bookings at `/`, readiness at `/healthz`. Starts only on a database that is up to date. */
import { readdirSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { DataTypes, type Model, type ModelStatic, Sequelize } from 'sequelize';
import { createMigrator, type Migrator, type Status } from 'windlass';

const directory = fileURLToPath(new URL('..', import.meta.url));
const url = process.env.DATABASE_URL ?? 'sqlite:./demo.db';
const migrations = process.env.WINDLASS_MIGRATIONS ?? 'migrations';
const migrator = createMigrator({ url, migrations }, { directory });

const refusal = await reasonNotToStart(migrator);
if (refusal !== null) {
  console.error(refusal);
  process.exit(1);
}

const sequelize = new Sequelize(url, { logging: false });
const bookings = await loadModel('booking');
const server = createServer((request, response) => {
  const answer = request.url === '/healthz' ? health(response) : list(response);
  answer.catch((error) => reply(response, 500, { error: String(error) }));
});
server.listen(Number(process.env.PORT ?? 8080), () => console.log(`listening on ${JSON.stringify(server.address())}`));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);

async function reasonNotToStart(of: Migrator): Promise<string | null> {
  try {
    const status = await of.status();
    if (status.upToDate) return null;
    return `the database is behind: ${status.pending.join(', ')} pending; run: windlass upgrade`;
  } catch (error) {
    return `the database cannot be asked: ${(error as Error).message}`;
  }
}

async function loadModel(name: string): Promise<ModelStatic<Model>> {
  const file = readdirSync(new URL('models/', import.meta.url)).find((entry) => entry.startsWith(`${name}.`));
  const { default: define } = await import(new URL(`models/${file}`, import.meta.url).href);
  return define(sequelize, DataTypes);
}

async function list(response: ServerResponse): Promise<void> {
  reply(response, 200, await bookings.findAll({ order: [['starts_at', 'ASC']], limit: 100, raw: true }));
}

async function health(response: ServerResponse): Promise<void> {
  const status = await migrator.status().catch(() => null);
  const ready = status?.upToDate === true;
  reply(response, ready ? 200 : 503, {
    status: ready ? 'ready' : status === null ? 'unreachable' : 'behind',
    db_connected: status !== null,
    migrations_current: ready,
    current_revision: status === null ? null : joined(status.current),
    expected_revision: joined(await expected(status)),
  });
}

async function expected(status: Status | null): Promise<readonly string[]> {
  if (status !== null) return status.heads;
  return (await migrator.heads()).map(({ revision }) => revision);
}

function joined(ids: readonly string[]): string | null {
  return ids.length === 0 ? null : ids.join(',');
}

function reply(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function stop(): void {
  server.close(async () => {
    await sequelize.close();
    process.exit(0);
  });
  server.closeAllConnections();
}
