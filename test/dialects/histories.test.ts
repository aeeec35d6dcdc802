import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

/** What files of sequelize-cli do in real applications and must go on doing; one small history each. */
for (const kind of databases()) {
  describe(`a history of sequelize-cli on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;

    beforeEach(async () => {
      db = await kind.create();
      const database = kind.name === 'sqlite' ? `dialect: 'sqlite', storage: process.env.DB` : `use_env_variable: 'DB'`;
      project = createProject(
        { 'config/config.js': `module.exports = { development: { ${database}, logging: false } };` },
        { type: 'commonjs' },
      );
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    const run = (...args: string[]) => project.windlass(args, { env: { DB: db.url.replace('sqlite:', '') } });
    const files = (...bodies: string[]) =>
      project.write(
        Object.fromEntries(
          bodies.map((up, index) => [
            `migrations/2020010${index + 1}000000-f.js`,
            `module.exports = { up: async (qi, S) => { ${up} }, down: async () => {} };`,
          ]),
        ),
      );
    const upgrade = async () => {
      const ended = await run('upgrade');
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };

    if (kind.name === 'postgres') {
      it('may put a trigger on every table of the schema', async () => {
        files(
          `await qi.createTable('things', { id: { type: S.INTEGER, primaryKey: true } });`,
          `await qi.sequelize.query(\`CREATE TABLE seen (id int);
            CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END';
            CREATE FUNCTION watch() RETURNS void LANGUAGE plpgsql AS $$ DECLARE name text; BEGIN
              FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'seen' LOOP
                EXECUTE format('CREATE TRIGGER watched AFTER INSERT ON %I FOR EACH ROW EXECUTE FUNCTION see()', name);
              END LOOP; END $$\`);`,
          `await qi.sequelize.query('SELECT watch()');`,
          `await qi.bulkInsert('things', [{ id: 5 }]);`,
        );
        const { stderr } = await upgrade();
        assert.match(stderr, /watched ON windlass_history, watched ON windlass_revision/);
        assert.deepEqual(await db.query('SELECT id FROM seen'), [{ id: 5 }]);
      });

      it('may take its schema away and bring it back', async () => {
        project.write({
          'migrations/20200101000000-f.js': `module.exports = { up: (qi, S) => qi.createTable('things', { id: S.INTEGER }), down: async () => {} };`,
          'migrations/20200102000000-g.js': `module.exports = { up: (qi) => qi.sequelize.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE anew (id int)'),
            down: (qi) => qi.sequelize.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public') };`,
        });
        const { stderr } = await upgrade();
        assert.match(stderr, /what it did to the tables of Windlass was undone/);
        assert.equal((await run('status')).code, 0);
        const down = await run('downgrade', 'base');
        assert.equal(down.code, 0, down.stderr);
        assert.equal((await db.query('SELECT event FROM windlass_history')).length, 4);
      });

      it('may speak to the driver itself', async () => {
        files(
          `await qi.createTable('things', { id: S.INTEGER });`,
          `const { connectionManager } = qi.sequelize;
           const client = await connectionManager.getConnection({ type: 'write' });
           try { await client.query('CREATE INDEX CONCURRENTLY things_id ON things (id)'); }
           finally { await connectionManager.releaseConnection(client); }`,
        );
        await upgrade();
        assert.match(await db.dump({ without: STATE_TABLES }), /things_id/);
      });

      it('may run a statement beside the transaction that it has open', async () => {
        files(
          `await qi.sequelize.query("CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE moods (mood mood); CREATE TABLE other (id int)");`,
          `await qi.sequelize.transaction(async (transaction) => {
             await qi.sequelize.query("ALTER TYPE mood ADD VALUE 'sad'");
             await qi.sequelize.query("INSERT INTO moods VALUES ('sad')", { transaction });
           });
           const transaction = await qi.sequelize.transaction();
           await qi.addIndex('other', ['id'], { name: 'other_id', concurrently: true });
           await qi.bulkInsert('moods', [{ mood: 'sad' }], { transaction });
           await transaction.commit();
           await qi.bulkInsert('moods', [{ mood: 'glad' }]);`,
        );
        await upgrade();
        assert.equal((await db.query('SELECT mood FROM moods')).length, 3);
        assert.match(await db.dump({ without: STATE_TABLES }), /other_id/);
      });

      it('may change a table right after rows that a deferred constraint watches', async () => {
        const deferred = 'deferrable: S.Deferrable.INITIALLY_DEFERRED';
        files(
          `await qi.createTable('parents', { id: { type: S.INTEGER, primaryKey: true } });
           await qi.createTable('children', { id: { type: S.INTEGER, primaryKey: true }, parent: { type: S.INTEGER, references: { model: 'parents', key: 'id', ${deferred} } } });`,
          `await qi.bulkInsert('parents', [{ id: 1 }]);
           await qi.bulkInsert('children', [{ id: 1, parent: 1 }]);
           await qi.addColumn('children', 'name', { type: S.STRING });
           await qi.sequelize.transaction(async (transaction) => {
             await qi.bulkInsert('children', [{ id: 2, parent: 2 }], { transaction });
             await qi.bulkInsert('parents', [{ id: 2 }], { transaction });
           });`,
        );
        await upgrade();
        assert.equal((await db.query('SELECT name FROM children')).length, 2);
      });

      it('sees what SET LOCAL set in its own transaction, and nowhere else', async () => {
        const seen = (where: string, options = '') =>
          `await qi.sequelize.query("INSERT INTO seen SELECT '${where}', coalesce(current_setting('app.actor', true), '')" ${options});`;
        files(
          `await qi.sequelize.query('CREATE TABLE seen (place text, setting text)');`,
          `await qi.sequelize.transaction(async (transaction) => {
             await qi.sequelize.query("SELECT set_config('app.actor', 'ann', TRUE), set_config('app.other', NULL, TRUE)", { transaction });
             ${seen('inside', ', { transaction }')}
             ${seen('beside')}
             ${seen('inside again', ', { transaction }')}
           });
           ${seen('after')}
           const own = await qi.sequelize.transaction();
           await qi.sequelize.query("SET LOCAL app.actor = 'bob'", { transaction: own });
           await qi.sequelize.transaction({ transaction: own }, async (transaction) => { ${seen('nested', ', { transaction }')} });
           await own.commit();
           ${seen('after commit')}
           await qi.sequelize.query("SET LOCAL app.actor = 'cid'");
           ${seen('alone')}
           await qi.sequelize.query("BEGIN; SET LOCAL app.actor = 'eve'; INSERT INTO seen SELECT 'text', current_setting('app.actor', true); COMMIT;");
           ${seen('after text')}
           await qi.sequelize.query('BEGIN');
           await qi.sequelize.query("SET LOCAL app.actor = 'fay'");
           ${seen('by and by')}
           await qi.sequelize.query('COMMIT');
           await qi.sequelize.query("SET app.actor = 'dan'");
           ${seen('session')}`,
        );
        await upgrade();
        assert.deepEqual(
          (await db.query('SELECT place, setting FROM seen')).map(({ place, setting }) => `${place}: ${setting}`),
          [
            'inside: ann',
            'beside: ',
            'inside again: ann',
            'after: ',
            'nested: bob',
            'after commit: ',
            'alone: ',
            'text: eve',
            'after text: ',
            'by and by: fay',
            'session: dan',
          ],
        );
      });

      it('is made again outside a transaction without a word of Sequelize', async () => {
        files(
          `await qi.sequelize.query("CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE moods (mood mood)");`,
          `await qi.sequelize.query("ALTER TYPE mood ADD VALUE 'sad'");
           await qi.sequelize.transaction((transaction) => qi.sequelize.query("INSERT INTO moods VALUES ('sad')", { transaction }));`,
        );
        const { stderr } = await upgrade();
        assert.doesNotMatch(stderr, /Rolling back transaction/);
        assert.deepEqual(await db.query('SELECT mood FROM moods'), [{ mood: 'sad' }]);
      });
    }

    it('may do something to every table there is', async () => {
      const listed =
        kind.name === 'postgres'
          ? `(await qi.sequelize.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"))[0].map(({ name }) => name)`
          : `(await qi.sequelize.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))[0].map(({ name }) => name)`;
      files(
        `await qi.createTable('things', { id: { type: S.INTEGER, primaryKey: true } });`,
        `for (const name of await qi.showAllTables()) await qi.addColumn(name, 'tenant', { type: S.INTEGER });`,
        `for (const name of ${listed}) if (name !== 'SequelizeMeta') await qi.addColumn(name, 'owner', { type: S.INTEGER });`,
        `for (const name of ${listed}) await qi.bulkDelete(name, {});`,
        `for (const name of ${listed}) await qi.sequelize.query('DROP TABLE "' + name + '"');
         await qi.createTable('anew', { id: { type: S.INTEGER, primaryKey: true } });`,
      );
      await upgrade();
      assert.deepEqual(
        (await db.query('SELECT revision FROM windlass_revision ORDER BY 1')).map(({ revision }) => revision),
        [1, 2, 3, 4, 5].map((day) => `2020010${day}000000-f.js`),
      );
      assert.equal((await db.query('SELECT id FROM windlass_history')).length, 5);
      assert.equal((await run('status')).code, 0);
      assert.doesNotMatch(await db.dump({ without: STATE_TABLES }), /things/);
    });

    it('may drop all tables on its way down', async () => {
      project.write({
        'migrations/20200101000000-f.js': `module.exports = { up: (qi, S) => qi.createTable('things', { id: { type: S.INTEGER, primaryKey: true } }),
          down: (qi) => qi.dropAllTables() };`,
      });
      await upgrade();
      const down = await run('downgrade', 'base');
      assert.equal(down.code, 0, down.stderr);
      assert.doesNotMatch(await db.dump({ without: STATE_TABLES }), /things/);
      await upgrade();
    });

    it('may require TypeScript of its application', async () => {
      project.write({
        'db/index.ts': `import { size } from './size'; export enum Kind { Small = 'small' } export const table: string = 'things' + size;`,
        'db/size.ts': `export const size = 7 as number;`,
        'migrations/20200101000000-f.js': `const { table } = require('../db'); module.exports = { up: (qi, S) => qi.createTable(table, { id: S.INTEGER }), down: async () => {} };`,
      });
      await upgrade();
      assert.match(await db.dump({ without: STATE_TABLES }), /things7/);
      project.write({
        'migrations/20200102000000-g.js': `import native from 'native'; export const up = async () => native;`,
        'migrations/package.json': '{ "type": "module" }',
        'node_modules/native/index.js': `require('./binding.node');`,
      });
      const broken = await run('upgrade');
      assert.equal(broken.code, 2, broken.stderr);
      project.write({
        'migrations/20200102000000-g.js': `require('../nowhere'); exports.up = async () => {};`,
        'migrations/package.json': '{}',
      });
      const { code, stderr } = await run('upgrade');
      assert.equal(code, 2);
      assert.match(stderr, /20200102000000-g\.js(?::\d+){0,2} imports \\?"\.\.\/nowhere\\?", which cannot be found/);
    });

    it('may import the default of one CommonJS package twice', async () => {
      project.write({
        'node_modules/plain/index.js': `module.exports = { table: (name) => 'plain_' + name };`,
        'node_modules/winsome/index.js': `exports.table = (name) => 'winsome_' + name; Object.defineProperty(exports, 'default', { get: () => 'legacy' });`,
        'node_modules/compiled/index.js': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = (name) => 'compiled_' + name;`,
        ...Object.fromEntries(
          [1, 2].map((day) => [
            `migrations/2020010${day}000000-f.ts`,
            `import plain from 'plain'; import winsome, { table } from 'winsome'; import compiled from 'compiled'; import type { QueryInterface } from 'sequelize';
             enum Kind { Id = 'id' }
             export default { up: async (qi: QueryInterface) => {
               for (const name of [plain.table('${day}'), winsome.table('${day}'), table('again${day}'), compiled('${day}')]) await qi.createTable(name, { [Kind.Id]: 'INTEGER' });
             } };`,
          ]),
        ),
      });
      await upgrade();
      const dump = await db.dump({ without: STATE_TABLES });
      for (const day of [1, 2])
        for (const name of ['plain', 'winsome', 'winsome_again', 'compiled'])
          assert.match(dump, new RegExp(`${name}_?${day}\\b`));
    });

    it('may give null where options are expected', async () => {
      files(
        `await qi.createTable('things', { id: { type: S.INTEGER, primaryKey: true }, size: S.INTEGER, kind: S.STRING }, null);`,
        `await qi.sequelize.query('INSERT INTO things (id, size) VALUES (1, 2)', null);
         await qi.addColumn('things', 'name', { type: S.STRING }, null);
         await qi.renameColumn('things', 'name', 'title', null);
         await qi.changeColumn('things', 'kind', { type: S.TEXT }, null);
         await qi.removeColumn('things', 'size', null);
         await qi.sequelize.transaction(null, (transaction) => qi.sequelize.query('INSERT INTO things (id) VALUES (2)', { transaction }));`,
      );
      await upgrade();
      assert.deepEqual(await db.query('SELECT * FROM things ORDER BY id'), [
        { id: 1, kind: null, title: null },
        { id: 2, kind: null, title: null },
      ]);
    });

    it('of Sequelize 5 is told so', async () => {
      files(`await qi.createTable('things', { id: S.INTEGER });`);
      rmSync(join(project.folder, 'node_modules/sequelize'), { recursive: true });
      project.write({ 'node_modules/sequelize/index.js': `exports.Sequelize = class { static version = '5.22.5' };` });
      const { code, stderr } = await run('upgrade');
      assert.equal(code, 7);
      assert.match(stderr, /has Sequelize 5\.22\.5.*npm install sequelize@6/);
    });

    it('may ask the table of sequelize-cli what has run, and rename rows in it', async () => {
      files(
        `await qi.createTable('seen', { name: { type: S.STRING } });`,
        `const [rows] = await qi.sequelize.query('SELECT name FROM "SequelizeMeta"');
         await qi.bulkInsert('seen', rows);
         await qi.sequelize.query(\`UPDATE "SequelizeMeta" SET name = REPLACE(name, '.js', '.cjs')\`);
         await qi.bulkDelete('SequelizeMeta', { name: 'older.js' });`,
        `await qi.sequelize.query(\`INSERT INTO "SequelizeMeta" (name) VALUES ('older.js') ON CONFLICT (name) DO NOTHING\`);
         const [rows] = await qi.sequelize.query('SELECT name FROM "SequelizeMeta"');
         await qi.bulkInsert('seen', rows);`,
      );
      await upgrade();
      const [one, two] = ['20200101000000-f.js', '20200102000000-f.js'];
      const seen = await db.query('SELECT name FROM seen ORDER BY name');
      assert.deepEqual(
        seen.map(({ name }) => name),
        [one, one, two, 'older.js'],
      );
      assert.doesNotMatch(await db.dump({ without: STATE_TABLES }), /SequelizeMeta/);
      assert.equal((await run('status')).code, 0);
    });
  });
}
