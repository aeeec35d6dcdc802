import assert from 'node:assert/strict';
import sqlite3 from 'sqlite3';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const modelsOf = (body: string) => `export default (sequelize, DataTypes) => {
  ${body}
};
`;
const NAMED = "{ tableName: 'TABLE', timestamps: false, indexes: [{ name: 'u_email', fields: ['email'] }] }";
const USERS = (table: string) =>
  modelsOf(`const User = sequelize.define('User', { email: DataTypes.TEXT, name: DataTypes.TEXT }, ${NAMED.replace('TABLE', table)});
  const Post = sequelize.define('Post', { title: DataTypes.TEXT }, { tableName: 'posts', timestamps: false });
  Post.belongsTo(User, { foreignKey: '${table}Id' });
  const Note = sequelize.define('Note', {}, { tableName: '${table === 'users' ? 'notes' : 'memos'}', timestamps: false });
  Note.belongsTo(User, { foreignKey: 'userId' });`);

async function executed(file: string, sql: string): Promise<void> {
  const db = new sqlite3.Database(file);
  await new Promise<void>((resolve, reject) => db.exec(sql, (error) => (error ? reject(error) : resolve())));
  await new Promise((resolve) => db.close(resolve));
}

for (const kind of databases()) {
  describe(`names that tables share on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const windlass = (...args: string[]) => project.windlass([...args, '--url', db.url, '--log', 'pretty']);
    const succeeds = async (...args: string[]) => {
      const ended = await windlass(...args);
      assert.equal(ended.code, 0, ended.stderr + ended.stdout);
      return ended;
    };
    const differing = async () => {
      const { stdout } = await windlass('check', '--database', '--json');
      return (JSON.parse(stdout) as { differences: { object: string; detail: string; sql: string }[] }).differences;
    };
    // all of it on one connection: a rebuild is one transaction
    const mend = async (found: readonly { readonly sql: string }[]) => {
      const sql = found.map((one) => one.sql).join('\n');
      if (kind.name === 'postgres') await db.query(sql);
      else await executed(db.url.replace('sqlite:', ''), sql);
      assert.deepEqual(await differing(), []);
    };

    beforeEach(async () => {
      db = await kind.create();
      project = createProject({
        'windlass.config.json': JSON.stringify({ models: 'models/*.js' }),
        'models/all.js': USERS('users'),
        'migrations/.keep': '',
      });
      await succeeds('revision', '--autogenerate', '-m', 'first');
      await succeeds('upgrade');
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('are free before a new table takes them, up and down, with rows and foreign keys', async () => {
      await db.query("INSERT INTO users (email) VALUES ('a')");
      await db.query('INSERT INTO posts (title, "usersId") VALUES (\'a\', 1)');
      await db.query('INSERT INTO notes ("userId") VALUES (1)');
      project.write({ 'models/all.js': USERS('people') });
      await succeeds('revision', '--autogenerate', '-m', 'second');
      await succeeds('upgrade');
      await succeeds('check');
      await succeeds('downgrade', '-1');
      await succeeds('upgrade');
      await succeeds('check');
    });

    it('are no matter after a rename by hand: check offers to rename it back, with its rows', async () => {
      await db.query("INSERT INTO users (email) VALUES ('a')");
      await db.query('CREATE VIEW seen AS SELECT id, name FROM users');
      await succeeds('stamp', 'current');
      await db.query('ALTER TABLE users RENAME TO v');
      await db.query('ALTER TABLE posts RENAME COLUMN title TO long_title');
      const found = await differing();
      assert.deepEqual(
        found.map(({ object, detail, sql }) => [object, detail, sql]),
        [
          [
            'v',
            'table v in the database looks like users in what the last run left, renamed',
            'ALTER TABLE "v" RENAME TO "users";',
          ],
          [
            'posts.long_title',
            'column posts.long_title in the database looks like posts.title in what the last run left, renamed',
            'ALTER TABLE "posts" RENAME COLUMN "long_title" TO "title";',
          ],
        ],
      );
      const { stdout } = await windlass('check', '--models', '--json');
      assert.deepEqual(
        (JSON.parse(stdout) as { differences: { sql: string }[] }).differences.map(({ sql }) => sql),
        found.map(({ sql }) => sql),
      );
      await mend(found);
      assert.deepEqual(await db.query('SELECT email FROM users'), [{ email: 'a' }]);
    });

    it('are free before the mending SQL takes them again, which says that rows go', async () => {
      await db.query('DROP TABLE notes');
      await db.query('CREATE TABLE notes_copy (x integer, y integer, z integer)');
      await db.query('CREATE INDEX u_email2 ON notes_copy (x)');
      await db.query('DROP INDEX u_email');
      await db.query('CREATE INDEX u_email ON notes_copy (y)');
      const found = await differing();
      assert.match(
        found.map(({ sql }) => sql).join('\n'),
        /-- destroys: the table notes_copy with its rows\nDROP TABLE/,
      );
      await mend(found);
    });

    if (kind.name === 'postgres')
      it('are free with all that stands on the table', async () => {
        await db.query('GRANT SELECT ON users TO PUBLIC');
        await db.query('CREATE VIEW seen AS SELECT id, name FROM users');
        await db.query('GRANT SELECT ON seen TO PUBLIC');
        await db.query('CREATE STATISTICS counted ON email, name FROM users');
        await succeeds('stamp', 'current');
        await db.query('ALTER TABLE users RENAME TO users9');
        await db.query(
          'ALTER TABLE users9 DROP COLUMN name CASCADE, ALTER id TYPE bigint, ADD x1 int, ADD x2 int, ADD x3 int',
        );
        await mend(await differing());
      });
  });
}
