import assert from 'node:assert/strict';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const users = `'use strict';
/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable('Users', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, name: Sequelize.STRING });
    await queryInterface.createTable('Posts', { id: { type: Sequelize.INTEGER, primaryKey: true }, userId: { type: Sequelize.INTEGER, references: { model: 'Users', key: 'id' }, onDelete: 'CASCADE' } });
    await queryInterface.bulkInsert('Users', [{ name: 'ann' }]);
    await queryInterface.bulkInsert('Posts', [{ id: 7, userId: 1 }]);
  },
  async down(queryInterface) { await queryInterface.dropTable('Posts'); await queryInterface.dropTable('Users'); },
};
`;
const email = `module.exports = {
  up: (qi, Sequelize) => qi.addColumn('Users', 'email', { type: Sequelize.STRING, allowNull: true }),
  down: (qi) => qi.removeColumn('Users', 'email'),
};
`;
const change = `module.exports = {
  up: (qi, Sequelize) => qi.changeColumn('Users', 'email', { type: Sequelize.TEXT }),
  down: (qi, Sequelize) => qi.changeColumn('Users', 'email', { type: Sequelize.STRING }),
};
`;
const LEGACY = {
  'migrations/20200101000000-users.js': users,
  'migrations/20200102000000-email.js': email,
  'migrations/20200103000000-change.js': change,
};
const NAMES = Object.keys(LEGACY).map((path) => path.replace('migrations/', ''));

for (const kind of databases()) {
  describe(`a sequelize-cli project on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const run = (...args: string[]) => project.windlass(args, { env: { DB: db.url.replace('sqlite:', '') } });

    beforeEach(async () => {
      db = await kind.create();
      const config =
        kind.name === 'sqlite'
          ? `{ dialect: 'sqlite', storage: process.env.DB, logging: false }`
          : `{ use_env_variable: 'DB', dialect: 'postgres' }`;
      project = createProject(
        {
          ...Object.fromEntries(Object.entries(LEGACY).map(([path, text]) => [`db/${path}`, text])),
          '.sequelizerc': `const path = require('path');
module.exports = { config: path.resolve('db', 'settings.js'), 'migrations-path': path.resolve('db', 'migrations') };`,
          'db/settings.js': `module.exports = { development: ${config} };`,
        },
        { type: 'commonjs' },
      );
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('runs unchanged from .sequelizerc, keeps the child rows, and goes down again', async () => {
      const ended = await run('upgrade');
      assert.equal(ended.code, 0, ended.stderr);
      const [posts] = await db.query('SELECT count(*) AS n FROM "Posts"');
      assert.equal(Number(posts?.n), 1);
      assert.deepEqual((await run('current')).stdout.trim(), `${NAMES[2]} (head)`);
      const down = await run('downgrade', 'base');
      assert.equal(down.code, 0, down.stderr);
      assert.equal((await db.dump({ without: [...STATE_TABLES, 'sqlite_sequence'] })).includes('Users'), false);
    });

    it('needs no models and no seeders where nobody has named their folders', async () => {
      await run('upgrade');
      for (const command of ['check', 'seed']) {
        const ended = await run(command);
        assert.equal(ended.code, 0, `${command}: ${ended.stderr}`);
      }
    });

    it('is refused where sequelize-cli has been, adopted, and handed back', async () => {
      await run('upgrade');
      for (const table of STATE_TABLES) await db.query(`DROP TABLE ${table}`);
      await db.query('CREATE TABLE "SequelizeMeta" (name VARCHAR(255) NOT NULL UNIQUE PRIMARY KEY)');
      await db.query(`INSERT INTO "SequelizeMeta" VALUES ('${NAMES[0]}'), ('${NAMES[2]}'), ('20190101000000-lost.js')`);
      const refused = await run('upgrade');
      assert.equal(refused.code, 2);
      assert.match(refused.stderr, /windlass adopt/);
      const before = await db.query('SELECT name FROM "SequelizeMeta" ORDER BY 1');
      const adopted = await run('adopt', '--json');
      assert.equal(adopted.code, 0, adopted.stderr);
      const { withoutFile, gaps } = adopted.json<{ withoutFile: string[]; gaps: string[] }>();
      assert.deepEqual([withoutFile, gaps], [['20190101000000-lost.js'], [NAMES[1]]]);
      assert.deepEqual(await db.query('SELECT name FROM "SequelizeMeta" ORDER BY 1'), before);
      assert.deepEqual((await run('status', '--json')).json<{ pending: string[] }>().pending, [NAMES[1]]);
      await run('stamp', 'head');
      const released = await run('adopt', '--release');
      assert.equal(released.code, 0, released.stderr);
      const after = await db.query('SELECT name FROM "SequelizeMeta" ORDER BY 1');
      assert.deepEqual(
        after.map(({ name }) => name),
        ['20190101000000-lost.js', ...NAMES],
      );
      assert.deepEqual(await db.query('SELECT revision FROM windlass_revision'), []);
    });

    it('lets a revision with a header build on the last file', async () => {
      project.write({
        'db/migrations/20260101_new.js': `exports.revision = 'abcd12345678'; exports.downRevision = '20200103000000-change'; exports.up = async (op) => {}; exports.down = async () => {};`,
      });
      const ended = await run('upgrade');
      assert.equal(ended.code, 0, ended.stderr);
      assert.equal((await run('current')).stdout.trim(), 'abcd12345678 (head)');
    });

    it('finds up and down in every way that CommonJS writes them', async () => {
      const ways = [
        'module.exports = { up: async (qi) => { await this; }, down: async (qi) => {} };',
        'module.exports = { up: function (qi) { return this.helper(); }, down: function (qi) { return this.helper(); }, helper: async () => {} };',
        'module.exports = { up(qi) {}, down(qi) {} };',
        'exports.up = async (qi) => {}; exports.down = async (qi) => {};',
        'Object.assign(module.exports, { async up() {}, async down() {} });',
        'const up = async () => {}; const down = async () => {}; module.exports = { up, down };',
      ];
      for (const [index, text] of ways.entries()) project.write({ [`db/migrations/2020020${index}000000-w.js`]: text });
      const up = await run('upgrade');
      assert.equal(up.code, 0, up.stderr);
      const down = await run('downgrade', 'base');
      assert.equal(down.code, 0, down.stderr);
    });

    it('goes on after an error that a file catches', async () => {
      project.write({
        'db/migrations/20200104000000-try.js': `module.exports = { up: async (qi, S) => { try { await qi.sequelize.query('SELECT * FROM nowhere'); } catch (e) {} await qi.addColumn('Users', 'age', S.INTEGER); }, down: async () => {} };`,
      });
      const ended = await run('upgrade');
      assert.equal(ended.code, 0, ended.stderr);
      await db.query('SELECT age FROM "Users"');
    });

    it('runs a file that no transaction allows outside one', async () => {
      const text = kind.name === 'postgres' ? 'CREATE INDEX CONCURRENTLY users_name ON "Users" (name)' : 'VACUUM';
      project.write({
        'db/migrations/20200104000000-c.js': `module.exports = { up: (qi) => qi.sequelize.query('${text}'), down: async () => {} };`,
      });
      const ended = await run('upgrade');
      assert.equal(ended.code, 0, ended.stderr);
      const broken = `module.exports = { up: async (qi) => { await qi.sequelize.query('${text.replace('users_name', 'users_two')}'); await qi.sequelize.query('SELECT * FROM nowhere'); }, down: async () => {} };`;
      project.write({ 'db/migrations/20200105000000-d.js': broken });
      const failed = await run('upgrade');
      assert.equal(failed.code, 6);
      assert.match(failed.stderr, /STEP_FAILED_PARTIAL/);
    });

    it("lets a file write through the application's own models on the same database", async () => {
      const make =
        kind.name === 'sqlite'
          ? `new Sequelize({ dialect: 'sqlite', storage: process.env.DB, logging: false })`
          : `new Sequelize(process.env.DB, { logging: false })`;
      project.write({
        'db/models.js': `const { Sequelize, DataTypes } = require('sequelize'); const sequelize = ${make};
          exports.User = sequelize.define('User', { name: DataTypes.STRING, age: DataTypes.INTEGER }, { timestamps: false });`,
        'db/migrations/20200104000000-models.js': `const { User } = require('../models'); module.exports = { up: async (qi, S) => { await qi.addColumn('Users', 'age', S.INTEGER); await User.update({ age: 7 }, { where: {} }); await User.create({ name: 'bob', age: 8 }); }, down: async () => {} };`,
      });
      const ended = await run('upgrade');
      assert.equal(ended.code, 0, ended.stderr);
      assert.deepEqual(
        (await db.query('SELECT name, age FROM "Users" ORDER BY age')).map(({ name, age }) => [name, age]),
        [
          ['ann', 7],
          ['bob', 8],
        ],
      );
    });
  });
}

describe('an Umzug 3 project', () => {
  it('gets { name, path, context } with a context of its own', async () => {
    const [, sqlite] = databases();
    assert.ok(sqlite);
    const db = await sqlite.create();
    const project = createProject(
      {
        'migrations/2020-a.ts': `import type { Sequelize } from 'sequelize'; enum Kind { A = 'a' }
export const up = async ({ name, path, context }: { name: string; path: string; context: { qi: any } }) => { if (!path.endsWith(name)) throw new Error(path); await context.qi.createTable(Kind.A, { id: 'INTEGER' }); };`,
        'windlass.config.js': `export default { legacy: { form: 'umzug', context: (op) => ({ qi: op }) } };`,
      },
      { type: 'module' },
    );
    const ended = await project.windlass(['upgrade', '--url', db.url]);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal((await db.dump({ without: STATE_TABLES })).includes('table a '), true);
    project.remove();
    await db.drop();
  });
});
