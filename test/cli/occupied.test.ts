import assert from 'node:assert/strict';
import pg from 'pg';
import sqlite3 from 'sqlite3';
import { databaseKind, databases, type TestDatabase } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

describe('a database that is not ours alone', () => {
  let project: Project;
  let db: TestDatabase;
  beforeEach(() => {
    project = createProject(line(1));
  });
  afterEach(async () => {
    project.remove();
    await db?.drop();
  });

  it('is LOCKED while another process writes a SQLite file, for every command, and free afterwards', async () => {
    db = await databaseKind('sqlite').create();
    const writer = new sqlite3.Database(db.url.replace('sqlite:', ''));
    const run = (sql: string) =>
      new Promise<void>((resolve, reject) => void writer.run(sql, (error) => (error ? reject(error) : resolve())));
    await run('CREATE TABLE theirs (id integer)');
    await run('BEGIN EXCLUSIVE');
    for (const command of ['upgrade', 'current', 'status']) {
      const ended = await project.windlass([command, '--url', db.url, '--lock-timeout', '300ms', '--log', 'pretty']);
      assert.equal(ended.code, 5, ended.stderr);
      assert.match(ended.stderr, /^LOCKED: sqlite:.* was not free within .*s?: .*locked\n {2}→ /m);
    }
    await run('COMMIT');
    await new Promise<void>((resolve) => void writer.close(() => resolve()));
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
  });

  it('is LOCKED while another session has locked our tables on PostgreSQL, also for who only reads, and names it', async () => {
    db = await databaseKind('postgres').create();
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    const holder = new pg.Client({ connectionString: db.url, application_name: 'the keeper' });
    holder.on('error', () => undefined);
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE windlass_revision IN ACCESS EXCLUSIVE MODE');
    for (const command of ['current', 'status', 'upgrade']) {
      const ended = await project.windlass([command, '--url', db.url, '--lock-timeout', '1s', '--log', 'pretty']);
      assert.equal(ended.code, 5, ended.stderr);
      assert.match(
        ended.stderr,
        /^LOCKED: the tables of Windlass could not be read within 1s: .*"the keeper".*\n {2}→ .*pg_terminate_backend/m,
      );
    }
    await holder.end();
    assert.equal((await project.windlass(['status', '--url', db.url])).code, 0);
  });

  it('waits at each question of a seed run while another process writes a SQLite file again and again', async () => {
    db = await databaseKind('sqlite').create();
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    await db.query('CREATE TABLE plain (name text)');
    await db.query('CREATE TABLE SequelizeData (name text)');
    project.write({ 'seeds/1.csv': 'name\nfirst\n', 'seeds/1.csv.json': '{ "table": "plain" }' });
    const writer = new sqlite3.Database(db.url.replace('sqlite:', ''));
    writer.configure('busyTimeout', 5000);
    const run = (sql: string) =>
      new Promise<void>((resolve, reject) => void writer.run(sql, (error) => (error ? reject(error) : resolve())));
    let turns = 8;
    const write = async () => {
      for (; turns > 0; turns -= 1) {
        await run('BEGIN EXCLUSIVE');
        await new Promise((resolve) => setTimeout(resolve, 400));
        await run('COMMIT');
      }
    };
    const seeding = project.windlass(['seed', '--url', db.url, '--log', 'pretty']).finally(() => {
      turns = 0;
    });
    const [{ code, stderr }] = await Promise.all([seeding, write()]);
    await new Promise<void>((resolve) => void writer.close(() => resolve()));
    assert.equal(code, 0, stderr);
    assert.deepEqual(await db.query('SELECT name FROM plain'), [{ name: 'first' }]);
  });

  it('waits for a reader of a SQLite file when a seed outgrows the cache', async () => {
    db = await databaseKind('sqlite').create();
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    await db.query('CREATE TABLE plain (name text)');
    const rows = Array.from({ length: 60_000 }, (_, at) => `${at} ${'x'.repeat(100)}`);
    project.write({ 'seeds/1.csv': `name\n${rows.join('\n')}\n`, 'seeds/1.csv.json': '{ "table": "plain" }' });
    const reader = new sqlite3.Database(db.url.replace('sqlite:', ''));
    reader.configure('busyTimeout', 20_000);
    const read = (sql: string) =>
      new Promise<void>((resolve, reject) => void reader.all(sql, (error) => (error ? reject(error) : resolve())));
    let done = false;
    const reading = async () => {
      while (!done) {
        await read('BEGIN');
        await read('SELECT count(*) FROM plain');
        await new Promise((resolve) => setTimeout(resolve, 900));
        await read('COMMIT');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const seeding = project.windlass(['seed', '--url', db.url, '--log', 'pretty']).finally(() => {
      done = true;
    });
    const [{ code, stderr }] = await Promise.all([seeding, reading()]);
    await new Promise<void>((resolve) => void reader.close(() => resolve()));
    assert.equal(code, 0, stderr);
    assert.deepEqual(await db.query('SELECT count(*) AS n FROM plain'), [{ n: 60_000 }]);
  });

  for (const kind of databases()) {
    it(`says that a table of our name is somebody else's, and how to choose another: ${kind.name}`, async () => {
      db = await kind.create();
      await db.query('CREATE TABLE windlass_revision (name text)');
      const ended = await project.windlass(['upgrade', '--url', db.url, '--log', 'pretty']);
      assert.equal(ended.code, 7, ended.stderr);
      assert.match(ended.stderr, /UNSUPPORTED: the table "windlass_revision" is not one of Windlass: .*\n {2}→ rename/);
      project.write({ 'windlass.config.json': '{ "tables": { "revision": "our_revision" } }' });
      assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    });
  }

  it('needs no right to create schemas where the schema is there (PostgreSQL)', async () => {
    db = await databaseKind('postgres').create();
    const role = `poor_${process.pid}`;
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'poor-Sekret-7'`);
    try {
      await db.query(`GRANT CREATE, USAGE ON SCHEMA public TO ${role}`);
      const url = Object.assign(new URL(db.url), { username: role, password: 'poor-Sekret-7' }).href;
      const ended = await project.windlass(['upgrade', '--url', url]);
      assert.equal(ended.code, 0, ended.stderr);
      const refused = await project.windlass(['upgrade', '--url', url, '--schema', 'elsewhere', '--log', 'pretty']);
      assert.equal(refused.code, 7, refused.stderr);
      assert.match(refused.stderr, /UNSUPPORTED: .* refused: permission denied for database/);
      assert.doesNotMatch(ended.stderr + refused.stderr, /Sekret/);
    } finally {
      await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });

  it('keeps its lock apart from an application that reads with a snapshot of its own (PostgreSQL)', async () => {
    db = await databaseKind('postgres').create();
    await db.query(
      `ALTER DATABASE ${new URL(db.url).pathname.slice(1)} SET default_transaction_isolation = 'serializable'`,
    );
    const reader = new pg.Client({ connectionString: db.url });
    await reader.connect();
    await reader.query('BEGIN; SELECT 1 FROM pg_class');
    const ended = await Promise.all([1, 2, 3].map(() => project.windlass(['upgrade', '--url', db.url])));
    await reader.end();
    assert.deepEqual(
      ended.map(({ code }) => code),
      [0, 0, 0],
      ended.map(({ stderr }) => stderr).join('\n'),
    );
    const [ups] = await db.query('SELECT count(*)::int AS n FROM windlass_history');
    assert.equal(ups?.n, 1);
  });

  for (const thrown of ['{ toString() { throw 1; } }', 'Object.create(null)', 'undefined']) {
    it(`is STEP_FAILED when a revision throws ${thrown}`, async () => {
      db = await databaseKind('sqlite').create();
      project.write({ 'migrations/z.js': revisionFile('z0000000', 'r0000', { up: `throw ${thrown};` }) });
      const ended = await project.windlass(['upgrade', '--url', db.url, '--json']);
      assert.equal(ended.code, 6, ended.stderr);
      assert.equal(ended.json<{ error: { code: string } }>().error.code, 'STEP_FAILED');
    });
  }
});
