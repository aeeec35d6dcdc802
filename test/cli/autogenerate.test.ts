import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, type Project } from '../support/project.ts';

const MODELS = `export default (sequelize, DataTypes) => {
  const User = sequelize.define('User', {
    email: { type: DataTypes.STRING(80), allowNull: false, unique: true },
    active: { type: DataTypes.BOOLEAN, defaultValue: true },
    note: DataTypes.TEXT,
  }, { tableName: 'users', timestamps: false, indexes: [{ fields: ['active'] }] });
  const Booking = sequelize.define('Booking', { price: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 } }, { tableName: 'bookings', timestamps: false });
  Booking.belongsTo(User, { foreignKey: { name: 'userId', allowNull: false }, onDelete: 'CASCADE' });
};
`;

const REVISION = `import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision = 'a1b2c3';
export const downRevision = null;
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export async function up(op: Operations) {
  await op.createTable('users', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, allowNull: false },
    email: { type: DataTypes.STRING(80), allowNull: false, unique: true },
    active: { type: DataTypes.BOOLEAN, defaultValue: true },
    note: { type: DataTypes.TEXT },
  });
  await op.addIndex('users', ['active'], { name: 'users_active' });
  await op.createTable('bookings', {
    id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true, allowNull: false },
    price: { type: DataTypes.DECIMAL(10, 2), defaultValue: 0 },
    userId: {
      type: DataTypes.INTEGER,
      allowNull: false,
      references: { model: 'users', key: 'id' },
      onUpdate: 'CASCADE',
      onDelete: 'CASCADE',
    },
  });
}

export async function down(op: Operations) {
  // destroys: the table bookings with its rows
  await op.dropTable('bookings');
  // destroys: the table users with its rows
  await op.dropTable('users');
}
`;

describe('windlass revision --autogenerate', () => {
  let project: Project;
  const revisions = () => readdirSync(join(project.folder, 'migrations')).sort();
  const autogenerate = (...more: string[]) => project.windlass(['revision', '--autogenerate', ...more]);

  before(async () => {
    project = createProject({
      'windlass.config.json': JSON.stringify({
        url: 'sqlite:./app.db',
        models: 'models/*.js',
        fileTemplate: '%(rev)s',
      }),
      'models/all.js': MODELS,
      'migrations/.keep': '',
    });
    const { code, stdout, stderr } = await autogenerate('-m', 'the first tables', '--rev-id', 'a1b2c3');
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'migrations/a1b2c3.ts\n');
  });
  after(() => project.remove());

  it('writes what a person would have written', () => {
    const text = readFileSync(join(project.folder, 'migrations/a1b2c3.ts'), 'utf8');
    assert.equal(text.slice(text.indexOf('import')), REVISION);
  });

  it('asks for an upgrade first where revisions are pending', async () => {
    const { code, stdout } = await autogenerate('-m', 'too early', '--json');
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).error.code, 'PENDING');
    assert.match(JSON.parse(stdout).error.message, /not up to date: the revision a1b2c3 is pending/);
  });

  describe('on a database that is up to date', () => {
    before(async () => assert.equal((await project.windlass(['upgrade'])).code, 0));
    afterEach(() => project.write({ 'models/all.js': MODELS }));

    it('writes no file where nothing differs, and says so', async () => {
      const { code, stdout, stderr } = await autogenerate('-m', 'nothing');
      assert.deepEqual({ code, stdout }, { code: 0, stdout: '' });
      assert.match(stderr, /no changes detected/);
      assert.deepEqual(revisions(), ['.keep', 'a1b2c3.ts']);
    });

    it('prints the file or the SQL in place of writing it', async () => {
      project.write({
        'models/all.js': MODELS.replace('note: DataTypes.TEXT', 'note: DataTypes.TEXT, age: DataTypes.INTEGER'),
      });
      const shown = await autogenerate('-m', 'age', '--dry-run');
      assert.match(shown.stdout, /^ {2}await op\.addColumn\('users', 'age', \{ type: DataTypes\.INTEGER \}\);$/m);
      const sql = await autogenerate('--sql');
      assert.equal(sql.stdout, 'ALTER TABLE "users" ADD COLUMN "age" INTEGER;\n');
      assert.deepEqual(revisions(), ['.keep', 'a1b2c3.ts']);
    });

    it('drops and makes what may have been renamed, names the flag that says so, and heeds it', async () => {
      project.write({ 'models/all.js': MODELS.replace('note:', 'notes:') });
      const dropped = await autogenerate('-m', 'notes', '--dry-run');
      assert.match(dropped.stderr, /--rename users\.note:notes/);
      assert.match(dropped.stdout, /\/\/ destroys: the values of users\.note\n/);
      const renamed = await autogenerate('-m', 'notes', '--dry-run', '--rename', 'users.note:notes');
      assert.match(
        renamed.stdout,
        /up\(op: Operations\) \{\n {2}await op\.renameColumn\('users', 'note', 'notes'\);\n\}/,
      );
      const wrong = await autogenerate('-m', 'notes', '--rename', 'users.nothing:notes');
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /no table, column, index, constraint or enum value/);
    });

    it('names a model file that registers no model', async () => {
      project.write({ 'models/empty.js': 'export const nothing = 1;' });
      const { stderr } = await autogenerate('-m', 'nothing', '--dry-run');
      project.write({
        'models/empty.js':
          'export default (sequelize, DataTypes) => sequelize.define("Empty", {}, { tableName: "empties" });',
      });
      assert.match(stderr, /models\/empty\.js is among the models and registers no model/);
      const { stdout } = await autogenerate('-m', 'empties', '--dry-run');
      assert.match(stdout, /createTable\('empties'/);
    });
  });

  it('goes with its own options only', async () => {
    const { code, stderr } = await project.windlass(['revision', '-m', 'x', '--dry-run']);
    assert.equal(code, 2);
    assert.match(stderr, /--autogenerate/);
  });
});
