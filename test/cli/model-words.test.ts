import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

const MODELS = `export default (sequelize, DataTypes) => {
  sequelize.define('booking', {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    state: { type: DataTypes.ENUM('open', "it's paid"), allowNull: false, defaultValue: 'open' },
    mail: { type: DataTypes.STRING(80), unique: 'one_mail' },
    room: { type: DataTypes.INTEGER, unique: 'room_at' },
    at: { type: DataTypes.DATEONLY, unique: { name: 'room_at', msg: 'taken' } },
    alone: { type: DataTypes.INTEGER, unique: true },
    note: DataTypes.TEXT,
  }, { tableName: 'bookings', timestamps: false });
  sequelize.define('key', { own: { type: DataTypes.SMALLINT, primaryKey: true } , two: DataTypes.BIGINT }, { tableName: 'keys', timestamps: false });
};`;

const CREATED = `  await op.createTable('bookings', {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true, allowNull: false },
    state: { type: DataTypes.ENUM('open', "it's paid"), allowNull: false, defaultValue: 'open' },
    mail: { type: DataTypes.STRING(80), unique: 'one_mail' },
    room: { type: DataTypes.INTEGER, unique: 'room_at' },
    at: { type: DataTypes.DATEONLY, unique: 'room_at' },
    alone: { type: DataTypes.INTEGER, unique: true },
    note: { type: DataTypes.TEXT },
  });`;

for (const kind of databases()) {
  describe(`what a revision says of models on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const windlass = async (...args: string[]) => {
      const ended = await project.windlass([...args, '--url', db.url]);
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      return ended;
    };

    before(async () => {
      db = await kind.create();
      project = createProject({
        'windlass.config.json': '{ "models": "models/*.js", "language": "js" }',
        'models/all.js': MODELS,
        'migrations/.keep': '',
      });
    });
    after(async () => {
      project.remove();
      await db.drop();
    });

    it('is in the words of the models, which make exactly what they make', async () => {
      const { stdout } = await windlass('revision', '--autogenerate', '-m', 'shown', '--dry-run');
      assert.ok(stdout.includes(CREATED), stdout);
      assert.match(stdout, /own: \{ type: DataTypes\.SMALLINT, primaryKey: true/);
      assert.match(stdout, /two: \{ type: DataTypes\.BIGINT \}/);
      const empty = await db.dump();
      await windlass('revision', '--autogenerate', '-m', 'made');
      await windlass('upgrade');
      await windlass('check', '--models');
      const { stderr } = await windlass('revision', '--autogenerate', '-m', 'again');
      assert.match(stderr, /no changes detected/);
      await windlass('diff', 'models', db.url);
      await windlass('downgrade', 'base');
      const left = await db.dump({ without: ['windlass_revision', 'windlass_history', 'windlass_snapshot'] });
      assert.equal(left.replace(/^(?:row|table) sqlite_sequence.*\n?/gm, ''), empty);
      await windlass('upgrade');
    });

    it('is so of a column that is added', async () => {
      project.write({
        'models/all.js': MODELS.replace(
          'note: DataTypes.TEXT',
          "note: DataTypes.TEXT, kind: { type: DataTypes.ENUM('a', 'b'), defaultValue: 'a' }, code: { type: DataTypes.STRING(4), unique: 'one_code' }",
        ),
      });
      const { stdout } = await windlass('revision', '--autogenerate', '-m', 'shown', '--dry-run');
      assert.match(stdout, /addColumn\('kind'|addColumn\('bookings', 'kind'/);
      assert.match(stdout, /type: DataTypes\.ENUM\('a', 'b'\), defaultValue: 'a'/);
      const unique =
        kind.name === 'sqlite' ? /STRING\(4\)[^;]*unique: true/ : /type: 'unique', name: 'bookings_code_key'/;
      assert.match(stdout, unique);
      await windlass('revision', '--autogenerate', '-m', 'added');
      await windlass('upgrade');
      await windlass('check', '--models');
      await windlass('downgrade', '-1');
    });
  });
}
