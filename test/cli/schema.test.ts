import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databases, type TestDatabase } from '../support/databases.ts';
import { EVERYTHING } from '../support/everything.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';
import { SCHEMA } from '../support/sqlite-mutations.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

for (const kind of databases()) {
  describe(`schemas side by side on ${kind.name}`, () => {
    let db: TestDatabase;
    let other: TestDatabase;
    let project: Project;
    const windlass = (...args: string[]) => project.windlass([...args, '--url', db.url]);
    const differing = async (one: string, two: string) => {
      const ended = await windlass('diff', one, two, '--json');
      assert.ok(ended.code === 0 || ended.code === 1, ended.stderr);
      return ended.json<{ equal: boolean; differences: { object: string; sql: string }[]; sql: string }>();
    };

    beforeEach(async () => {
      db = await kind.create();
      other = await kind.create();
      project = createProject(line(2));
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
      await other.drop();
    });

    it('dumps SQL that makes an equal database: the demo', async () => {
      cpSync(join(ROOT, 'migrations'), join(project.folder, 'demo'), { recursive: true });
      const up = await windlass('upgrade', 'heads', '--migrations', 'demo');
      assert.equal(up.code, 0, up.stderr);
      const { stdout, stderr } = await windlass('schema', 'dump');
      const ran = await runScript(other.url, stdout);
      assert.deepEqual(ran, { code: 0, stderr: ran.stderr }, stderr);
      assert.deepEqual((await differing(db.url, other.url)).differences, []);
    });

    it('dumps SQL that makes an equal database: everything that a schema may hold', async () => {
      for (const sql of kind.name === 'postgres' ? [EVERYTHING] : SCHEMA) await db.query(sql);
      const { stdout } = await windlass('schema', 'dump');
      const ran = await runScript(other.url, stdout);
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual((await differing(db.url, other.url)).differences, []);
    });

    it('reads its own dumps back, and replays revisions', async () => {
      await windlass('upgrade', '+1');
      await windlass('schema', 'dump', '--format', 'json', '--output', join(project.folder, 'one.json'));
      await windlass('schema', 'dump', '--output', join(project.folder, 'one.sql'));
      assert.equal(JSON.parse(readFileSync(join(project.folder, 'one.json'), 'utf8')).dialect, kind.name);
      for (const same of ['one.json', 'one.sql', 'r0000', 'current', db.url])
        assert.deepEqual((await differing('r0000', same)).differences, [], same);
      const { equal, differences, sql } = await differing('one.json', 'head');
      assert.equal(equal, false);
      assert.deepEqual(differences.map(({ object }) => object)[0], 't1');
      assert.match(sql, /CREATE TABLE "t1"[\s\S]*CREATE INDEX "t1_n"/);
      assert.equal((await runScript(db.url, sql)).code, 0);
      assert.deepEqual((await differing(db.url, 'head')).differences, []);
      assert.equal((await windlass('diff', 'base', 'head')).code, 1);
      const back = await differing('head', 'base');
      assert.match(back.sql, /DROP TABLE "t1"/);
    });

    it('gives one SQL for all that differs, rows kept', async () => {
      await windlass('upgrade');
      for (const sql of [
        'CREATE TABLE other (id integer PRIMARY KEY, t integer)',
        'CREATE INDEX other_t ON other (t)',
        'ALTER TABLE t0 ADD COLUMN more integer',
        'DROP INDEX t1_n',
      ])
        await db.query(sql);
      const rows = await db.query('SELECT id, n FROM t0 ORDER BY id');
      const { sql } = await differing(db.url, 'head');
      const ran = await runScript(db.url, sql);
      assert.equal(ran.code, 0, `${sql}\n${ran.stderr}`);
      assert.deepEqual((await differing(db.url, 'head')).differences, []);
      assert.deepEqual(await db.query('SELECT * FROM t0 ORDER BY id'), rows);
    });

    it('draws the tables and their keys', async () => {
      const up = `await op.createTable('child', { id: { type: Sequelize.INTEGER, primaryKey: true }, parent: { type: Sequelize.INTEGER, references: { model: 't0', key: 'id' } } });`;
      project.write({ 'migrations/child.js': revisionFile('child000', 'r0001', { up }) });
      await windlass('upgrade');
      const drawn = async (format: string) => (await windlass('schema', 'dump', '--format', format)).stdout;
      assert.match(await drawn('mermaid'), /^erDiagram\n[\s\S]*"t0" \|o--o\{ "child"/);
      assert.match(await drawn('dbml'), /^Table "child" \{[\s\S]*Ref.*: "child"\."parent" > "t0"\."id"/m);
      assert.doesNotMatch(await drawn('sql'), /windlass_/);
    });

    it('says what a schema cannot be taken from', async () => {
      project.write({ 'bad.json': '{}', 'bad.sql': 'CREATE NONSENSE' });
      for (const [wrong, words] of [
        ['bad.json', /no dump of a schema/],
        ['bad.sql', /bad\.sql cannot be executed: .*NONSENSE/],
        ['gone.sql', /gone\.sql cannot be read/],
        ['models', /no models/],
      ] as const) {
        const { code, stderr } = await windlass('diff', 'base', wrong);
        assert.equal(code, 2, stderr);
        assert.match(stderr, words);
      }
      const elsewhere = kind.name === 'sqlite' ? 'postgres' : 'sqlite';
      project.write({
        'else.json': JSON.stringify({ windlass: 2, dialect: elsewhere, tables: [], enums: [], objects: [] }),
      });
      assert.match((await windlass('diff', db.url, 'else.json')).stderr, /no schema in common/);
      assert.equal((await windlass('schema', 'damp')).code, 2);
      assert.equal((await windlass('schema', 'dump', '--format', 'xml')).code, 2);
    });
  });
}

const PARENTS = [
  'CREATE TABLE parent (id INTEGER PRIMARY KEY, a INTEGER, b TEXT COLLATE NOCASE, UNIQUE (a, b))',
  `CREATE TABLE child (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    inline INTEGER REFERENCES parent ON DELETE CASCADE,
    named INTEGER CONSTRAINT named_key REFERENCES "parent" ("id") ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,
    self INTEGER REFERENCES child (id) ON DELETE SET NULL ON UPDATE CASCADE,
    a INTEGER, b TEXT, late INTEGER DEFAULT 0,
    FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE RESTRICT ON UPDATE NO ACTION,
    CONSTRAINT late_key FOREIGN KEY (late) REFERENCES parent (id) ON DELETE SET DEFAULT MATCH FULL
  )`,
  'CREATE TABLE hen (id INTEGER PRIMARY KEY, egg INTEGER REFERENCES egg (id) DEFERRABLE)',
  'CREATE TABLE egg (id INTEGER PRIMARY KEY, hen INTEGER REFERENCES hen (id) NOT DEFERRABLE INITIALLY IMMEDIATE)',
];

describe('foreign keys on SQLite', () => {
  it('check fails on SQLite because of foreign-key reflection: not here, whatever their form', async () => {
    const [, sqlite] = databases();
    const db = await sqlite?.create();
    const url = String(db?.url);
    const model = `import { DataTypes } from 'sequelize';
      export default (sequelize) => {
        const User = sequelize.define('user', { name: DataTypes.STRING }, { tableName: 'users', timestamps: false });
        const Note = sequelize.define('note', { text: DataTypes.TEXT }, { tableName: 'notes', timestamps: false });
        Note.belongsTo(User, { foreignKey: { name: 'user_id', allowNull: false }, onDelete: 'CASCADE', onUpdate: 'SET NULL' });
        return Note;
      };`;
    const up = `${PARENTS.map((sql) => `await op.execute(${JSON.stringify(sql)});`).join('\n')}
      await op.createTable('made', { id: { type: Sequelize.INTEGER, primaryKey: true }, parent: { type: Sequelize.INTEGER, references: { model: 'parent', key: 'id' }, onDelete: 'CASCADE' } });
      await op.addColumn('made', 'later', { type: Sequelize.INTEGER, references: { model: 'parent', key: 'id' }, onUpdate: 'CASCADE' });
      await op.addConstraint('made', { type: 'foreign key', fields: ['later'], name: 'made_again', references: { table: 'hen', field: 'id' } });
      await op.removeColumn('child', 'self');`;
    const tables = `await op.createTable('users', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, name: Sequelize.STRING });
      await op.createTable('notes', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, text: Sequelize.TEXT,
        user_id: { type: Sequelize.INTEGER, allowNull: false, references: { model: 'users', key: 'id' }, onDelete: 'CASCADE', onUpdate: 'SET NULL' } });`;
    const project = createProject({
      'migrations/keys.js': revisionFile('keys0000', null, { up }),
      'other/model.js': revisionFile('model000', null, { up: tables }),
      'models/all.js': model,
    });
    try {
      assert.equal((await project.windlass(['upgrade', '--url', url])).code, 0);
      const found = await project.windlass(['check', '--url', url, '--json']);
      assert.deepEqual(found.json(), { clean: true, differences: [] });
      await db?.query('DROP TABLE made');
      await db?.query(
        'CREATE TABLE made (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id) ON DELETE SET NULL)',
      );
      assert.equal((await project.windlass(['check', '--url', url])).code, 1);

      const fresh = await sqlite?.create();
      project.write({ 'windlass.config.json': JSON.stringify({ models: 'models/*.js', migrations: 'other' }) });
      const args = ['--url', String(fresh?.url)];
      assert.equal((await project.windlass(['upgrade', ...args])).code, 0);
      const models = await project.windlass(['check', '--json', ...args]);
      assert.deepEqual(models.json(), { clean: true, differences: [] }, models.stderr);
      await fresh?.query('DROP TABLE notes');
      const lost = await project.windlass(['check', '--json', ...args]);
      const comparisons = lost.json<{ differences: { comparison: string; object: string }[] }>().differences;
      assert.deepEqual(
        comparisons.filter(({ object }) => object === 'notes').map(({ comparison }) => comparison),
        ['models', 'database'],
      );
      await fresh?.drop();
    } finally {
      project.remove();
      await db?.drop();
    }
  });
});
