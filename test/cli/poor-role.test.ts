import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const MODEL = `export default (sequelize, DataTypes) =>
  sequelize.define('note', { id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, kind: DataTypes.ENUM('a', 'b'), text: DataTypes.TEXT }, { tableName: 'notes', timestamps: false });`;
const UP = `await op.createTable('notes', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, kind: Sequelize.ENUM('a', 'b') });`;

describe('a role that may only read', () => {
  let db: TestDatabase;
  let scratch: TestDatabase;
  let project: Project;
  const role = `poor_${process.pid}_${randomBytes(4).toString('hex')}`;
  const url = () => {
    const own = new URL(db.url);
    own.username = role;
    own.password = 'poor-secret';
    return own.href;
  };
  const windlass = (...args: string[]) => project.windlass([...args, '--url', url()]);

  before(async () => {
    const kind = databaseKind('postgres');
    [db, scratch] = [await kind.create(), await kind.create()];
    project = createProject({
      'windlass.config.json': '{ "models": "models/*.js", "language": "js" }',
      'models/note.js': MODEL.replace('text: DataTypes.TEXT', ''),
      'migrations/notes.js': revisionFile('notes000', null, { up: UP }),
    });
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    const name = new URL(db.url).pathname.slice(1);
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'poor-secret'; REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
      GRANT CONNECT ON DATABASE ${name} TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
  });
  after(async () => {
    project.remove();
    await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await db.drop();
    await scratch.drop();
  });

  it('is told where the models could be tried', async () => {
    const { code, stderr } = await windlass('check', '--models');
    assert.equal(code, 7, stderr);
    assert.match(stderr, /may not create the schemas[\s\S]*GRANT CREATE ON DATABASE[\s\S]*--scratch postgres:/);
  });

  it('compares with the models, which are tried on the scratch database, and leaves nothing there', async () => {
    const there = await scratch.dump();
    const same = await windlass('check', '--models', '--scratch', scratch.url);
    assert.equal(same.code, 0, same.stdout + same.stderr);
    project.write({ 'models/note.js': MODEL });
    const { code, stdout } = await windlass('check', '--models', '--scratch', scratch.url);
    assert.equal(code, 1);
    assert.match(stdout, /notes\.text/);
    const derived = await windlass('revision', '--autogenerate', '--dry-run', '--scratch', scratch.url);
    assert.match(derived.stdout, /addColumn\('notes', 'text', \{ type: DataTypes\.TEXT \}\)/, derived.stderr);
    assert.equal(await scratch.dump(), there);
  });

  it('does so in the schema that its own search path names first', async () => {
    await db.query(`CREATE SCHEMA app; ALTER TABLE notes SET SCHEMA app; ALTER TYPE enum_notes_kind SET SCHEMA app;
      GRANT USAGE ON SCHEMA app TO ${role}; ALTER ROLE ${role} SET search_path = app, public`);
    project.write({
      'models/note.js': MODEL.replace('text: DataTypes.TEXT', '').replace('timestamps', "schema: 'app', timestamps"),
    });
    const { code, stdout, stderr } = await windlass(
      'check',
      '--models',
      '--scratch',
      scratch.url,
      '--schema',
      'public',
    );
    assert.equal(code, 0, stdout + stderr);
  });
});
