import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Verification } from '../../src/index.ts';
import { type DatabaseKind, databaseKind, databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import type { Project } from '../support/project.ts';
import { verified } from '../support/verified.ts';

const PEOPLE = `module.exports = {
  up: (q, S) => q.createTable('people', { id: { type: S.INTEGER, primaryKey: true }, name: S.STRING(40) }),
  down: (q) => q.dropTable('people') };`;
// Nothing is lost of rows that are lower case already, as those are that verify makes.
const LOWER = `module.exports = {
  up: (q) => q.sequelize.query('UPDATE people SET name = lower(name)'),
  down: async () => {} };`;

const TABLES = `CREATE TABLE "SequelizeMeta" (name VARCHAR(255) NOT NULL PRIMARY KEY);
INSERT INTO "SequelizeMeta" (name) VALUES ('20240101-people.js');
CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(40));
`;
const ROWS = "INSERT INTO people (id, name) VALUES (1, 'Ada; Countess\nof Lovelace'), (2, 'alan');\n";
const COPIED = 'COPY people (id, name) FROM stdin;\n1\tAda; Countess\\nof Lovelace\n2\talan\n\\.\n';

const LOST = '1 value of people.name is not the same after up and down';

const copied = ({ name }: DatabaseKind) => (name === 'postgres' ? { 'a dump with COPY': COPIED } : {});
const fileOf = ({ url }: TestDatabase) => url.slice('sqlite:'.length);

for (const kind of databases()) {
  describe(`verify with rows of one's own on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    fresh(kind, (own) => {
      ({ db, project } = own);
      project.write({
        'package.json': JSON.stringify({ name: 'p', type: 'commonjs' }),
        'migrations/20240101-people.js': PEOPLE,
        'migrations/20240102-lower.js': LOWER,
      });
    });

    const lost = ({ revisions }: Pick<Verification, 'revisions'>) =>
      revisions.map(({ revision, result, differences }) => [
        revision,
        result,
        ...differences.map(({ detail }) => detail),
      ]);

    it('finds no loss with the rows that it makes', async () => {
      assert.deepEqual(lost(await verified(project, db.url)), [
        ['20240101-people.js', 'ok'],
        ['20240102-lower.js', 'ok'],
      ]);
    });

    for (const [form, text] of Object.entries({ 'a dump with INSERT': ROWS, ...copied(kind) }))
      it(`finds the loss with ${form}`, async () => {
        project.write({ 'production.sql': TABLES + text });
        const found = await verified(project, db.url, { data: 'production.sql' });
        assert.deepEqual(lost(found), [['20240102-lower.js', 'data-loss', LOST]]);
      });

    it('finds it with the URL of a database, which is left as it was', async () => {
      const other = await filled(kind);
      const before = await other.dump();
      const found = await verified(project, db.url, { data: other.url });
      assert.deepEqual(lost(found), [['20240102-lower.js', 'data-loss', LOST]]);
      assert.equal(await other.dump(), before);
      await other.drop();
    });

    it('says where a dump cannot be executed, and what is of the other kind', async () => {
      project.write({ 'production.sql': `${TABLES}INSERT INTO nowhere VALUES (1);\n` });
      const refused = (data: string, message: RegExp) => assert.rejects(verified(project, db.url, { data }), message);
      await refused(
        'production.sql',
        kind.name === 'sqlite' ? /loaded: line 4: .*nowhere/ : /production\.sql:4: .*nowhere/,
      );
      const other = await filled(databaseKind(kind.name === 'sqlite' ? 'postgres' : 'sqlite'));
      await refused(
        other.url,
        /it is a (?:SQLite|PostgreSQL) database, and the revisions are tried on (?:SQLite|PostgreSQL)/,
      );
      if (kind.name === 'postgres') await refused(fileOf(other), /it is a SQLite database, and the revisions/);
      await other.drop();
    });

    if (kind.name === 'sqlite')
      it('finds it with a file, and with what a session has not written into it yet', async () => {
        const other = await filled(kind);
        assert.deepEqual(lost(await verified(project, db.url, { data: fileOf(other) })), [
          ['20240102-lower.js', 'data-loss', LOST],
        ]);
        await other.query('PRAGMA journal_mode = WAL');
        const { default: sqlite3 } = await import('sqlite3');
        const open = new sqlite3.Database(fileOf(other));
        await new Promise((resolve) => open.exec("INSERT INTO people VALUES (3, 'Grace')", resolve));
        const [result] = (await verified(project, db.url, { data: fileOf(other) })).revisions;
        assert.equal(
          result?.differences[0]?.detail,
          LOST.replace('1 value of people.name is', '2 values of people.name are'),
        );
        await new Promise((resolve) => open.close(resolve));
        await other.drop();
      });
    else
      it('reads a dump without psql, too', async () => {
        project.write({ 'production.sql': TABLES + COPIED });
        const args = ['verify', '--url', db.url, '--json', '--data', 'production.sql'];
        const ended = await project.windlass(args, { env: { PATH: join(project.folder, 'nothing') } });
        assert.equal(ended.code, 1, ended.stderr);
        assert.deepEqual(lost(ended.json<Verification & Record<string, unknown>>()), [
          ['20240102-lower.js', 'data-loss', LOST],
        ]);
      });
  });
}

async function filled(kind: DatabaseKind): Promise<TestDatabase> {
  const other = await kind.create();
  for (const sql of [...TABLES.split(';\n'), ROWS].filter((text) => text.trim() !== '')) await other.query(sql);
  return other;
}
