import assert from 'node:assert/strict';
import { type DatabaseKind, databaseKind, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const modelOf = (columns: string) => `export default (sequelize, DataTypes) => {
  sequelize.define('Post', { ${columns} }, { tableName: 'posts', timestamps: false });
};
`;

/** A project whose first revision makes the model with those columns. */
async function started(kind: DatabaseKind, columns: string) {
  const db: TestDatabase = await kind.create();
  const project: Project = createProject({
    'windlass.config.json': JSON.stringify({ models: 'models/*.js' }),
    'models/all.js': modelOf(columns),
    'migrations/.keep': '',
  });
  const succeeds = async (...args: string[]) => {
    const ended = await project.windlass([...args, '--url', db.url, '--log', 'pretty']);
    assert.equal(ended.code, 0, ended.stderr + ended.stdout);
  };
  const become = async (now: string) => {
    project.write({ 'models/all.js': modelOf(now) });
    await succeeds('revision', '--autogenerate', '-m', 'now');
    await succeeds('upgrade');
    await succeeds('check');
  };
  const end = async () => {
    project.remove();
    await db.drop();
  };
  await succeeds('revision', '--autogenerate', '-m', 'first');
  await succeeds('upgrade');
  return { db, succeeds, become, end };
}

describe('a changed column', () => {
  it('is clean after the rowid gives way to another key on SQLite, there and back', async () => {
    const { succeeds, become, end } = await started(databaseKind('sqlite'), 'title: DataTypes.STRING');
    try {
      await become(
        'id: { type: DataTypes.INTEGER, primaryKey: true }, title: { type: DataTypes.STRING, primaryKey: true }',
      );
      await succeeds('downgrade', '-1');
      await succeeds('upgrade');
      await succeeds('check');
    } finally {
      await end();
    }
  });

  it('gets another type, or goes, although a publication names it on PostgreSQL', async () => {
    const { db, succeeds, become, end } = await started(
      databaseKind('postgres'),
      'age: DataTypes.INTEGER, b: DataTypes.TEXT',
    );
    const published = () => db.query("SELECT tablename, rowfilter FROM pg_publication_tables WHERE pubname = 'p'");
    try {
      await db.query('ALTER TABLE posts REPLICA IDENTITY FULL');
      await db.query('CREATE PUBLICATION p FOR TABLE posts WHERE (age > 3)');
      await succeeds('stamp', 'current');
      await become('age: DataTypes.BIGINT, b: DataTypes.TEXT');
      assert.deepEqual(await published(), [{ tablename: 'posts', rowfilter: '(age > 3)' }]);
      await become('b: DataTypes.TEXT');
      assert.deepEqual(await published(), []);
      await succeeds('downgrade', '-1');
      assert.deepEqual(await published(), [{ tablename: 'posts', rowfilter: '(age > 3)' }]);
    } finally {
      await end();
    }
  });

  it('keeps its values when it becomes an array of them, and back, on PostgreSQL', async () => {
    const role = "DataTypes.ENUM('admin', 'guest')";
    const columns = (type: (own: string) => string) => `role: ${type(role)}, age: ${type('DataTypes.INTEGER')}`;
    const { db, succeeds, become, end } = await started(
      databaseKind('postgres'),
      columns((own) => own),
    );
    try {
      await db.query("INSERT INTO posts (role, age) VALUES ('admin', 3), (NULL, NULL)");
      await become(columns((own) => `DataTypes.ARRAY(${own})`));
      assert.deepEqual(await db.query('SELECT role::text, age FROM posts ORDER BY id'), [
        { role: '{admin}', age: [3] },
        { role: null, age: null },
      ]);
      await succeeds('downgrade', '-1');
      assert.deepEqual(await db.query('SELECT role::text, age FROM posts ORDER BY id'), [
        { role: 'admin', age: 3 },
        { role: null, age: null },
      ]);
    } finally {
      await end();
    }
  });
});
