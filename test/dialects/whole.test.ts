import assert from 'node:assert/strict';
import pg from 'pg';
import { databaseKind, databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, heard, type Project } from '../support/project.ts';

for (const kind of databases()) {
  describe(`all steps in one transaction on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const whole = (command: string, ...args: string[]) =>
      project.windlass([command, '--url', db.url, '--transaction', 'all', ...args]);
    const files = (more: Record<string, string>) => project.write(more);
    const schema = () => db.dump({ without: STATE_TABLES });

    fresh(kind, (own) => {
      ({ db, project } = own);
    });

    it('ends where a transaction for each step ends, rows and history too, and goes down again', async () => {
      files(line(6));
      const each = await kind.create();
      assert.equal((await project.windlass(['upgrade', '--url', each.url])).code, 0);
      const ended = await whole('upgrade', '--json');
      assert.equal(ended.code, 0, ended.stderr);
      const { steps } = ended.json<{ steps: { outcome: string }[] }>();
      assert.deepEqual(
        steps.map(({ outcome }) => outcome),
        Array(6).fill('applied'),
      );
      assert.equal(await schema(), await each.dump({ without: STATE_TABLES }));
      const rows = 'SELECT revision, checksum, kind FROM windlass_revision ORDER BY revision';
      assert.deepEqual(await db.query(rows), await each.query(rows));
      const lines = 'SELECT revision, event, outcome FROM windlass_history ORDER BY id';
      assert.deepEqual(await db.query(lines), await each.query(lines));
      await each.drop();
      assert.equal((await whole('downgrade', 'base')).code, 0);
      assert.equal(await schema(), '');
      assert.deepEqual(await db.query('SELECT * FROM windlass_revision'), []);
    });

    it('keeps nothing of the steps before the one that fails, says so, and prints no success', async () => {
      files({
        ...line(6),
        'migrations/bad.js': revisionFile('bad00000', 'r0005', { up: "await op.execute('SELECT * FROM nowhere')" }),
      });
      const ended = await whole('upgrade', '--log', 'json', '--json');
      assert.equal(ended.code, 6, ended.stderr);
      const { error } = ended.json<{ error: { code: string; message: string; remedy: string } }>();
      assert.equal(error.code, 'STEP_FAILED');
      assert.match(error.message, /^bad00000 failed in up\(\) at migrations\/bad\.js:\d+: .*nowhere/);
      assert.match(error.remedy, /^nothing of the 7 steps was kept: mend the file and run windlass upgrade again$/);
      assert.doesNotMatch(ended.stderr, /"kind":"step-finished"/);
      assert.match(ended.stderr, /"kind":"step-ran","revision":"r0005"/);
      assert.match(ended.stderr, /"kind":"step-failed","revision":"bad00000"/);
      assert.equal(await schema(), '');
      assert.deepEqual(await db.query('SELECT revision FROM windlass_revision'), []);
      assert.deepEqual(await db.query('SELECT revision, outcome FROM windlass_history'), [
        { revision: 'bad00000', outcome: 'failed' },
      ]);
    });

    it('refuses a step outside a transaction by name, before anything runs, and names how far it can go', async () => {
      const more = 'export const transaction = false;';
      files({ ...line(2), 'migrations/x.js': revisionFile('x0000000', 'r0001', { more, up: '' }) });
      const ended = await whole('upgrade', '--log', 'pretty');
      assert.equal(ended.code, 2);
      assert.match(
        ended.stderr,
        /USAGE: x0000000 runs outside a transaction .*\n.*--transaction each, or only as far as windlass upgrade r0001/,
      );
      assert.equal(await db.dump(), '');
      assert.equal((await whole('upgrade', 'r0001')).code, 0);
      assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
      const down = await whole('downgrade', 'base', '--log', 'pretty');
      assert.equal(down.code, 2);
      assert.match(down.stderr, /→ windlass downgrade --transaction each$/m);
    });

    it('refuses a file of sequelize-cli that turns out to need no transaction, rolled back', async () => {
      const sql = kind.name === 'postgres' ? 'CREATE INDEX CONCURRENTLY a_n ON a (n)' : 'VACUUM';
      const legacy = (up: string) => `module.exports = { up: async (q, S) => { ${up} }, down: async () => {} };`;
      const old = createProject(
        {
          'migrations/20200101000000-a.js': legacy(`await q.createTable('a', { n: S.INTEGER });`),
          'migrations/20200101000001-b.js': legacy(`await q.sequelize.query('${sql}');`),
        },
        { type: 'commonjs' },
      );
      const ended = await old
        .windlass(['upgrade', '--url', db.url, '--transaction', 'all', '--log', 'pretty'])
        .finally(old.remove);
      assert.equal(ended.code, 2, ended.stderr);
      assert.match(
        ended.stderr,
        /USAGE: 20200101000001-b\.js cannot be part of one transaction for all steps: .*\n.*nothing of the 2 steps was kept: windlass upgrade --transaction each/,
      );
      assert.equal(await schema(), '');
    });

    it('takes the manner from WINDLASS_TRANSACTION and from the configuration, a flag first, and refuses another word', async () => {
      const bad = revisionFile('bad00000', 'r0001', { up: "throw new Error('no')" });
      files({ ...line(2), 'migrations/bad.js': bad });
      const run = (args: string[], env = {}) => project.windlass(['upgrade', '--url', db.url, ...args], { env });
      assert.equal((await run([], { WINDLASS_TRANSACTION: 'all' })).code, 6);
      assert.equal(await schema(), '');
      const wrong = await run(['--transaction', 'some', '--log', 'pretty']);
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /CONFIG_INVALID: --transaction is "some", neither each nor all/);
      files({ 'windlass.config.json': JSON.stringify({ transaction: 'all' }) });
      assert.equal((await run([])).code, 6);
      assert.equal(await schema(), '');
      assert.equal((await run(['--transaction', 'each'])).code, 6);
      assert.match(await schema(), /t1_n/);
    });

    it('rolls everything back on a signal', async () => {
      const wait =
        kind.name === 'postgres'
          ? `await op.execute('SELECT pg_sleep(60)')`
          : 'await new Promise(() => setTimeout(() => {}, 60_000))';
      files({
        ...line(3),
        'migrations/w.js': revisionFile('w0000000', 'r0002', { up: `console.log('here'); ${wait}` }),
      });
      const { child, ended } = project.spawn(['upgrade', '--url', db.url, '--transaction', 'all']);
      await heard(child, 'here');
      child.kill('SIGTERM');
      assert.equal((await ended).code, 143);
      assert.equal(await schema(), '');
      assert.deepEqual(await db.query('SELECT * FROM windlass_revision'), []);
    });

    it('is what two processes may do at once', async () => {
      files(line(8));
      const [one, other] = await Promise.all([whole('upgrade', '--json'), whole('upgrade', '--json')]);
      assert.deepEqual([one?.code, other?.code], [0, 0], `${one?.stderr}${other?.stderr}`);
      const outcomes = await db.query("SELECT count(*) AS n FROM windlass_history WHERE outcome = 'done'");
      assert.equal(Number(outcomes[0]?.n), 8);
    });
  });
}

describe('all steps in one transaction on SQLite', () => {
  let db: TestDatabase;
  let project: Project;
  const whole = () => project.windlass(['upgrade', '--url', db.url, '--transaction', 'all', '--log', 'pretty']);

  fresh(
    databaseKind('sqlite'),
    (own) => {
      ({ db, project } = own);
    },
    {
      'migrations/a.js': revisionFile('a0000000', null, {
        up: `await op.createTable('p', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.STRING });
          await op.execute('CREATE TABLE c (p INTEGER REFERENCES p (id) ON DELETE CASCADE); INSERT INTO p VALUES (1, 1), (2, 2); INSERT INTO c VALUES (1), (2)');`,
      }),
    },
  );

  it('makes everything again with foreign keys off when a step rebuilds a table, also one that does not look like it', async () => {
    // the guess reads the text of up(): hidden behind a name it is not seen
    const up = `const change = 'change' + 'Column'; await op[change]('p', 'n', { type: Sequelize.INTEGER });`;
    project.write({ 'migrations/b.js': revisionFile('b0000000', 'a0000000', { up }) });
    const ended = await whole();
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(await db.query('SELECT count(*) AS n FROM c'), [{ n: 2 }]);
    assert.match(await db.dump(), /"n" INTEGER|`n` INTEGER/);
  });

  it('refuses rows that would point at nothing, before the COMMIT', async () => {
    const up = `await op.changeColumn('p', 'n', { type: Sequelize.INTEGER }); await op.execute('DELETE FROM p WHERE id = 1');`;
    project.write({ 'migrations/b.js': revisionFile('b0000000', 'a0000000', { up }) });
    const ended = await whole();
    assert.equal(ended.code, 6, ended.stderr);
    assert.match(
      ended.stderr,
      /STEP_FAILED: the transaction of the 2 steps would leave 1 row\(s\) of "c" that point at no row of "p"\n.*nothing of the 2 steps was kept/,
    );
    assert.equal(await db.dump({ without: STATE_TABLES }), '');
  });

  it('says what a COMMIT refuses', async () => {
    const up = `await op.execute('CREATE TABLE d (p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO d VALUES (77)');`;
    project.write({ 'migrations/b.js': revisionFile('b0000000', 'a0000000', { up }) });
    const ended = await whole();
    assert.equal(ended.code, 6, ended.stderr);
    assert.match(ended.stderr, /STEP_FAILED: the transaction of the 2 steps could not be committed: .*FOREIGN KEY/);
    assert.equal(await db.dump({ without: STATE_TABLES }), '');
  });
});

describe('all steps in one transaction on PostgreSQL', () => {
  let db: TestDatabase;
  let project: Project;
  const whole = (env = {}) =>
    project.windlass(['upgrade', '--url', db.url, '--transaction', 'all', '--log', 'pretty'], { env });

  fresh(databaseKind('postgres'), (own) => {
    ({ db, project } = own);
  });

  it('explains an enum label that is used in the transaction that adds it', async () => {
    await db.query("CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE p (m mood)");
    project.write({
      'migrations/a.js': revisionFile('a0000000', null, { up: `await op.execute("ALTER TYPE mood ADD VALUE 'glad'")` }),
      'migrations/b.js': revisionFile('b0000000', 'a0000000', {
        up: `await op.execute("INSERT INTO p VALUES ('glad')")`,
      }),
    });
    const ended = await whole();
    assert.equal(ended.code, 6, ended.stderr);
    assert.match(
      ended.stderr,
      /STEP_FAILED: b0000000 failed .*unsafe use of new value "glad".*only after the transaction that adds it\n.*nothing of the 2 steps was kept: windlass upgrade --transaction each/,
    );
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
  });

  it('tells the first error when the revision caught it and a later statement fails of it, in a dry run too', async () => {
    project.write({
      ...line(1),
      'migrations/a.js': revisionFile('a0000000', 'r0000', {
        up: "await op.execute('SELECT * FROM nowhere').catch(() => {}); await op.execute('CREATE TABLE a (id int)');",
      }),
    });
    const told = /STEP_FAILED: a0000000 failed in up\(\) at migrations\/a\.js:\d+: .*"nowhere" does not exist/;
    const ended = await whole();
    assert.equal(ended.code, 6, ended.stderr);
    assert.match(ended.stderr, told);
    assert.match((await project.windlass(['upgrade', '--url', db.url, '--dry-run', '--log', 'pretty'])).stderr, told);
  });

  it('checks deferred constraints at the end of each step, and leaves them deferred for the next', async () => {
    const insert = (id: string, parent: string | null, value: number) =>
      revisionFile(id, parent, {
        up: `await op.execute('INSERT INTO c VALUES (${value}); INSERT INTO p VALUES (${value}); ALTER TABLE w ADD COLUMN ${id} int');`,
      });
    await db.query(
      'CREATE TABLE w (); CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int CONSTRAINT c_p REFERENCES p DEFERRABLE INITIALLY DEFERRED); CREATE TABLE e (p int CONSTRAINT c_p REFERENCES p); CREATE TABLE d (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)',
    );
    const alter = `await op.execute('INSERT INTO d VALUES (1); INSERT INTO p VALUES (1)');`;
    project.write({
      'migrations/a.js': revisionFile('a0000000', null, { up: alter }),
      // with a check still to come PostgreSQL would not alter the table
      'migrations/b.js': revisionFile('b0000000', 'a0000000', {
        up: `await op.execute('ALTER TABLE d ADD COLUMN n int')`,
      }),
      'migrations/c.js': revisionFile('c0000000', 'b0000000', {
        up: `await op.execute('INSERT INTO d VALUES (2); INSERT INTO p VALUES (2)');`,
      }),
    });
    const ended = await whole();
    assert.equal(ended.code, 0, ended.stderr);
    project.write({
      'migrations/d.js': revisionFile('d0000000', 'c0000000', { up: "await op.execute('INSERT INTO d VALUES (9)');" }),
    });
    project.write({ 'migrations/e.js': insert('e0000000', 'd0000000', 3) });
    const broken = await whole();
    assert.equal(broken.code, 6, broken.stderr);
    assert.match(broken.stderr, /STEP_FAILED: d0000000 .*violates foreign key constraint/);
  });

  it('makes the whole again while another session is in the way, and names it when the time is over', async () => {
    await db.query('CREATE TABLE busy (id integer)');
    const up = "await op.addColumn('busy', 'n', { type: Sequelize.INTEGER });";
    project.write({ ...line(2), 'migrations/x.js': revisionFile('x0000000', 'r0001', { up }) });
    const reader = new pg.Client({ connectionString: db.url, application_name: 'the reader' });
    await reader.connect();
    try {
      await reader.query('BEGIN; SELECT * FROM busy');
      const env = { WINDLASS_TABLE_LOCK_TIMEOUT: '200ms' };
      const args = ['upgrade', '--url', db.url, '--transaction', 'all'];
      const late = await project.windlass([...args, '--lock-timeout', '1s', '--log', 'pretty'], { env });
      assert.equal(late.code, 5, late.stderr);
      assert.match(
        late.stderr,
        /LOCKED: x0000000 could not get what it changes within 1s: pid \d+, application "the reader"/,
      );
      assert.equal((await db.query("SELECT to_regclass('t0') AS t"))[0]?.t, null);
      const { child, ended } = project.spawn([...args, '--log', 'json'], { env });
      await heard(child, '"kind":"blocked"');
      await reader.query('COMMIT');
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
    } finally {
      await reader.end();
    }
    const done = await db.query("SELECT revision FROM windlass_history WHERE outcome = 'done' ORDER BY id");
    assert.deepEqual(
      done.map(({ revision }) => revision),
      ['r0000', 'r0001', 'x0000000'],
    );
  });
});
