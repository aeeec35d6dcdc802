import assert from 'node:assert/strict';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject } from '../support/project.ts';

const ROUNDS = Number(process.env.WINDLASS_ROUNDS ?? 1);
const STEPS = 6;

for (const kind of databases()) {
  describe(`many at once on ${kind.name}`, () => {
    for (const processes of [8, 32]) {
      it(`${processes} simultaneous upgrades: all exit 0, each step ran once (${ROUNDS} round(s))`, async function () {
        this.timeout(0);
        const project = createProject(line(STEPS));
        try {
          for (let round = 0; round < ROUNDS; round += 1) {
            const db = await kind.create();
            const runs = Array.from({ length: processes }, () =>
              project.windlass(['upgrade', 'head', '--url', db.url]),
            );
            const ended = await Promise.all(runs);
            assert.deepEqual(
              ended.map(({ code, stderr }) => (code === 0 ? 0 : stderr)),
              ended.map(() => 0),
            );
            const ran = await db.query(
              "SELECT revision, count(*) AS n FROM windlass_history WHERE event = 'up' GROUP BY 1 ORDER BY 1",
            );
            assert.deepEqual(
              ran.map(({ revision, n }) => [revision, Number(n)]),
              Array.from({ length: STEPS }, (_, index) => [`r000${index}`, 1]),
            );
            const [rows] = await db.query('SELECT count(*) AS n FROM t0');
            assert.equal(Number(rows?.n), STEPS);
            await db.drop();
          }
        } finally {
          project.remove();
        }
      });
    }

    it('gives up on the lock after its time-out, with 5 and the name of the holder', async () => {
      const db = await kind.create();
      const slow =
        kind.name === 'postgres'
          ? "await op.execute('SELECT pg_sleep(3600)');"
          : 'await new Promise((resolve) => setTimeout(resolve, 60_000));';
      const project = createProject({
        ...line(1),
        'migrations/slow.js': revisionFile('slow0000', 'r0000', { up: slow }),
      });
      const first = project.spawn(['upgrade', '--url', db.url]);
      await started(first.child, 'slow0000');
      const second = await project.windlass(['upgrade', '--url', db.url, '--lock-timeout', '300ms', '--log', 'pretty']);
      assert.equal(second.code, 5, second.stderr);
      assert.match(
        second.stderr,
        kind.name === 'postgres' ? /LOCKED: .*pid \d+, application "windlass".*pg_sleep/ : /LOCKED: .*another session/,
      );
      first.child.kill('SIGKILL');
      await first.ended;
      project.remove();
      await db.drop();
    });

    it('holds one lock for steps of both manners and for a stamp', async () => {
      const sleep =
        kind.name === 'postgres'
          ? "await op.execute('SELECT pg_sleep(20)');"
          : 'await new Promise((resolve) => setTimeout(resolve, 20_000));';
      for (const transaction of ['true', 'false']) {
        const db = await kind.create();
        const project = createProject({
          'migrations/a.js': revisionFile('a0000000', null, { more: "export const branchLabels = ['one'];" }),
          'migrations/b.js': revisionFile('b0000000', 'a0000000', {
            more: `export const transaction = ${transaction};`,
            up: sleep,
          }),
          'migrations/c.js': revisionFile('c0000000', null, { more: "export const branchLabels = ['other'];" }),
        });
        const run = (...args: string[]) =>
          project.windlass([...args, '--url', db.url, '--lock-timeout', '300ms', '--log', 'pretty']);
        const first = project.spawn(['upgrade', 'one@head', '--url', db.url]);
        await started(first.child, 'b0000000');
        await held(db, kind.name);
        for (const args of [
          ['stamp', 'a0000000'],
          ['upgrade', 'other@head'],
        ]) {
          const { code, stderr } = await run(...args);
          assert.equal(code, 5, `${transaction} ${args.join(' ')}: ${stderr}`);
        }
        first.child.kill('SIGKILL');
        await first.ended;
        project.remove();
        await db.drop();
      }
    });

    for (const [signal, code] of [
      ['SIGTERM', 143],
      ['SIGINT', 130],
    ] as const) {
      it(`${signal} rolls the running step back and exits ${code}; the next run goes on`, async () => {
        const db = await kind.create();
        const slow =
          kind.name === 'postgres'
            ? "await op.execute('SELECT pg_sleep(3600)');"
            : `await op.execute("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 400000000000) SELECT count(*) FROM c");`;
        const text = (up: string) =>
          revisionFile('slow0000', 'r0000', { up: `await op.createTable('slow', { id: Sequelize.INTEGER }); ${up}` });
        const project = createProject({ ...line(1), 'migrations/slow.js': text(slow) });
        const { child, ended } = project.spawn(['upgrade', '--url', db.url]);
        await started(child, 'slow0000');
        child.kill(signal);
        const result = await ended;
        assert.equal(result.code, code, result.stderr);
        assert.match(result.stderr, /INTERRUPTED/);
        assert.equal((await db.dump({ without: STATE_TABLES })).includes('slow'), false);
        project.write({ 'migrations/slow.js': text('') });
        assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
        project.remove();
        await db.drop();
      });
    }
  });
}

// The step has the lock only a moment after it says that it has started.
async function held(db: TestDatabase, name: string): Promise<void> {
  if (name === 'sqlite') return;
  const asleep = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
  while ((await db.query(asleep)).length === 0);
}

async function started(child: import('node:child_process').ChildProcess, revision: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.includes(`"kind":"step-started","revision":"${revision}"`)) resolve();
    });
    child.on('close', () => reject(new Error(text)));
  });
}
