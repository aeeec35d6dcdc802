import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

const MODEL = `export default (sequelize, DataTypes) =>
  sequelize.define('t', { id: { type: DataTypes.INTEGER, primaryKey: true }, n: DataTypes.INTEGER }, { tableName: 't0', timestamps: false, indexes: [{ name: 't0_n', fields: ['n'] }] });`;

for (const kind of databases()) {
  describe(`what check and diff say on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const windlass = (...args: string[]) => project.windlass([...args, '--url', db.url]);

    beforeEach(async () => {
      db = await kind.create();
      project = createProject({
        ...line(1),
        'windlass.config.json': '{ "models": "models/*.js" }',
        'models/t.js': MODEL,
      });
      assert.equal((await windlass('upgrade')).code, 0);
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('tells a model file without a model from a database that differs, with what to do', async () => {
      project.write({ 'models/silent.js': 'export const nothing = 1;' });
      const { code, stdout, stderr } = await windlass('check', '--log', 'pretty');
      assert.equal(code, 1, stderr);
      assert.equal(
        stdout,
        `Model files without a model, of which nothing was compared:
- models/silent.js is among the models and registers no model: export what defines one, or leave the file out with "!models/silent.js" in "models"
`,
      );
      assert.match(stderr, /the database is what the models say and as the last run left it/);
      await db.query('DROP INDEX t0_n');
      const both = await windlass('check', '--models', '--log', 'pretty');
      assert.match(both.stdout, /^The database is not what the models say:\n- index t0_n[\s\S]*\nModel files without/);
      assert.doesNotMatch(both.stderr, /the database is/);
      project.write({ 'windlass.config.json': '{ "models": ["models/*.js", "!models/silent.js"] }' });
      await db.query('CREATE INDEX t0_n ON t0 (n)');
      assert.equal((await windlass('check')).code, 0);
    });

    it('says PENDING of two heads of which one is not applied, names that one, and compares nothing', async () => {
      project.write({
        'migrations/left.js': revisionFile('left0000', 'r0000'),
        'migrations/right.js': revisionFile('right000', 'r0000'),
      });
      assert.equal((await windlass('upgrade', 'left0000')).code, 0);
      await db.query('CREATE TABLE by_hand (id integer)');
      const { code, stdout } = await windlass('check', '--json');
      assert.equal(code, 1);
      assert.deepEqual(JSON.parse(stdout), {
        ...{ clean: false, differences: [], code: 'PENDING' },
        ...{ pending: ['right000'], remedy: 'windlass upgrade heads' },
      });
      const { stdout: words } = await windlass('check');
      assert.match(words, /^behind: .*right000/);
      assert.doesNotMatch(words, /by_hand|left0000 is/);
    });

    it('prints SQL of several differences of one table that runs as it is printed', async () => {
      const other = await kind.create();
      try {
        for (const [to, more] of [
          [db, 'a integer DEFAULT 1, b varchar(20), c integer'],
          [other, 'a integer DEFAULT 2, b varchar(30) NOT NULL, d integer UNIQUE'],
        ] as const) {
          await to.query(`CREATE TABLE several (id integer NOT NULL PRIMARY KEY, ${more})`);
          await to.query(`CREATE INDEX several_i ON several (${to === db ? 'a' : 'b'})`);
          await to.query(`CREATE VIEW seen AS SELECT ${to === db ? 'c' : 'd'} AS it FROM several`);
        }
        await db.query("INSERT INTO several (id, a, b) VALUES (1, 5, 'kept')");
        for (const sql of ['DROP TABLE t0']) await db.query(sql);
        const { code, stdout, stderr } = await windlass('diff', db.url, other.url);
        assert.equal(code, 1, stderr);
        const sql = stdout
          .split('\n')
          .filter((each) => each.startsWith('    '))
          .join('\n');
        assert.deepEqual(await runScript(db.url, sql), { code: 0, stderr: '' }, sql);
        assert.equal((await windlass('diff', db.url, other.url)).code, 0);
        assert.equal(JSON.stringify(await db.query('SELECT id, a, b FROM several')), '[{"id":1,"a":5,"b":"kept"}]');
      } finally {
        await other.drop();
      }
    });
  });
}
