/**
 * The demo application: shows bookings, says how it is on `/healthz`, and refuses to start on a database that is behind. From the
 * environment: PORT (default 8080; 0 takes a free one) and DATABASE_URL, or DATABASE_URL_FILE; WINDLASS_MIGRATIONS.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createMigrator, type Migrator, MigratorError } from 'windlass';
import { bookingsPage, defineModels, listBookings } from './bookings.ts';
import { connect, databaseFile } from './database.ts';
import { health } from './health.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const LAST_REQUESTS_MS = 2000;

await main();

async function main(): Promise<void> {
  const url = databaseUrl();
  const migrator = createMigrator(
    { url, migrations: process.env.WINDLASS_MIGRATIONS ?? 'migrations' },
    { directory, actor: 'demo' },
  );
  const refusal = await reasonToRefuse(migrator);
  if (refusal !== null) {
    console.error(refusal);
    process.exitCode = 1;
    return;
  }
  const sequelize = connect(url, directory);
  const models = await defineModels(sequelize);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      console.error(error.message);
      send(response, 500, 'application/json', JSON.stringify({ error: 'the bookings cannot be read' }));
    });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://demo').pathname;
    if (path === '/healthz') {
      const found = await health(migrator, databaseFile(url, directory));
      return send(response, found.status === 'ready' ? 200 : 503, 'application/json', JSON.stringify(found));
    }
    if (path !== '/' && path !== '/bookings') return send(response, 404, 'text/plain', 'not found\n');
    const bookings = await listBookings(models);
    const page = path === '/' && !/json/.test(request.headers.accept ?? '');
    if (page) return send(response, 200, 'text/html; charset=utf-8', bookingsPage(bookings));
    send(response, 200, 'application/json', JSON.stringify(bookings));
  };

  server.listen(Number(process.env.PORT ?? 8080), () =>
    console.log(`listening on ${JSON.stringify(server.address())}`),
  );
  const stop = () => {
    setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS).unref();
    server.close(() => {
      sequelize.close().finally(() => process.exit(0)); // a name look-up under way would keep the process
    });
    server.closeIdleConnections();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
}

function databaseUrl(): string {
  const { DATABASE_URL, DATABASE_URL_FILE } = process.env;
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  return DATABASE_URL_FILE === undefined ? 'sqlite:./demo.db' : readFileSync(DATABASE_URL_FILE, 'utf8').trim();
}

// One sentence for whoever reads the log of a container that did not start, or null.
async function reasonToRefuse(migrator: Migrator): Promise<string | null> {
  try {
    const { state, pending } = await migrator.status();
    if (state !== 'behind') return null;
    return `the database is behind: ${pending.join(', ')} pending; run: windlass upgrade`;
  } catch (error) {
    if (!(error instanceof MigratorError)) throw error;
    return `the demo does not start: ${error.message}; ${error.remedy}`;
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
