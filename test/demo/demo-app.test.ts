import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createMigrator, type Migrator } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const directory = fileURLToPath(new URL('../..', import.meta.url));
const HEAD = 'b4d06a2f39cd';
const PARENT = 'a3cf591e28bc';
const AT = "'2026-11-20 09:00:00.000 +00:00'";
const READY = `{"status":"ready","db_connected":true,"migrations_current":true,"current_revision":"${HEAD}","expected_revision":"${HEAD}"}`;
const BEHIND = `{"status":"behind","db_connected":true,"migrations_current":false,"current_revision":"${PARENT}","expected_revision":"${HEAD}"}`;
const GONE = `{"status":"unreachable","db_connected":false,"migrations_current":false,"current_revision":null,"expected_revision":"${HEAD}"}`;

for (const kind of databases()) {
  describe(`the demo application on ${kind.name}`, () => {
    let db: TestDatabase;
    let migrator: Migrator;
    let app: App | null;

    beforeEach(async () => {
      app = null;
      db = await kind.create();
      migrator = createMigrator({ url: db.url, migrations: 'migrations' }, { directory });
      await migrator.upgrade(['heads']);
    });

    afterEach(async () => {
      app?.child.kill('SIGKILL');
      await db.drop();
    });

    it('says on /healthz that it is ready, then behind, ready again, and that its database is gone', async () => {
      app = await start(db.url);
      assert.deepEqual(await app.get('/healthz'), { status: 200, type: 'application/json', body: READY });
      await migrator.downgrade('-1');
      assert.deepEqual(await app.get('/healthz'), { status: 503, type: 'application/json', body: BEHIND });
      await migrator.upgrade(['heads']);
      assert.equal((await app.get('/healthz')).body, READY);
      await app.get('/bookings'); // opens its connections, so that they break with the database
      await db.drop();
      assert.deepEqual(await app.get('/healthz'), { status: 503, type: 'application/json', body: GONE });
      // a SQLite file that is open can be read on after it was deleted
      assert.equal((await app.get('/bookings')).status, kind.name === 'sqlite' ? 200 : 500);
      assert.equal((await app.get('/healthz')).body, GONE);
    });

    it('shows bookings as JSON and as a page, and ends on SIGTERM with a client still connected', async () => {
      await insertBooking(db);
      app = await start(db.url);
      const shown = {
        id: 1,
        user: '<b>@quay.test',
        worker: 'Ann',
        starts_at: '2026-11-20T09:00:00.000Z',
        ends_at: '2026-11-20T09:00:00.000Z',
        priority: 'normal',
      };
      assert.deepEqual(JSON.parse((await app.get('/bookings')).body), [shown]);
      assert.deepEqual(JSON.parse((await app.get('/', { accept: 'application/json' })).body), [shown]);
      const page = await app.get('/');
      assert.equal(page.type, 'text/html; charset=utf-8');
      assert.match(page.body, /<td>&#60;b&#62;@quay\.test<\/td><td>Ann<\/td><td>2026-11-20T09:00:00\.000Z<\/td>/);
      assert.equal((await app.get('/nowhere')).status, 404);
      app.child.kill('SIGTERM');
      assert.deepEqual(await app.ended, { code: 0, stderr: '' });
    });

    it('refuses to start on a database that is behind, naming what is pending and the command', async () => {
      await migrator.downgrade('-2');
      assert.deepEqual(await run(db.url).ended, {
        code: 1,
        stderr: `the database is behind: ${PARENT}, ${HEAD} pending; run: windlass upgrade\n`,
      });
    });

    it('says invalid, not unreachable, when the history and an applied row do not agree', async () => {
      app = await start(db.url);
      await db.query(`UPDATE windlass_revision SET checksum = 'edited' WHERE revision = '${HEAD}'`);
      const { status, body } = await app.get('/healthz');
      assert.equal(status, 503);
      const { status: said, db_connected } = JSON.parse(body);
      assert.deepEqual({ said, db_connected }, { said: 'invalid', db_connected: true });
    });

    it('refuses to start on an empty database, without making tables in it', async () => {
      await migrator.downgrade('base');
      await db.query('DROP TABLE windlass_revision');
      await db.query('DROP TABLE windlass_history');
      await db.query('DROP TABLE windlass_snapshot');
      const { code, stderr } = await run(db.url).ended;
      assert.equal(code, 1);
      assert.match(stderr, /^the database is behind: 1f0a5c3e9b21, .* pending; run: windlass upgrade\n$/);
      assert.equal(await db.dump({ without: ['sqlite_sequence'] }), '');
    });
  });
}

interface App {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; type: string | null; body: string }>;
}

// Node 24 runs it without a loader, as the container does, with the built package; Node 20 does not know TypeScript.
const LOADER = 'typescript' in process.features ? [] : ['--import', 'tsx'];

function run(url: string) {
  const child = spawn(process.execPath, [...LOADER, 'demo/app.ts'], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: url, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stderr }));
  return { child, ended };
}

async function start(url: string): Promise<App> {
  const { child, ended } = run(url);
  const said = await Promise.race([once(child.stdout, 'data').then(String), ended]);
  const port = /"port":(\d+)/.exec(String(said))?.[1];
  assert.ok(port, `the application did not start: ${JSON.stringify(said)}`);
  const get: App['get'] = async (path, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };
  return { child, ended, get };
}

async function insertBooking(db: TestDatabase): Promise<void> {
  await db.query(`INSERT INTO organizations (id, name, created_at) VALUES (1, 'Quay', ${AT})`);
  await db.query(`INSERT INTO users (id, organization_id, email, created_at) VALUES (1, 1, '<b>@quay.test', ${AT})`);
  await db.query("INSERT INTO workers (id, organization_id, name) VALUES (1, 1, 'Ann')");
  await db.query(`INSERT INTO bookings (id, user_id, worker_id, starts_at, ends_at) VALUES (1, 1, 1, ${AT}, ${AT})`);
}
