import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createMigrator, type Migrator } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';

const directory = fileURLToPath(new URL('../..', import.meta.url));

for (const kind of databases()) {
  describe(`the demo application on ${kind.name}`, () => {
    let db: TestDatabase;
    let migrator: Migrator;
    let head: string | undefined;

    beforeEach(async () => {
      db = await kind.create();
      migrator = createMigrator({ url: db.url, migrations: 'migrations' }, { directory });
      head = (await migrator.heads())[0]?.revision;
    });

    afterEach(() => db.drop());

    it('is ready at head, behind after a downgrade, ready again after the upgrade, and shows the bookings', async () => {
      await migrator.upgrade();
      const app = await start(db.url);
      try {
        const ready = { status: 'ready', db_connected: true, migrations_current: true };
        assert.deepEqual(await app.get('/healthz'), {
          code: 200,
          text: JSON.stringify({ ...ready, current_revision: head, expected_revision: head }),
        });
        assert.deepEqual(await app.get('/'), { code: 200, text: '[]' });

        await migrator.downgrade('-1');
        const [below] = (await migrator.current()).current;
        const behind = { status: 'behind', db_connected: true, migrations_current: false };
        assert.deepEqual(await app.get('/healthz'), {
          code: 503,
          text: JSON.stringify({ ...behind, current_revision: below, expected_revision: head }),
        });

        await migrator.upgrade();
        assert.equal((await app.get('/healthz')).code, 200);
      } finally {
        assert.equal(await app.stop(), 0);
      }
    });

    it('says that the database is gone and goes on serving', async () => {
      await migrator.upgrade();
      const app = await start(db.url);
      try {
        if (kind.name === 'sqlite') await db.query('DROP TABLE windlass_revision');
        await db.drop();
        const { code, text } = await app.get('/healthz');
        assert.equal(code, 503);
        const { db_connected, migrations_current, expected_revision } = JSON.parse(text);
        // a SQLite file that is not there is an empty database
        assert.deepEqual([db_connected, migrations_current], [kind.name === 'sqlite', false]);
        assert.equal(expected_revision, head);
      } finally {
        await app.stop();
      }
    });

    it('refuses to start on a database that is behind, naming what is pending and the command', async () => {
      await migrator.upgrade();
      await migrator.downgrade('-2');
      const { pending } = await migrator.status();
      assert.equal(pending.length, 2);
      const { code, stderr } = await refused(db.url);
      assert.equal(code, 1);
      assert.equal(stderr.trim(), `the database is behind: ${pending.join(', ')} pending; run: windlass upgrade`);
    });
  });
}

async function start(url: string) {
  const child = launch(url);
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /"port":(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => reject(new Error(`the application ended: ${output}`)));
  });
  return {
    get: async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { code: answer.status, text: await answer.text() };
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      return (await ended)[0] as number | null;
    },
  };
}

async function refused(url: string): Promise<{ code: number; stderr: string }> {
  const child = launch(url);
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

function launch(url: string) {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  return spawn(process.execPath, ['--import', 'tsx', 'demo/app.ts'], {
    cwd: directory,
    env: { ...env, DATABASE_URL: url, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
