import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

const COLUMNS = {
  wanted:
    "id integer NOT NULL PRIMARY KEY, name varchar(20) DEFAULT 'x', age integer UNIQUE CHECK (age > 0), note text",
  other: "note text, id integer NOT NULL PRIMARY KEY, age integer UNIQUE CHECK (age > 0), name varchar(20) DEFAULT 'x'",
  fewer: 'id integer NOT NULL PRIMARY KEY, age integer UNIQUE CHECK (age > 0), note text',
};
const ROWS = "INSERT INTO person (id, age, note) VALUES (7, 30, 'a'), (9, 40, 'b')";
const VIEW = 'CREATE VIEW seen AS SELECT note, id FROM person';

interface Document {
  readonly equal: boolean;
  readonly sql: string;
  readonly differences: readonly { readonly object: string; readonly detail: string; readonly sql: string }[];
}

for (const kind of databases()) {
  describe(`the order of columns on ${kind.name}`, () => {
    let one: TestDatabase;
    let other: TestDatabase;
    let project: Project;
    const compared = async () => {
      const ended = await project.windlass(['diff', one.url, other.url, '--json']);
      assert.ok(ended.code === 0 || ended.code === 1, ended.stderr);
      return ended.json<Document>();
    };
    const prepared = async (columns: string) => {
      for (const sql of [`CREATE TABLE person (${columns})`, 'CREATE INDEX person_age ON person (age)', VIEW, ROWS])
        await one.query(sql);
      await other.query(`CREATE TABLE person (${COLUMNS.wanted})`);
      for (const sql of ['CREATE INDEX person_age ON person (age)', VIEW]) await other.query(sql);
    };

    beforeEach(async () => {
      [one, other] = [await kind.create(), await kind.create()];
      project = createProject(line(1));
    });
    afterEach(async () => {
      project.remove();
      await one.drop();
      await other.drop();
    });

    it(
      kind.name === 'sqlite'
        ? 'is mended by a rebuild that keeps rows, keys, indexes and views'
        : 'is named, and has no SQL',
      async () => {
        await prepared(COLUMNS.other);
        const { differences, sql } = await compared();
        assert.deepEqual(
          differences.map(({ object }) => object),
          ['person'],
        );
        assert.match(differences[0]?.detail ?? '', /note, id, age, name.* in the first and .*id, name, age, note/);
        if (kind.name === 'postgres') {
          assert.match(differences[0]?.sql ?? '', /^-- /);
          assert.equal(sql, '');
          return;
        }
        const rows = await one.query('SELECT id, name, age, note FROM person ORDER BY id');
        assert.deepEqual(await runScript(one.url, differences[0]?.sql ?? ''), { code: 0, stderr: '' });
        assert.equal((await compared()).equal, true);
        assert.deepEqual(await one.query('SELECT * FROM person ORDER BY id'), rows);
        assert.equal(JSON.stringify(rows[0]), '{"id":7,"name":"x","age":30,"note":"a"}');
      },
    );

    it('is right after a column that comes in the middle, where the database can', async () => {
      await prepared(COLUMNS.fewer);
      const { sql, differences } = await compared();
      const script = differences.map((each) => each.sql).join('\n');
      assert.deepEqual(await runScript(one.url, script), { code: 0, stderr: '' }, script);
      const left = (await compared()).differences.map(({ object }) => object);
      assert.deepEqual(left, kind.name === 'sqlite' ? [] : ['person'], sql);
      assert.equal((await one.query('SELECT note FROM seen')).length, 2);
    });
  });
}

describe('drift of the order of columns on sqlite', () => {
  it('is mended by the SQL of check, and op.setColumnOrder makes it', async () => {
    const kind = databases().find(({ name }) => name === 'sqlite');
    const db = await kind?.create();
    const project = createProject(line(1));
    try {
      assert.ok(db);
      const run = (...args: string[]) => project.windlass([...args, '--url', db.url]);
      const columns = async () => (await db.query('PRAGMA table_info(t0)')).map(({ name }) => name);
      assert.equal((await run('upgrade')).code, 0);
      await runScript(
        db.url,
        `ALTER TABLE t0 RENAME TO old; CREATE TABLE t0 (n INTEGER, id INTEGER PRIMARY KEY);
         INSERT INTO t0 SELECT n, id FROM old; DROP TABLE old; CREATE INDEX t0_n ON t0 (n);`,
      );
      const { stdout } = await run('check', '--database', '--json');
      const [order, ...others] = (JSON.parse(stdout) as Document).differences;
      assert.deepEqual([order?.object, others], ['t0', []]);
      assert.deepEqual(await runScript(db.url, order?.sql ?? ''), { code: 0, stderr: '' });
      assert.equal((await run('check', '--database')).code, 0);
      const ordered = (names: string) => `await op.setColumnOrder('t0', ${names});`;
      project.write({
        'migrations/order.js': revisionFile('order000', 'r0000', { up: ordered("['n']"), down: ordered("['id']") }),
      });
      assert.equal((await run('upgrade')).code, 0);
      assert.deepEqual(await columns(), ['n', 'id']);
      assert.equal((await run('downgrade', '-1')).code, 0);
      assert.deepEqual(await columns(), ['id', 'n']);
    } finally {
      project.remove();
      await db?.drop();
    }
  });
});
