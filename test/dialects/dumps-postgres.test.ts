import assert from 'node:assert/strict';
import { createMigrator } from '../../src/index.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

describe('dumps of PostgreSQL', () => {
  const { create } = databaseKind('postgres');
  let db: TestDatabase;
  let other: TestDatabase;
  let project: Project;
  const migrator = () => createMigrator({ url: db.url }, { directory: project.folder });
  const dumped = async () => (await migrator().dump()).sql();
  const differing = async () => (await migrator().compare(db.url, other.url)).differences;
  // Makes the other database with the dump of the first, and says what still differs.
  const copied = async () => {
    const sql = await dumped();
    const { code, stderr } = await runScript(other.url, sql);
    assert.equal(code, 0, `${stderr}\n${sql}`);
    assert.deepEqual(await differing(), []);
    return sql;
  };

  beforeEach(async () => {
    db = await create();
    other = await create();
    project = createProject();
  });
  afterEach(async () => {
    project.remove();
    await db.drop();
    await other.drop();
  });

  it('do not speak of the rights that everybody has on the schema public', async () => {
    await db.query('CREATE TABLE t (id int)');
    assert.equal(await copied(), 'CREATE TABLE "t" ("id" integer);');
  });

  it('know the rights on the schema public that were given, taken, or never there', async () => {
    const role = `windlass_role_${process.pid}`;
    await db.query(`CREATE ROLE ${role}`);
    try {
      for (const sql of [
        `GRANT CREATE ON SCHEMA public TO ${role}`,
        `REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC`,
        `DROP SCHEMA public; CREATE SCHEMA public`,
        'GRANT USAGE ON SCHEMA public TO PUBLIC',
      ]) {
        await db.query(sql);
        const { sql: mend } = await migrator().compare(other.url, db.url);
        assert.match(mend, /SCHEMA "public"/);
        await other.query(mend);
        assert.deepEqual(await differing(), [], mend);
      }
    } finally {
      await db.query(`DROP OWNED BY ${role}`);
      await other.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
