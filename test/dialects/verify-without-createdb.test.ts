import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const table = (name: string) =>
  `await op.createTable('${name}', { id: { type: Sequelize.INTEGER, primaryKey: true }, kind: Sequelize.ENUM('a', 'b') });`;
const drop = (name: string) => `await op.dropTable('${name}');`;

describe('verify by a role that may not create databases', () => {
  let db: TestDatabase;
  let scratch: TestDatabase;
  let project: Project;
  const role = `narrow_${process.pid}_${randomBytes(4).toString('hex')}`;
  const as = (url: string) => {
    const own = new URL(url);
    own.username = role;
    own.password = 'narrow-secret';
    return own.href;
  };

  before(async () => {
    const kind = databaseKind('postgres');
    [db, scratch] = [await kind.create(), await kind.create()];
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'narrow-secret'`);
    await db.query(`GRANT ALL ON SCHEMA public TO ${role}; CREATE TABLE public.a (id int)`);
    await scratch.query(`GRANT ALL ON SCHEMA public TO ${role}`);
    project = createProject({
      'migrations/a.js': revisionFile('a00000000001', null, { up: table('a'), down: drop('a') }),
      'migrations/b.js': revisionFile('b00000000002', 'a00000000001', { up: table('b'), down: '' }),
      'migrations/c.js': revisionFile('c00000000003', 'b00000000002', {
        up: "await op.execute('CREATE INDEX CONCURRENTLY b_kind ON b (kind)');",
        down: "await op.execute('DROP INDEX b_kind');",
        more: 'export const transaction = false;',
      }),
      'migrations/d.js': revisionFile('d00000000004', 'c00000000003', {
        up: table('d'),
        down: "throw new Error('no');",
      }),
    });
  });
  after(async () => {
    project.remove();
    for (const own of [db, scratch]) await own.query(`DROP OWNED BY ${role}`);
    await db.query(`DROP ROLE ${role}`);
    await db.drop();
    await scratch.drop();
  });

  it('is told what to type, and nothing of the target is touched', async () => {
    const before = await db.dump();
    const { code, stderr } = await project.windlass(['verify', '--url', as(db.url), '--log', 'pretty']);
    assert.equal(code, 7, stderr);
    assert.match(stderr, new RegExp(`UNSUPPORTED: this needs a scratch database, and ${role} may not create one`));
    assert.match(
      stderr,
      new RegExp(`ALTER ROLE "${role}" CREATEDB, or once CREATE DATABASE windlass_scratch OWNER "${role}"`),
    );
    assert.match(stderr, /and then --scratch postgres:.*\/windlass_scratch\n/);
    assert.equal(await db.dump(), before);
  });

  it('goes on the database that it is given, what needs a copy too, and leaves it empty', async () => {
    const [before, there] = [await db.dump(), await scratch.dump()];
    const args = ['verify', '--url', as(db.url), '--scratch', as(scratch.url), '--json'];
    const ended = await project.windlass(args);
    assert.equal(ended.code, 1, ended.stderr);
    const { revisions } = ended.json<{ revisions: { revision: string; result: string }[] }>();
    assert.deepEqual(
      revisions.map(({ revision, result }) => `${revision} ${result}`),
      ['a00000000001 ok', 'b00000000002 residue', 'c00000000003 ok', 'd00000000004 down-failed'],
    );
    assert.deepEqual([await db.dump(), await scratch.dump()], [before, there]);
    const together = await project.windlass([...args, '--jobs', '2']);
    assert.match(together.stdout, /--jobs 2 needs a database for each process: --scratch does not go with it/);
  });
});
