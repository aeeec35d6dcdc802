import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const table = (name: string) => `module.exports = {
  up: (qi, Sequelize) => qi.createTable('${name}', { id: Sequelize.INTEGER }),
  down: (qi) => qi.dropTable('${name}'),
};
`;

for (const kind of databases()) {
  describe(`between sequelize-cli and Windlass on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const run = (...args: string[]) => project.windlass([...args, '--url', db.url, '--log', 'pretty']);
    const ran = async (...args: string[]) => {
      const ended = await run(...args);
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };
    const meta = async () =>
      (await db.query('SELECT name FROM "SequelizeMeta" ORDER BY 1')).map(({ name }) => String(name));
    const migrated = async (...names: string[]) => {
      await db.query('CREATE TABLE IF NOT EXISTS "SequelizeMeta" (name VARCHAR(255) NOT NULL UNIQUE PRIMARY KEY)');
      for (const name of names) {
        await db.query(`CREATE TABLE ${name.slice(5, 6)} (id integer)`);
        await db.query(`INSERT INTO "SequelizeMeta" VALUES ('${name}')`);
      }
    };

    beforeEach(async () => {
      db = await kind.create();
      project = createProject(
        { 'migrations/2020-a.js': table('a'), 'migrations/2020-b.js': table('b') },
        { type: 'commonjs' },
      );
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('upgrades an adopted database that was lowered to base: our own tables know better than SequelizeMeta', async () => {
      await migrated('2020-a.js', '2020-b.js');
      await ran('adopt');
      assert.deepEqual((await ran('check', '--json')).json(), { clean: true, differences: [] });
      assert.doesNotMatch((await ran('schema', 'dump')).stdout, /SequelizeMeta|windlass_/);
      await ran('downgrade', 'base');
      await ran('upgrade');
      await db.query('SELECT id FROM b');
    });

    it('asks SequelizeMeta again after the database was handed back', async () => {
      await migrated('2020-a.js');
      await ran('adopt');
      await ran('adopt', '--release');
      await migrated('2020-b.js');
      assert.match((await run('upgrade')).stderr, /USAGE: sequelize-cli has run 2 .*\n {2}→ windlass adopt/);
      await ran('adopt');
      await ran('upgrade');
    });

    it('asks SequelizeMeta where a first upgrade failed and left only that in the history', async () => {
      project.write({ 'migrations/2020-a.js': table('a').replace('createTable', 'noSuchThing') });
      assert.equal((await run('upgrade')).code, 6);
      project.write({ 'migrations/2020-a.js': table('a') });
      await migrated('2020-a.js');
      assert.match((await run('upgrade')).stderr, /windlass adopt/);
    });

    it('names windlass adopt, not an upgrade that would be refused, where status finds what sequelize-cli has run', async () => {
      await migrated('2020-a.js');
      const behind = await run('status');
      assert.equal(behind.code, 1);
      assert.match(behind.stdout, /^behind: .*pending: 2020-a\.js, 2020-b\.js \(windlass adopt\)$/m);
      assert.match((await run('wait', '--wait', '1ms')).stdout, /\(windlass adopt\)$/m);
      assert.equal((await run('status', '--json')).json<{ remedy: string }>().remedy, 'windlass adopt');
      await ran('adopt');
      assert.match((await run('status')).stdout, /pending: 2020-b\.js \(windlass upgrade\)$/m);
    });

    it('names an upgrade of all heads where there are several', async () => {
      project.write({ 'migrations/d.mjs': revisionFile('dddd0000', null) });
      assert.match((await run('status')).stdout, /\(windlass upgrade heads\)$/m);
    });

    it('writes names without extension beside those that an older Umzug wrote so', async () => {
      await migrated('2020-a');
      await ran('adopt');
      await ran('upgrade');
      await ran('adopt', '--release');
      assert.deepEqual(await meta(), ['2020-a', '2020-b']);
    });

    it('writes .js for a .ts file beside a .ts file that was compiled when it ran', async () => {
      project = createProject({
        'migrations/2020-a.ts': 'export const up = async () => {}; export const down = async () => {};',
        'migrations/2020-b.ts': 'export const up = async () => {}; export const down = async () => {};',
        'migrations/2020-c.cjs': table('c'),
      });
      await migrated('2020-a.js');
      await ran('adopt');
      await ran('upgrade');
      await ran('adopt', '--release');
      assert.deepEqual(await meta(), ['2020-a.js', '2020-b.js', '2020-c.cjs']);
    });

    it('says what handing back wrote', async () => {
      await migrated('2020-a.js');
      await ran('adopt');
      await ran('upgrade');
      const { stderr } = await ran('adopt', '--release');
      assert.match(stderr, /^handed back: "SequelizeMeta" holds 2020-a\.js, 2020-b\.js \(1 name written\)$/m);
    });

    it('creates SequelizeMeta for a database that Windlass alone has raised, and says so', async () => {
      await ran('upgrade');
      const { stderr } = await ran('adopt', '--release');
      assert.match(stderr, /^handed back: "SequelizeMeta" holds .* \(2 names written, the table was created\)$/m);
      assert.deepEqual(await meta(), ['2020-a.js', '2020-b.js']);
    });

    it('refuses to hand back a database on which nothing is applied and sequelize-cli has never been', async () => {
      const { code, stderr } = await run('adopt', '--release');
      assert.equal(code, 2);
      assert.match(stderr, /USAGE: there is nothing to hand back/);
      await assert.rejects(meta());
    });
  });
}
