import assert from 'node:assert/strict';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

/** What files of sequelize-cli do goes the same way step by step, in one transaction, on trial, as a script and outside a transaction. */
for (const kind of databases()) {
  describe(`a history of sequelize-cli in every manner on ${kind.name}`, () => {
    const made: TestDatabase[] = [];
    let db: TestDatabase;
    let project: Project;
    const create = async () => {
      const database = await kind.create();
      made.push(database);
      return database;
    };
    const run = (args: string[], { url } = db) => project.windlass([...args, '--url', url]);
    const files = (...bodies: string[]) =>
      project.write(
        Object.fromEntries(
          bodies.map((up, index) => [
            `migrations/2020010${index + 1}000000-f.cjs`,
            `module.exports = { up: async (qi, S) => { ${up} }, down: async () => {} };`,
          ]),
        ),
      );
    const listed =
      kind.name === 'postgres'
        ? `(await qi.sequelize.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"))[0].map(({ name }) => name)`
        : `(await qi.sequelize.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))[0].map(({ name }) => name)`;
    const real = () =>
      files(
        `await qi.createTable('seen', { name: { type: S.STRING } });`,
        `await qi.sequelize.query(\`UPDATE "SequelizeMeta" SET name = REPLACE(name, '.cjs', '.js')\`);
         await qi.sequelize.query('INSERT INTO seen SELECT name FROM "SequelizeMeta"');`,
        `for (const name of ${listed}) await qi.addColumn(name, 'owner', { type: S.INTEGER });`,
        `await qi.sequelize.query('SELECT name FROM "SequelizeMeta"');
         for (const name of ${listed}) if (name !== 'seen') await qi.sequelize.query('DROP TABLE "' + name + '"');
         await qi.createTable('anew', { id: { type: S.INTEGER, primaryKey: true }, kind: { type: S.STRING } });`,
        // a first attempt is rolled back here on SQLite, and the state saved in it must not come back
        `await qi.bulkDelete('windlass_history', {});
         await qi['change' + 'Column']('anew', 'kind', { type: S.TEXT });`,
      );
    const revisions = async (database: TestDatabase) =>
      (await database.query('SELECT revision FROM windlass_revision ORDER BY 1')).map(({ revision }) => revision);
    const five = [1, 2, 3, 4, 5].map((day) => `2020010${day}000000-f.cjs`);

    beforeEach(async () => {
      db = await create();
      project = createProject();
    });
    afterEach(async () => {
      project.remove();
      for (const database of made.splice(0)) await database.drop();
    });

    it('ends in the same database', async () => {
      real();
      const each = await run(['upgrade']);
      assert.equal(each.code, 0, each.stderr);
      const wanted = await db.dump({ without: STATE_TABLES });
      assert.deepEqual(await revisions(db), five);

      const whole = await create();
      const together = await run(['upgrade', '--transaction', 'all'], whole);
      assert.equal(together.code, 0, together.stderr);
      assert.equal(await whole.dump({ without: STATE_TABLES }), wanted);
      assert.deepEqual(await revisions(whole), five);
      assert.equal((await whole.query('SELECT id FROM windlass_history')).length, 5);

      const fresh = await create();
      const script = await run(['upgrade', '--sql'], fresh);
      assert.equal(script.code, 0, script.stderr);
      // the file that only asks needs none
      assert.equal(script.stdout.match(/CREATE TEMPORARY TABLE "SequelizeMeta"/g)?.length, 1);
      assert.doesNotMatch(script.stdout, /json|reads SequelizeMeta/);
      const ended = await runScript(fresh.url, script.stdout);
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(await fresh.dump({ without: STATE_TABLES }), wanted);
      assert.deepEqual(await revisions(fresh), five);
      assert.equal((await fresh.query('SELECT id FROM windlass_history')).length, 5);
      assert.equal((await run(['status'], fresh)).code, 0);
    });

    it('ends there by a script in one transaction, too', async () => {
      real();
      const each = await run(['upgrade']);
      assert.equal(each.code, 0, each.stderr);
      const fresh = await create();
      const script = await run(['upgrade', '--sql', '--transaction', 'all'], fresh);
      assert.equal(script.code, 0, script.stderr);
      const ended = await runScript(fresh.url, script.stdout);
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(await fresh.dump({ without: STATE_TABLES }), await db.dump({ without: STATE_TABLES }));
      assert.deepEqual(await revisions(fresh), five);
    });

    it('leaves nothing of a trial', async () => {
      real();
      const tried = await run(['upgrade', '--dry-run', '--json']);
      assert.equal(tried.code, 0, tried.stderr);
      const { statements } = tried.json<{ statements: { sql: string }[] }>();
      assert.deepEqual(
        statements.filter(({ sql }) => /TEMPORARY|windlass_kept|json_/.test(sql)),
        [],
      );
      assert.equal((await db.dump()).trim(), '');
    });

    it('keeps what a half-done step has written down when it does something to every table', async () => {
      const more = 'export const transaction = false;';
      const every = `const qi = op; for (const name of ${listed}) if (name !== 'a') await op.execute('DROP TABLE "' + name + '"');`;
      const write = (last: string) =>
        project.write({
          'migrations/x.js': revisionFile('x0000000', null, {
            more,
            down: '',
            up: `await op.execute('CREATE TABLE a (id integer)'); await op.execute('INSERT INTO a VALUES (1)'); ${every} await op.execute('${last}');`,
          }),
        });
      write('INSERT INTO nowhere VALUES (2)');
      const failed = await run(['upgrade']);
      assert.equal(failed.code, 6, failed.stderr);
      assert.equal((await db.query('SELECT * FROM windlass_revision_progress')).length, 2);
      assert.equal((await db.query('SELECT * FROM windlass_history')).length, 1);
      write('INSERT INTO a VALUES (2)');
      const again = await run(['upgrade']);
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /2 statement\(s\) have run before and are left out/);
      assert.equal((await db.query('SELECT * FROM a')).length, 2);
      assert.deepEqual(await revisions(db), ['x0000000']);
      assert.doesNotMatch(await db.dump(), /progress|owner/);
    });

    it('hides the tables of half-done steps and of backfills, too', async () => {
      await db.query('CREATE TABLE windlass_backfill (id integer)');
      await db.query('CREATE TABLE mine (id integer)');
      files(`for (const name of await qi.showAllTables()) await qi.addColumn(name, 'tenant', { type: S.INTEGER });`);
      const ended = await run(['upgrade']);
      assert.equal(ended.code, 0, ended.stderr);
      await db.query('SELECT tenant FROM mine');
      await assert.rejects(db.query('SELECT tenant FROM windlass_backfill'));
    });

    if (kind.name !== 'postgres') return;

    it('does not send what the stand-in was told to a session after a failure', async () => {
      const begin = `await qi.createTable('a', { id: { type: S.INTEGER } });
        await qi.sequelize.query('CREATE INDEX CONCURRENTLY a_id ON a (id)');
        await qi.sequelize.query('UPDATE "SequelizeMeta" SET name = name');`;
      files(`${begin} await qi.sequelize.query('INSERT INTO nowhere VALUES (1)');`);
      const failed = await run(['upgrade']);
      assert.equal(failed.code, 6, failed.stderr);
      files(`${begin} await qi.sequelize.query('INSERT INTO a SELECT count(*) FROM "SequelizeMeta"');`);
      const again = await run(['upgrade']);
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /2 statement\(s\) have run before and are left out/);
      assert.deepEqual(await db.query('SELECT id FROM a'), [{ id: 0 }]);
    });

    it('may take its schema away outside a transaction', async () => {
      const up = [
        'CREATE TABLE a (id int)',
        'DROP SCHEMA public CASCADE',
        'CREATE SCHEMA public',
        'CREATE TABLE b (id int)',
      ]
        .map((sql) => `await op.execute('${sql}');`)
        .join(' ');
      project.write({
        'migrations/x.js': revisionFile('x0000000', null, { more: 'export const transaction = false;', up, down: '' }),
      });
      const ended = await run(['upgrade']);
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(await revisions(db), ['x0000000']);
      assert.match(await db.dump({ without: STATE_TABLES }), /column b id integer/);
      assert.doesNotMatch(await db.dump(), /progress/);
    });

    it('goes on after what it did before a statement beside its transaction, and puts that before it in a script', async () => {
      const begin = `await qi.sequelize.query("CREATE TYPE mood AS ENUM ('glad')");
        await qi.sequelize.query('CREATE TABLE moods (mood mood)');`;
      const inside = (end: string) => `${begin} await qi.sequelize.transaction(async (transaction) => {
          await qi.sequelize.query("INSERT INTO moods VALUES ('glad')", { transaction });
          await qi.sequelize.query("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad'");
          await qi.sequelize.query("INSERT INTO moods VALUES ('sad')", { transaction });
          ${end}
        });`;
      files(inside(`throw new Error('half-way');`));
      const failed = await run(['upgrade']);
      assert.equal(failed.code, 6, failed.stderr);
      assert.match(failed.stderr, /3 statement\(s\) .*ADD VALUE/);
      assert.deepEqual(await db.query('SELECT * FROM moods'), []);
      files(inside(''));
      const again = await run(['upgrade']);
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /2 statement\(s\) have run before and are left out/);
      assert.equal((await db.query('SELECT * FROM moods')).length, 2);

      const fresh = await create();
      const { stdout } = await run(['upgrade', '--sql'], fresh);
      const ended = await runScript(fresh.url, stdout);
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal(await fresh.dump({ without: STATE_TABLES }), await db.dump({ without: STATE_TABLES }));
    });

    it('says which file speaks to the driver itself and cannot be part of one transaction', async () => {
      files(
        `await qi.createTable('things', { id: S.INTEGER });`,
        `const { connectionManager } = qi.sequelize;
         const client = await connectionManager.getConnection({ type: 'write' });
         await client.query('CREATE INDEX CONCURRENTLY things_id ON things (id)');`,
      );
      const { code, stderr } = await run(['upgrade', '--transaction', 'all']);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /20200102000000-f\.cjs cannot be part of one transaction for all steps/);
      const tried = await run(['upgrade', '--dry-run']);
      assert.equal(tried.code, 0, tried.stderr);
      assert.match(tried.stderr, /from 20200102000000-f\.cjs on nothing was tried/);
    });

    it('turns off triggers on our tables in a script, too', async () => {
      files(
        `await qi.sequelize.query(\`CREATE TABLE things (id int); CREATE TABLE seen (id int);
          CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END'\`);`,
        `await qi.sequelize.query(\`DO $$ DECLARE name text; BEGIN
          FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seen' LOOP
            EXECUTE format('CREATE TRIGGER watched AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION see()', name);
          END LOOP; END $$\`);`,
        `await qi.bulkInsert('things', [{ id: 5 }]);`,
      );
      const { stdout } = await run(['upgrade', '--sql']);
      const ended = await runScript(db.url, stdout);
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(await db.query('SELECT id FROM seen'), [{ id: 5 }]);
    });

    it('keeps what SET LOCAL set for the rest of a step of our own', async () => {
      const up = `await op.execute("SET LOCAL app.actor = 'ann'"); await op.execute("CREATE TABLE seen AS SELECT current_setting('app.actor', true) AS setting");`;
      project.write({ 'migrations/x.js': revisionFile('x0000000', null, { up, down: '' }) });
      const ended = await run(['upgrade']);
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(await db.query('SELECT setting FROM seen'), [{ setting: 'ann' }]);
    });
  });
}
