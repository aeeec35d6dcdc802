import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

interface Document {
  readonly clean: boolean;
  readonly code?: string;
  readonly differences: readonly {
    readonly comparison: string;
    readonly kind: string;
    readonly object: string;
    readonly detail: string;
    readonly sql: string;
  }[];
}

for (const kind of databases()) {
  describe(`drift on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const windlass = (...args: string[]) => project.windlass([...args, '--url', db.url]);
    const check = async (...args: string[]) => {
      const ended = await windlass('check', '--json', ...args);
      return { ...ended, document: ended.json<Document>() };
    };

    beforeEach(async () => {
      db = await kind.create();
      project = createProject(line(2));
      assert.equal((await windlass('upgrade')).code, 0);
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('is none after a run: exit 0, whatever ran', async () => {
      assert.deepEqual((await check()).document, { clean: true, differences: [] });
      const { code, stderr } = await windlass('check', '--log', 'pretty');
      assert.equal(code, 0);
      assert.match(stderr, /the models are not compared[\s\S]*the database is as the last run left it/);
      await windlass('downgrade', '-1');
      await windlass('stamp', 'head');
      assert.deepEqual((await check()).document, { clean: true, differences: [] });
    });

    it('names what was made by hand, and the SQL that mends it does', async () => {
      await db.query('CREATE INDEX by_hand ON t0 (n DESC)');
      await db.query('DROP INDEX t1_n');
      await db.query('CREATE VIEW seen AS SELECT id FROM t0');
      const { code, document } = await check('--database');
      assert.equal(code, 1);
      assert.equal(document.code, 'DRIFT');
      assert.deepEqual(document.differences.map(({ comparison, object }) => `${comparison} ${object}`).sort(), [
        'database index by_hand of t0',
        'database index t1_n of t1',
        'database view seen',
      ]);
      const { stdout, code: exit } = await windlass('check');
      assert.equal(exit, 1);
      assert.match(stdout, /by_hand[\s\S]*DROP INDEX/);
      for (const { sql } of document.differences) for (const one of sql.split(';\n')) await db.query(one);
      assert.equal((await check()).document.clean, true);
    });

    if (kind.name === 'sqlite')
      it('says nothing of a view that was made again in other letters and quotes', async () => {
        await db.query('CREATE VIEW seen AS SELECT id FROM t0');
        await windlass('stamp', 'current');
        await db.query('DROP VIEW seen');
        await db.query('create view "SEEN" as select [id] from "t0"');
        assert.deepEqual((await check('--database')).document.differences, []);
      });

    it('mends a column with SQL that keeps rows, keys and indexes', async () => {
      const text =
        kind.name === 'sqlite' ? 'ALTER TABLE t0 ADD COLUMN extra integer' : 'ALTER TABLE t0 ADD extra integer';
      await db.query(text);
      const rows = await db.query('SELECT id, n FROM t0 ORDER BY id');
      const { document } = await check();
      assert.deepEqual(
        document.differences.map(({ object }) => object),
        ['t0.extra'],
      );
      for (const one of (document.differences[0]?.sql ?? '').split(';\n')) {
        // each test query has a session of its own: one for all of a transaction
        if (kind.name === 'postgres') await db.query(one);
      }
      if (kind.name === 'sqlite') {
        const { runScript } = await import('../support/shell.ts');
        assert.deepEqual(await runScript(db.url, document.differences[0]?.sql ?? ''), { code: 0, stderr: '' });
      }
      assert.deepEqual(await db.query('SELECT * FROM t0 ORDER BY id'), rows);
      assert.equal((await check()).document.clean, true);
    });

    it('mends several things of one table with SQL that runs as it is listed, once', async () => {
      const trigger = 'CREATE TRIGGER asked INSTEAD OF INSERT ON seen BEGIN SELECT 1; END';
      for (const sql of [
        'ALTER TABLE t0 ADD COLUMN extra integer CHECK (extra >= 0)',
        'CREATE INDEX extra_n ON t0 (extra, n)',
        'CREATE VIEW seen AS SELECT extra FROM t0',
        ...(kind.name === 'sqlite' ? [trigger] : []),
      ])
        await db.query(sql);
      const { document } = await check();
      assert.ok(document.differences.length > 2, JSON.stringify(document));
      const { runScript } = await import('../support/shell.ts');
      const script = document.differences.map(({ sql }) => sql).join('\n');
      assert.deepEqual(await runScript(db.url, script), { code: 0, stderr: '' }, script);
      assert.equal((await check()).document.clean, true);
    });

    it('is warned of by upgrade, which goes on, and refused with --strict before anything runs', async () => {
      await db.query('CREATE TABLE by_hand (id integer)');
      for (let n = 0; n < 12; n += 1) await db.query(`CREATE VIEW seen${n} AS SELECT id FROM t0`);
      project.write({
        'migrations/more.js': revisionFile('more0000', 'r0001', { up: "await op.execute('SELECT 1');" }),
      });
      const strict = await windlass('upgrade', '--strict');
      assert.equal(strict.code, 1);
      assert.match(strict.stderr, /DRIFT.*by_hand.*and 3 more/s);
      assert.equal((await db.query('SELECT * FROM windlass_revision')).length, 2);
      const warned = await windlass('upgrade', '--log', 'pretty');
      assert.equal(warned.code, 0);
      assert.match(warned.stderr, /warning: .*by_hand.*and 3 more.*windlass check/);
      assert.equal((await db.query('SELECT * FROM windlass_revision')).length, 3);
      assert.equal((await check()).document.clean, true);
    });

    it('is not looked for when nothing is pending, but with --strict', async () => {
      await db.query('CREATE TABLE by_hand (id integer)');
      const quiet = await windlass('upgrade');
      assert.deepEqual([quiet.code, /by_hand/.test(quiet.stderr)], [0, false]);
      assert.equal((await windlass('upgrade', '--strict')).code, 1);
      project.write({ 'windlass.config.json': '{ "strict": true }' });
      assert.match((await windlass('upgrade')).stderr, /by_hand/);
      await windlass('stamp', 'current');
      assert.equal((await windlass('upgrade')).code, 0);
    });

    it('is PENDING behind head, EDITED_AFTER_APPLY after an edit, and nothing of that with two heads', async () => {
      project.write({ 'migrations/more.js': revisionFile('more0000', 'r0001') });
      const behind = await check();
      assert.deepEqual([behind.code, behind.document.clean, behind.document.code], [1, false, 'PENDING']);
      assert.match((await windlass('check')).stdout, /behind: .*more0000/);
      project.write({ 'migrations/other.js': revisionFile('other000', 'r0001') });
      assert.equal((await windlass('upgrade', 'heads')).code, 0);
      assert.equal((await check()).document.clean, true);
      project.write({ 'migrations/other.js': revisionFile('other000', 'r0001', { up: '1;' }) });
      assert.equal((await check()).code, 3);
    });

    it('is not told where no run has left a catalog, or a killed one has not', async () => {
      await db.query('CREATE TABLE by_hand (id integer)');
      await db.query("UPDATE windlass_snapshot SET state = 'another'");
      const killed = await check();
      assert.deepEqual([killed.code, killed.document.clean], [0, true]);
      assert.match(killed.stderr, /stopped before/);
      for (const sql of ['DELETE FROM windlass_snapshot', 'DROP TABLE windlass_snapshot']) {
        await db.query(sql);
        const none = await check('--database');
        assert.deepEqual([none.code, none.document.clean], [0, true]);
        assert.match(none.stderr, /no run has left a catalog to compare with[\s\S]*nothing was compared/);
      }
      assert.equal((await windlass('upgrade', '--strict')).code, 0);
    });

    it('needs models to compare with models', async () => {
      const { code, stderr } = await windlass('check', '--models');
      assert.equal(code, 2);
      assert.match(stderr, /no models/);
    });
  });
}

const MODELS = {
  'models/user.js': `export default (sequelize, DataTypes) =>
    sequelize.define('user', { name: { type: DataTypes.STRING(40), allowNull: false } }, { tableName: 'users', timestamps: false, indexes: [{ name: 'users_name', fields: ['name'] }] });`,
  'windlass.config.json': JSON.stringify({ models: 'models/*.js' }),
  'migrations/users.js': revisionFile('users000', null, {
    up: `await op.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, name: { type: Sequelize.STRING(40), allowNull: false } });
      await op.addIndex('users', ['name'], { name: 'users_name' });`,
    down: "await op.dropTable('users');",
  }),
};

for (const kind of databases()) {
  describe(`models and database on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const check = async (...args: string[]) => {
      const ended = await project.windlass(['check', '--json', '--url', db.url, ...args]);
      assert.ok(ended.code === 0 || ended.code === 1, ended.stderr);
      return ended.json<Document>();
    };
    const named = ({ differences }: Document) =>
      differences.map(({ comparison, object }) => `${comparison}: ${object}`);

    beforeEach(async () => {
      db = await kind.create();
      project = createProject(MODELS);
      assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('agree after the revisions that the models ask for', async () => {
      assert.deepEqual(await check(), { clean: true, differences: [] });
    });

    it('differ where a table has no model, a model no table and a file no model, unless exclude says that it is meant', async () => {
      await db.query('CREATE TABLE lone (id integer PRIMARY KEY)');
      project.write({
        'models/silent.js': 'export const nothing = 1;',
        'models/more.js':
          "export default (sequelize, DataTypes) => sequelize.define('more', { n: DataTypes.INTEGER }, { tableName: 'more', timestamps: false });",
      });
      const found = await check('--models');
      assert.deepEqual(named(found).sort(), ['models: lone', 'models: models/silent.js', 'models: more']);
      assert.match(found.differences.find(({ object }) => object === 'more')?.sql ?? '', /^CREATE TABLE "more"/);
      const config = { models: ['models/*.js', '!models/silent.js'], exclude: ['lone', 'more'] };
      project.write({ 'windlass.config.json': JSON.stringify(config) });
      assert.deepEqual(
        named(await check()).filter((name) => !name.includes('silent')),
        [],
      );
    });

    it('differ with the SQL that mends it, and each comparison can be made alone', async () => {
      await db.query('DROP INDEX users_name');
      assert.deepEqual(named(await check()), [
        'models: index users_name of users',
        'database: index users_name of users',
      ]);
      assert.deepEqual(named(await check('--models')), ['models: index users_name of users']);
      assert.deepEqual(named(await check('--database')), ['database: index users_name of users']);
      await db.query((await check()).differences[0]?.sql ?? '');
      assert.deepEqual((await check()).clean, true);
    });

    it('make a fresh database in one go, stamped, and only where the revisions give the same', async () => {
      const fresh = await kind.create();
      const run = (...args: string[]) => project.windlass([...args, '--url', fresh.url]);
      try {
        project.write({
          'migrations/more.js': revisionFile('more0000', 'users000', {
            up: "await op.execute('CREATE VIEW names AS SELECT name FROM users');",
          }),
        });
        const made = await run('init-db', '--json');
        assert.equal(made.code, 0, made.stderr);
        assert.deepEqual(made.json<{ to: string[] }>().to, ['more0000']);
        assert.deepEqual((await run('check', '--json')).json(), { clean: true, differences: [] });
        assert.equal((await run('upgrade')).code, 0);
        assert.deepEqual(await fresh.query('SELECT name FROM names'), []);
        const again = await run('init-db');
        assert.deepEqual([again.code, /not empty/.test(again.stderr)], [2, true]);
        const other = await kind.create();
        project.write({
          'migrations/odd.js': revisionFile('odd00000', 'more0000', {
            up: "await op.removeIndex('users', 'users_name');",
          }),
        });
        const differs = await project.windlass(['init-db', '--url', other.url]);
        assert.deepEqual([differs.code, /DRIFT.*users_name/s.test(differs.stderr)], [1, true]);
        assert.doesNotMatch(await other.dump(), /users/);
        await other.drop();
      } finally {
        await fresh.drop();
      }
    });

    it('are two sides of diff, too', async () => {
      const same = await project.windlass(['diff', 'models', 'head', '--json', '--url', db.url]);
      assert.deepEqual(same.json<{ differences: unknown[] }>().differences, [], same.stderr);
      const { stdout } = await project.windlass(['schema', 'dump', '--models', '--url', db.url]);
      assert.match(stdout, /CREATE TABLE "users"/);
      const lacking = await project.windlass(['diff', 'base', 'models', '--sql', '--url', db.url]);
      assert.equal(lacking.code, 1);
      assert.match(lacking.stdout, /CREATE TABLE "users"[\s\S]*CREATE INDEX "users_name"/);
    });
  });
}
