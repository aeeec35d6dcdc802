import assert from 'node:assert/strict';
import pg from 'pg';
import { databaseKind, databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import { assertSurvivesKills } from '../support/killed.ts';
import { createProject, heard, type Project } from '../support/project.ts';
import { until } from '../support/until.ts';

const KILLS = Number(process.env.WINDLASS_KILLS ?? 3);
const more = 'export const transaction = false;';
const outside = (up: string, id = 'x0000000', parent: string | null = null) =>
  revisionFile(id, parent, { more, up, down: '' });

for (const kind of databases()) {
  describe(`a half-done step on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const upgrade = (...args: string[]) =>
      project.windlass(['upgrade', '--url', db.url, '--log', 'json', '--verbose', ...args]);
    const pretty = () => project.windlass(['upgrade', '--url', db.url, '--log', 'pretty']);
    const write = (up: string) => project.write({ 'migrations/x.js': outside(up) });
    const tables = async () => (await db.dump({ without: STATE_TABLES })).split('\n').filter((text) => text !== '');
    const ids = async () => (await db.query('SELECT id FROM a ORDER BY id')).map(({ id }) => Number(id));
    const sent = (stderr: string) => lines(stderr).flatMap((line) => (line.kind === 'statement' ? [line.sql] : []));

    fresh(kind, (own) => {
      ({ db, project } = own);
    });

    it('says what has run, what failed and how to go on, and goes on after what has run', async () => {
      const begin = `await op.execute('CREATE TABLE a (id integer)'); await op.bulkInsert('a', [{ id: 1 }]);`;
      write(`${begin} await op.execute('SELECT * FROM nowhere'); await op.execute('INSERT INTO a VALUES (2)');`);
      const failed = await upgrade('--json');
      assert.equal(failed.code, 6);
      const { error } = failed.json<{ error: { code: string; message: string; remedy: string } }>();
      assert.equal(error.code, 'STEP_FAILED_PARTIAL');
      assert.match(
        error.message,
        /^x0000000 runs outside a transaction and failed in up\(\) at migrations\/x\.js:\d+ in "SELECT \* FROM nowhere": .*; 2 statement\(s\) \("CREATE TABLE a \(id integer\)", "INSERT INTO .*"\) have run and stay$/,
      );
      assert.match(error.remedy, /^mend the cause and run windlass upgrade again: it goes on after them/);
      assert.match((await tables()).join('\n'), /windlass_revision_progress/);

      // mended in the file, not in the database: what comes before is the same
      write(`${begin} await op.execute('SELECT * FROM a'); await op.execute('INSERT INTO a VALUES (2)');`);
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(sent(again.stderr), ['SELECT * FROM a', 'INSERT INTO a VALUES (2)']);
      assert.match(again.stderr, /x0000000: 2 statement\(s\) have run before and are left out/);
      assert.deepEqual(await ids(), [1, 2]);
      assert.doesNotMatch((await tables()).join('\n'), /windlass/);
    });

    it('begins anew after windlass stamp current, for who has undone it by hand', async () => {
      write(`await op.execute('CREATE TABLE a (id integer)'); await op.execute('SELECT * FROM nowhere');`);
      await upgrade();
      await db.query('DROP TABLE a');
      const stamped = await project.windlass(['stamp', 'current', '--url', db.url]);
      assert.equal(stamped.code, 0, stamped.stderr);
      await db.query('CREATE TABLE nowhere (id integer)');
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(await ids(), []);
    });

    it('answers what led there as it was answered then, and asks anew after it', async () => {
      await db.query('CREATE TABLE a (id integer, done integer)');
      for (let id = 1; id <= 6; id += 1) await db.query(`INSERT INTO a VALUES (${id}, 0)`);
      // how many rounds there are is read first: two of the three are left when it stops
      write(`const [{ n }] = await op.execute('SELECT count(*) AS n FROM a WHERE done = 0');
        for (let round = 0; round < Number(n) / 2; round += 1) {
          const [rows] = await op.sequelize.query('SELECT min(id) AS id FROM a WHERE done = 0');
          const [, account] = await op.sequelize.query('UPDATE a SET done = done + 1 WHERE id BETWEEN ' + rows[0].id + ' AND ' + (rows[0].id + 1));
          if (op.sequelize.getDialect() === 'postgres' && account.rowCount !== 2) throw new Error('count ' + JSON.stringify(account));
          if (round === 0) { const open = await op.execute('SELECT * FROM gate'); if (open.length === 0) throw new Error('closed'); }
        }`);
      await db.query('CREATE TABLE gate (id integer)');
      const first = await pretty();
      assert.match(first.stderr, /STEP_FAILED_PARTIAL.*closed; 1 statement/);
      await db.query('INSERT INTO gate VALUES (1)');
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      const done = await db.query('SELECT sum(done) AS n, min(done) AS low, max(done) AS high FROM a');
      assert.deepEqual(Object.values(done[0] ?? {}).map(Number), [6, 1, 1]);
    });

    it('runs everything from the first statement on that is another one, and says so', async () => {
      const fail = `await op.execute('SELECT * FROM nowhere');`;
      write(`await op.execute('CREATE TABLE a (id integer)'); await op.execute('INSERT INTO a VALUES (1)'); ${fail}`);
      await upgrade();
      write(`await op.execute('CREATE TABLE a (id integer)'); await op.execute('INSERT INTO a VALUES (7)'); ${fail}`);
      const other = await pretty();
      assert.match(other.stderr, /1 statement\(s\) have run before and are left out/);
      assert.match(
        other.stderr,
        /warning: x0000000: 1 statement\(s\) that have run before are not sent again as they were/,
      );
      assert.deepEqual(await ids(), [1, 7]);
      write(`await op.execute('CREATE TABLE a (id integer)'); await op.execute('INSERT INTO a VALUES (7)');`);
      assert.equal((await upgrade()).code, 0);
      assert.deepEqual(await ids(), [1, 7]);
    });

    it('keeps what a transaction of the revision has committed, and not what it rolled back', async () => {
      write(`await op.execute('CREATE TABLE a (id integer)');
        await op.sequelize.transaction(async (t) => { await op.bulkInsert('a', [{ id: 1 }], { transaction: t }); await op.bulkInsert('a', [{ id: 2 }], { transaction: t }); });
        await op.sequelize.transaction(async (t) => { await op.bulkInsert('a', [{ id: 3 }], { transaction: t }); await op.sequelize.query('SELECT * FROM nowhere', { transaction: t }); });`);
      const failed = await pretty();
      assert.match(failed.stderr, /STEP_FAILED_PARTIAL.*in "SELECT \* FROM nowhere".*; 3 statement\(s\)/);
      assert.deepEqual(await ids(), [1, 2]);
      await db.query('CREATE TABLE nowhere (id integer)');
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(await ids(), [1, 2, 3]);
    });

    it('leaves a backfill to its own place, and what stands around it is not sent twice', async () => {
      await db.query('CREATE TABLE b (id integer PRIMARY KEY, n integer)');
      for (let id = 1; id <= 25; id += 1) await db.query(`INSERT INTO b VALUES (${id}, 0)`);
      write(`await op.execute('CREATE TABLE a (id integer)');
        await op.batchUpdate('b', { set: { n: op.sequelize.literal('n + 1') }, batchSize: 10 });
        await op.bulkInsert('a', [{ id: 1 }]); await op.execute('SELECT * FROM nowhere');`);
      assert.equal((await upgrade()).code, 6);
      await db.query('CREATE TABLE nowhere (id integer)');
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      assert.doesNotMatch(again.stderr, /"level":"warn"/);
      assert.deepEqual(await ids(), [1]);
      const [row] = await db.query('SELECT min(n) AS low, max(n) AS high FROM b');
      assert.deepEqual(Object.values(row ?? {}).map(Number), [1, 1]);
    });

    it('forgets what had run when the file goes on in a transaction', async () => {
      const up = `await op.execute('CREATE TABLE IF NOT EXISTS a (id integer)');`;
      write(`${up} await op.execute('SELECT * FROM nowhere');`);
      await upgrade();
      project.write({
        'migrations/x.js': revisionFile('x0000000', null, { up, down: "await op.execute('DROP TABLE a');" }),
      });
      assert.equal((await upgrade()).code, 0);
      assert.doesNotMatch((await tables()).join('\n'), /windlass/);
    });

    it('names what the next run would send again: what follows a temporary table', async () => {
      write(`await op.execute('CREATE TABLE a (id integer)'); await op.execute('CREATE TEMPORARY TABLE tmp (id integer)');
        await op.execute('INSERT INTO tmp VALUES (5)'); await op.execute('INSERT INTO a SELECT id FROM tmp'); await op.execute('SELECT * FROM nowhere');`);
      const failed = await pretty();
      assert.match(
        failed.stderr,
        /STEP_FAILED_PARTIAL.*\n.*undo 2 statement\(s\) \("INSERT INTO tmp VALUES \(5\)", "INSERT INTO a SELECT id FROM tmp"\), which the next run would send again/,
      );
      await db.query('CREATE TABLE nowhere (id integer)');
      await db.query('DELETE FROM a');
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(await ids(), [5]);
    });

    it('goes on outside a transaction with a file of sequelize-cli that was found to need none', async () => {
      const sql = kind.name === 'postgres' ? 'CREATE INDEX CONCURRENTLY a_n ON a (n)' : 'VACUUM';
      const old = createProject(
        {
          'migrations/20200101000000-a.js': `module.exports = { up: async (q, S) => {
            await q.createTable('a', { n: S.INTEGER }); await q.bulkInsert('a', [{ n: 1 }]);
            await q.sequelize.query('${sql}'); await q.sequelize.query('SELECT * FROM nowhere'); }, down: async () => {} };`,
        },
        { type: 'commonjs' },
      );
      try {
        const run = (...args: string[]) => old.windlass(['upgrade', '--url', db.url, '--log', 'pretty', ...args]);
        const failed = await run();
        assert.match(failed.stderr, /STEP_FAILED_PARTIAL/);
        assert.match((await run('--transaction', 'all')).stderr, /USAGE: .*an earlier run has left it half-done/);
        await db.query('CREATE TABLE nowhere (id integer)');
        const again = await run();
        assert.equal(again.code, 0, again.stderr);
        assert.equal((await db.query('SELECT n FROM a')).length, 1);
      } finally {
        old.remove();
      }
    });

    it('goes on after a signal', async () => {
      write(`await op.execute('CREATE TABLE a (id integer)'); await op.bulkInsert('a', [{ id: 1 }]); console.log('here');
        await op.execute('SELECT * FROM gate'); for (;;) { await new Promise((resolve) => setTimeout(resolve, 20)); if ((await op.execute('SELECT * FROM gate')).length > 0) break; }
        await op.bulkInsert('a', [{ id: 2 }]);`);
      await db.query('CREATE TABLE gate (id integer)');
      const { child, ended } = project.spawn(['upgrade', '--url', db.url]);
      await heard(child, 'here');
      child.kill('SIGTERM');
      assert.equal((await ended).code, 143);
      await db.query('INSERT INTO gate VALUES (1)');
      const again = await upgrade();
      assert.equal(again.code, 0, again.stderr);
      assert.deepEqual(await ids(), [1, 2]);
    });

    it(`${KILLS} SIGKILLs at random moments of 40 statements that must not run twice: a plain re-run ends as an uninterrupted one`, async function () {
      this.timeout(0);
      write(`await op.execute('CREATE TABLE a (id integer)'); console.log('begun');
        for (let id = 0; id < 40; id += 1) {
          await op.execute('INSERT INTO a VALUES (' + id + ')');
          await op.execute('UPDATE a SET id = id + 1');
        }`);
      await assertSurvivesKills(kind, project, {
        kills: KILLS,
        begun: (child) => heard(child, 'begun'),
        between: [0, 0.3],
      });
    });
  });
}

describe('a half-done step that builds indexes (PostgreSQL)', () => {
  let db: TestDatabase;
  let project: Project;
  const upgrade = () => project.windlass(['upgrade', '--url', db.url, '--log', 'json', '--verbose']);
  const valid = async () =>
    (
      await db.query(
        "SELECT relname, indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = 't'::regclass ORDER BY 1",
      )
    ).map(({ relname, indisvalid }) => `${relname} ${indisvalid}`);

  fresh(
    databaseKind('postgres'),
    async (own) => {
      ({ db, project } = own);
      await db.query('CREATE TABLE t (a integer, b integer, c integer); INSERT INTO t VALUES (1, 1, 1), (2, 1, 2)');
    },
    {
      'migrations/x.js': outside(`await op.execute('CREATE INDEX CONCURRENTLY t_a ON t (a)');
        await op.execute('CREATE UNIQUE INDEX CONCURRENTLY "T b" ON t (b)');
        await op.execute('CREATE INDEX CONCURRENTLY t_c ON t (c)');`),
    },
  );

  it('drops the invalid index that the failed statement left, builds it again and does not touch the ones that are there', async () => {
    const failed = await upgrade();
    assert.equal(failed.code, 6);
    assert.match(failed.stderr, /STEP_FAILED_PARTIAL.*in \\"CREATE UNIQUE INDEX CONCURRENTLY.*; 1 statement\(s\)/);
    assert.deepEqual(await valid(), ['T b false', 't_a true']);
    await db.query('DELETE FROM t WHERE a = 2');
    const again = await upgrade();
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stderr, /index \\"T b\\" was left invalid by an earlier attempt: dropped/);
    assert.deepEqual(
      lines(again.stderr).flatMap((line) => (line.kind === 'statement' ? [line.sql.slice(0, 40)] : [])),
      ['CREATE UNIQUE INDEX CONCURRENTLY "T b" O', 'CREATE INDEX CONCURRENTLY t_c ON t (c)'],
    );
    assert.deepEqual(await valid(), ['T b true', 't_a true', 't_c true']);
  });

  it('waits for a statement that the server still works on for a run that was killed, and sends it once more', async () => {
    const up = `await op.execute('CREATE TABLE a (n bigint)'); await op.execute('INSERT INTO a SELECT count(*) FROM gate');`;
    project.write({ 'migrations/x.js': outside(up) });
    await db.query('CREATE TABLE gate ()');
    const keeper = new pg.Client({ connectionString: db.url });
    await keeper.connect();
    try {
      await keeper.query('BEGIN; LOCK TABLE gate');
      const { child, ended } = project.spawn(['upgrade', '--url', db.url]);
      const waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'gate'::regclass";
      await until('the statement waits for the gate', async () => (await db.query(waits)).length > 0);
      child.kill('SIGKILL');
      await ended;
      const second = project.spawn(['upgrade', '--url', db.url, '--log', 'json']);
      await heard(second.child, '"kind":"waiting-for-lock"');
      await keeper.query('COMMIT');
      const { code, stderr } = await second.ended;
      assert.equal(code, 0, stderr);
    } finally {
      await keeper.end();
    }
    assert.equal((await db.query('SELECT n FROM a')).length, 1);
  });

  it('waits for an index that the server still builds for a run that was killed, and takes it as done', async () => {
    await db.query('DELETE FROM t WHERE a = 2');
    const reader = new pg.Client({ connectionString: db.url });
    await reader.connect();
    try {
      // a snapshot that the second index has to wait for
      await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO t VALUES (3, 3, 3)');
      const { child, ended } = project.spawn(['upgrade', '--url', db.url, '--log', 'json', '--verbose']);
      await heard(child, 'CREATE INDEX CONCURRENTLY t_a');
      await until(
        'the index is built',
        async () =>
          (await db.query("SELECT 1 FROM pg_stat_progress_create_index p WHERE p.index_relid = to_regclass('t_a')"))
            .length > 0,
      );
      child.kill('SIGKILL');
      await ended;
      const second = project.spawn(['upgrade', '--url', db.url, '--log', 'json', '--verbose']);
      await heard(second.child, '"kind":"blocked"');
      await reader.query('COMMIT');
      const { code, stderr } = await second.ended;
      assert.equal(code, 0, stderr);
      assert.match(
        stderr,
        /index \\"t_a\\" is there and valid: the statement had ended after all|was left invalid by an earlier attempt: dropped/,
      );
    } finally {
      await reader.end();
    }
    assert.deepEqual(await valid(), ['T b true', 't_a true', 't_c true']);
  });
});

interface Line {
  readonly kind: string;
  readonly sql: string;
}

function lines(stderr: string): readonly Line[] {
  return stderr
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
}
