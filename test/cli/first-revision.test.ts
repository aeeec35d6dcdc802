import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const THERE = [
  'CREATE TABLE "guest list" (id INTEGER NOT NULL PRIMARY KEY, mail VARCHAR(80) NOT NULL UNIQUE, age INTEGER CHECK (age > 0))',
  'CREATE TABLE booking (id INTEGER NOT NULL PRIMARY KEY, guest INTEGER REFERENCES "guest list" (id) ON DELETE CASCADE)',
  'CREATE INDEX booking_guest ON booking (guest) WHERE guest > 0',
  'CREATE VIEW adults AS SELECT mail FROM "guest list" WHERE age > 17',
];

for (const kind of databases()) {
  describe(`the first revision on ${kind.name}`, () => {
    let there: TestDatabase;
    let fresh: TestDatabase;
    let project: Project;

    beforeEach(async () => {
      [there, fresh] = [await kind.create(), await kind.create()];
      project = createProject({
        'windlass.config.json': JSON.stringify({ migrations: 'migrations' }),
        'migrations/.keep': '',
        'init.sql': [...THERE, 'INSERT INTO "guest list" VALUES (1, \'a@b.c\', 20)', ''].join(';\n'),
      });
    });
    afterEach(async () => {
      project.remove();
      await there.drop();
      await fresh.drop();
    });

    const succeed = async (...args: readonly string[]) => {
      const ended = await project.windlass([...args]);
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      return ended;
    };

    it('is the baseline of what a database holds, stamped there and run elsewhere', async () => {
      for (const sql of THERE) await there.query(sql);
      await succeed('revision', '--autogenerate', '--baseline', '-m', 'what was there', '--url', there.url);
      await succeed('stamp', 'head', '--url', there.url);
      await succeed('upgrade', '--url', fresh.url);
      await succeed('diff', there.url, fresh.url);
      await succeed('check', '--database', '--url', there.url);
      await succeed('downgrade', 'base', '--url', fresh.url);
      const { stdout } = await succeed('schema', 'dump', '--format', 'json', '--url', fresh.url);
      const { tables, objects } = JSON.parse(stdout) as { tables: unknown[]; objects: unknown[] };
      assert.deepEqual([tables, objects], [[], []]);
    });

    it('is what a file of SQL makes, and says which rows it leaves out', async () => {
      const { stderr } = await succeed('import-sql', 'init.sql', '--url', there.url);
      assert.match(stderr, /init\.sql has rows for guest list: they are not in the revision/);
      await succeed('upgrade', '--url', fresh.url);
      for (const sql of THERE) await there.query(sql);
      await succeed('diff', there.url, fresh.url);
    });

    it('is refused where there are revisions', async () => {
      await succeed('revision', '-m', 'there');
      for (const args of [
        ['revision', '--autogenerate', '--baseline', '-m', 'late'],
        ['import-sql', 'init.sql'],
      ]) {
        const { code, stderr } = await project.windlass([...args, '--url', there.url]);
        assert.equal(code, 2, stderr);
        assert.match(stderr, /there are revisions already/);
      }
    });
  });
}
