import assert from 'node:assert/strict';
import { createMigrator, type MigratorEvent } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

for (const kind of databases()) {
  describe(`running steps on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const files = (more: Record<string, string>) => {
      project.write(more);
      return project;
    };
    const upgrade = (...args: string[]) => project.windlass(['upgrade', '--url', db.url, ...args]);
    const tables = async () => (await db.dump({ without: STATE_TABLES })).split('\n').filter((text) => text !== '');

    fresh(kind, (own) => {
      ({ db, project } = own);
    });

    it('goes up, down and up again to the same schema and rows', async () => {
      files(line(5));
      assert.equal((await upgrade()).code, 0);
      const first = await db.dump({ without: STATE_TABLES });
      assert.equal((await project.windlass(['downgrade', 'base', '--url', db.url])).code, 0);
      assert.deepEqual(await tables(), []);
      assert.equal((await upgrade()).code, 0);
      assert.equal(await db.dump({ without: STATE_TABLES }), first);
    });

    it('writes the revision row with its checksum and the history with its outcome', async () => {
      files(line(1));
      await upgrade();
      const [row] = await db.query('SELECT * FROM windlass_revision');
      assert.equal(row?.revision, 'r0000');
      assert.match(String(row?.checksum), /^[0-9a-f]{64}$/);
      assert.equal(row?.kind, 'applied');
      const [past] = await db.query('SELECT * FROM windlass_history');
      assert.deepEqual([past?.event, past?.outcome, past?.tool_version], ['up', 'done', '0.1.0']);
    });

    it('shows each statement of a revision with --verbose, for a person and as JSON lines, and none without', async () => {
      files(line(1));
      const quiet = await upgrade('--log', 'json');
      assert.doesNotMatch(quiet.stderr, /CREATE TABLE/);
      await project.windlass(['downgrade', 'base', '--url', db.url]);
      const shown = await upgrade('--log', 'pretty', '--verbose');
      assert.match(shown.stderr, /^ {6}CREATE TABLE .*t0.*$/m);
      await project.windlass(['downgrade', 'base', '--url', db.url]);
      const lines = (await upgrade('--log', 'json', '--verbose')).stderr
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text));
      const statements = lines.filter(({ kind }) => kind === 'statement');
      assert.equal(statements.length, 3); // the table, its row, its index
      assert.ok(statements.every(({ revision }) => revision === 'r0000'));
      assert.match(statements[0].sql, /^CREATE TABLE/);
    });

    it('tells a program the values beside a statement, and keeps them out of the log', async () => {
      files({
        'migrations/x.js': revisionFile('x0000000', null, {
          up: `await op.execute('SELECT $1 AS a', { bind: ['a secret'] }); await op.execute('SELECT :b AS b', { replacements: { b: 2 } }); await op.execute('SELECT 3');`,
        }),
      });
      const heard: unknown[] = [];
      const report = (event: MigratorEvent) =>
        void (event.kind === 'statement' && heard.push([event.sql, event.values]));
      const { stderr } = await upgrade('--log', 'json', '--verbose');
      assert.match(stderr, /SELECT \$1 AS a/);
      assert.doesNotMatch(stderr, /secret/);
      await project.windlass(['downgrade', 'base', '--url', db.url]);
      await createMigrator({ url: db.url }, { directory: project.folder, report }).upgrade();
      assert.deepEqual(heard, [
        ['SELECT $1 AS a', { kind: 'bind', given: ['a secret'] }],
        ['SELECT :b AS b', { kind: 'replacements', given: { b: 2 } }],
        ['SELECT 3', null],
      ]);
    });

    it('rolls a failed step back whole, names file and line, and keeps the steps before it', async () => {
      files({
        ...line(2),
        'migrations/bad.js': revisionFile('bad00000', 'r0001', {
          up: `\nawait op.createTable('half', { id: Sequelize.INTEGER });\nawait op.execute('SELECT * FROM nowhere');`,
        }),
      });
      const ended = await upgrade('--log', 'pretty');
      assert.equal(ended.code, 6);
      assert.match(ended.stderr, /STEP_FAILED: bad00000 failed in up\(\) at migrations\/bad\.js:\d+: .*nowhere/);
      assert.doesNotMatch(ended.stderr, /\n\s+at /);
      assert.equal(
        (await tables()).some((text) => text.includes('half')),
        false,
      );
      assert.equal((await project.windlass(['current', '--url', db.url])).stdout.trim(), 'r0001');
      const failed = await db.query("SELECT outcome FROM windlass_history WHERE revision = 'bad00000'");
      assert.deepEqual(
        failed.map(({ outcome }) => outcome),
        ['failed'],
      );
    });

    const sloppy: Record<string, { up: string; works: boolean }> = {
      'one that ignores transactions': {
        up: `await op.createTable('a', { id: Sequelize.INTEGER }); await op.bulkInsert('a', [{ id: 1 }]);`,
        works: true,
      },
      'one that opens its own managed transaction': {
        up: `await op.sequelize.transaction(async (t) => { await op.createTable('a', { id: Sequelize.INTEGER }, { transaction: t }); await op.bulkInsert('a', [{ id: 1 }], { transaction: t }); });`,
        works: true,
      },
      'one that opens and commits its own transaction': {
        up: `const t = await op.sequelize.transaction(); await op.createTable('a', { id: Sequelize.INTEGER }, { transaction: t }); await op.bulkInsert('a', [{ id: 1 }], { transaction: t }); await t.commit();`,
        works: true,
      },
      'one with BEGIN and COMMIT in its SQL': {
        up: `await op.execute('BEGIN; CREATE TABLE a (id integer); INSERT INTO a VALUES (1); COMMIT;');`,
        works: true,
      },
      'one that uses Promise.all over statements and transactions': {
        up: `await op.createTable('a', { id: Sequelize.INTEGER });
          await Promise.all([
            op.sequelize.transaction(async (t) => { await op.bulkInsert('a', [{ id: 1 }], { transaction: t }); }),
            op.sequelize.transaction(async (t) => { await op.bulkInsert('a', [{ id: 2 }], { transaction: t }); throw new Error('no'); }).catch(() => {}),
            op.createTable('b', { id: Sequelize.INTEGER }),
          ]);
          const [rows] = await op.sequelize.query('SELECT id FROM a'); if (rows.length !== 1) throw new Error('rows ' + JSON.stringify(rows));`,
        works: true,
      },
    };
    for (const [name, { up }] of Object.entries(sloppy)) {
      it(`keeps the whole step in one transaction: ${name}`, async () => {
        files({ 'migrations/x.js': revisionFile('x0000000', null, { up: `${up} throw new Error('after all')` }) });
        const ended = await upgrade();
        assert.equal(ended.code, 6, ended.stderr);
        assert.match(ended.stderr, /after all/);
        assert.deepEqual(await tables(), []);
        files({ 'migrations/x.js': revisionFile('x0000000', null, { up }) });
        const again = await upgrade();
        assert.equal(again.code, 0, again.stderr);
        const [count] = await db.query('SELECT count(*) AS n FROM a');
        assert.equal(Number(count?.n), 1);
      });
    }

    const floating: Record<string, string> = {
      'a statement': `op.createTable('late', { id: Sequelize.INTEGER });`,
      'a chain of statements': `op.createTable('late', { id: Sequelize.INTEGER }).then(() => op.addColumn('late', 'b', Sequelize.INTEGER)).then(() => op.bulkInsert('late', [{ id: 1, b: 2 }]));`,
      'work behind a timer': `(async () => { await new Promise((resolve) => setTimeout(resolve, 60)); await op.createTable('late', { id: Sequelize.INTEGER }); })();`,
    };
    for (const [name, up] of Object.entries(floating)) {
      it(`notices a forgotten await of ${name}, waits for it and names the revision`, async () => {
        files({ 'migrations/x.js': revisionFile('x0000000', null, { up }) });
        const ended = await upgrade();
        assert.equal(ended.code, 0, ended.stderr);
        assert.match(ended.stderr, /x0000000 returned from up\(\) before its work was done/);
        assert.equal(
          (await tables()).some((text) => text.includes('late')),
          true,
        );
      });
    }

    it('fails the step when its floating work fails', async () => {
      files({
        'migrations/x.js': revisionFile('x0000000', null, {
          up: `op.createTable('late', { id: Sequelize.INTEGER }).then(() => op.execute('SELECT * FROM nowhere'));`,
        }),
      });
      const ended = await upgrade();
      assert.equal(ended.code, 6, ended.stderr);
      assert.match(ended.stderr, /nowhere/);
      assert.deepEqual(await tables(), []);
    });

    it('refuses a revision that was edited after it was applied, also when nothing is pending', async () => {
      files(line(2));
      await upgrade();
      files({ 'migrations/r0000.js': revisionFile('r0000', null, { up: 'await op.execute("SELECT 1")' }) });
      for (const command of [['upgrade'], ['downgrade', '-1'], ['status']]) {
        const ended = await project.windlass([...command, '--url', db.url]);
        assert.equal(ended.code, 3, command.join(' '));
        assert.match(ended.stderr, /EDITED_AFTER_APPLY.*r0000/);
      }
      assert.equal((await project.windlass(['stamp', 'current', '--url', db.url])).code, 0);
      assert.equal((await upgrade()).code, 0);
    });

    it('takes CRLF for LF in the checksum', async () => {
      const [file] = Object.entries(line(1));
      assert.ok(file);
      files({ [file[0]]: file[1] });
      await upgrade();
      files({ [file[0]]: file[1].replaceAll('\n', '\r\n') });
      assert.equal((await upgrade()).code, 0);
    });

    it('fails on a database that is ahead, passes with --allow-ahead, and tells ahead apart from behind', async () => {
      files(line(3));
      await upgrade();
      const old = createProject(line(2));
      try {
        const run = (args: string[], env = {}) => old.windlass([...args, '--url', db.url], { env });
        const ended = await run(['upgrade']);
        assert.equal(ended.code, 3);
        assert.match(ended.stderr, /UNKNOWN_APPLIED.*r0002/);
        assert.equal((await run(['upgrade', '--allow-ahead'])).code, 0);
        assert.equal((await run(['upgrade'], { WINDLASS_ALLOW_AHEAD: '1' })).code, 0);
        assert.equal((await run(['status', '--json'])).json<{ state: string }>().state, 'ahead');
      } finally {
        old.remove();
      }
      await project.windlass(['downgrade', '-1', '--url', db.url]);
      const behind = await project.windlass(['status', '--json', '--url', db.url]);
      assert.equal(behind.code, 1);
      assert.deepEqual(behind.json<{ state: string; pending: string[] }>().pending, ['r0002']);
    });

    it('runs a step outside a transaction, and says what stays when it fails', async () => {
      const more = 'export const transaction = false;';
      const first =
        kind.name === 'postgres'
          ? `await op.execute('CREATE INDEX CONCURRENTLY t0_c ON t0 (n)');`
          : `await op.execute('VACUUM');`;
      files({ ...line(1), 'migrations/x.js': revisionFile('x0000000', 'r0000', { more, up: first }) });
      const ended = await upgrade();
      assert.equal(ended.code, 0, ended.stderr);
      files({
        'migrations/y.js': revisionFile('y0000000', 'x0000000', {
          more,
          up: `await op.execute('CREATE TABLE stays (id integer)'); await op.execute('SELECT * FROM nowhere');`,
        }),
      });
      const failed = await upgrade();
      assert.equal(failed.code, 6);
      assert.match(failed.stderr, /STEP_FAILED_PARTIAL.*CREATE TABLE stays/);
      assert.equal(
        (await tables()).some((text) => text.includes('stays')),
        true,
      );
    });

    it('refuses to take off an irreversible revision, with its reason, before anything runs', async () => {
      files({
        ...line(1),
        'migrations/x.js': revisionFile('x0000000', 'r0000', {
          more: 'export const irreversible = true; // the rows are gone',
        }),
        'migrations/y.js': revisionFile('y0000000', 'x0000000'),
      });
      await upgrade();
      const ended = await project.windlass(['downgrade', 'base', '--url', db.url]);
      assert.equal(ended.code, 6);
      assert.match(ended.stderr, /IRREVERSIBLE.*x0000000.*the rows are gone/);
      assert.equal((await project.windlass(['current', '--url', db.url])).stdout.trim(), 'y0000000 (head)');
    });

    it('does not create the tables just by looking', async () => {
      files(line(1));
      for (const command of ['current', 'status', 'history', 'heads'])
        await project.windlass([command, '--url', db.url]);
      assert.equal(await db.dump(), '');
    });

    it('keeps its tables where they are when a revision changes the search path', async () => {
      if (kind.name === 'sqlite')
        files({ 'migrations/x.js': revisionFile('x0000000', null, { up: `await op.execute('SELECT 1')` }) });
      else
        files({
          'migrations/x.js': revisionFile('x0000000', null, {
            up: `await op.execute("SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.dumped (id int)")`,
          }),
          'migrations/y.js': revisionFile('y0000000', 'x0000000', {
            up: `await op.createTable('after', { id: Sequelize.INTEGER })`,
          }),
        });
      const ended = await upgrade();
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal((await upgrade()).code, 0);
    });

    it('takes any table name', async () => {
      const name = `we"ird '; DROP TABLE x; --\\ n\u00e4me`;
      files({
        'migrations/x.js': revisionFile('x0000000', null, {
          up: `await op.createTable(${JSON.stringify(name.replaceAll('"', ''))}, { id: Sequelize.INTEGER })`,
          down: `await op.dropTable(${JSON.stringify(name.replaceAll('"', ''))})`,
        }),
      });
      assert.equal((await upgrade()).code, 0);
      const custom = createProject({
        ...line(2),
        'windlass.config.json': JSON.stringify({ tables: { revision: name, history: `${name} h` } }),
      });
      const ended = await custom.windlass(['upgrade', '--url', db.url]);
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal((await custom.windlass(['status', '--url', db.url])).code, 0);
      custom.remove();
    });
  });
}
