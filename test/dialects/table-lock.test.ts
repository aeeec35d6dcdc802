import assert from 'node:assert/strict';
import pg from 'pg';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import { heard, type Project } from '../support/project.ts';

describe('a table that an application uses (PostgreSQL)', () => {
  let db: TestDatabase;
  let project: Project;
  let reader: pg.Client;

  afterEach(() => reader.end());
  fresh(
    databaseKind('postgres'),
    async (own) => {
      ({ db, project } = own);
      await db.query('CREATE TABLE busy (id integer)');
      reader = new pg.Client({ connectionString: db.url, application_name: 'the reader' });
      await reader.connect();
      await reader.query('BEGIN; SELECT * FROM busy');
    },
    {
      'migrations/a.js': revisionFile('a0000000', null, {
        up: "await op.addColumn('busy', 'n', { type: Sequelize.INTEGER });",
      }),
    },
  );

  it('is readable while an ALTER waits for it; the step is made again until it goes through, and names the blocker', async () => {
    const env = { WINDLASS_TABLE_LOCK_TIMEOUT: '300ms' };
    const { child, ended } = project.spawn(['upgrade', '--url', db.url, '--log', 'json'], { env });
    await heard(child, '"kind":"blocked"');
    // a reader that comes later queues behind a waiting ALTER: never longer than the time-out
    const later = new pg.Client({ connectionString: db.url, statement_timeout: 5_000 });
    await later.connect();
    for (let round = 0; round < 20; round += 1) await later.query('SELECT * FROM busy');
    await later.end();
    await reader.query('COMMIT');
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    const blocked = stderr.split('\n').filter((line) => line.includes('"kind":"blocked"'));
    assert.ok(
      blocked.some((line) => line.includes('"application":"the reader"')),
      blocked.join('\n'),
    );
    const outcomes = await db.query('SELECT outcome FROM windlass_history');
    assert.deepEqual(outcomes, [{ outcome: 'done' }]);
  });

  it('is LOCKED when it does not become free in time, names the blocker and how to end it, and keeps nothing of the step', async () => {
    const env = { WINDLASS_TABLE_LOCK_TIMEOUT: '200ms' };
    const args = ['upgrade', '--url', db.url, '--lock-timeout', '2s', '--log', 'pretty'];
    const { code, stderr } = await project.windlass(args, { env });
    assert.equal(code, 5, stderr);
    assert.match(
      stderr,
      /LOCKED: a0000000 could not get what it changes within 2s: pid \d+, application "the reader".*\n {2}→ end it: SELECT pg_terminate_backend\(\d+\)/,
    );
    assert.deepEqual(await db.query('SELECT * FROM windlass_revision'), []);
  });

  it('does not hold a statement longer than statementTimeout', async () => {
    project.write({
      'migrations/a.js': revisionFile('a0000000', null, { up: "await op.execute('SELECT pg_sleep(60)');" }),
    });
    const { code, stderr } = await project.windlass(['upgrade', '--url', db.url, '--log', 'pretty'], {
      env: { WINDLASS_STATEMENT_TIMEOUT: '300ms' },
    });
    assert.equal(code, 6, stderr);
    assert.match(stderr, /STEP_FAILED: a0000000 .*statement timeout/);
  });

  it('makes a step that lost a deadlock again', async () => {
    project.write({
      'migrations/a.js': revisionFile('a0000000', null, {
        up: "await op.execute('CREATE TABLE mine (id integer)'); await op.execute('LOCK TABLE other'); await op.execute('LOCK TABLE busy');",
      }),
    });
    await db.query('CREATE TABLE other (id integer)');
    await reader.query("SET deadlock_timeout = '1h'"); // the step is the one that notices
    const { child, ended } = project.spawn(['upgrade', '--url', db.url, '--log', 'json', '--verbose'], {
      env: { WINDLASS_TABLE_LOCK_TIMEOUT: '0' },
    });
    await heard(child, 'LOCK TABLE busy');
    await reader.query('LOCK TABLE other IN ACCESS SHARE MODE');
    await reader.query('COMMIT');
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /"kind":"blocked"/);
  });
});
