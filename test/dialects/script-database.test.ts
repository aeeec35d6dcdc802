import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createMigrator } from '../../src/index.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import type { Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';
import { until } from '../support/until.ts';

const TABLE = `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.INTEGER });`;

describe('the scratch database on PostgreSQL', () => {
  const kind = databaseKind('postgres');
  let db: TestDatabase;
  let project: Project;
  const roles: string[] = [];
  let folder = '';
  let folders = 0;

  // a folder of its own each time: a module is imported once
  const history = (...ups: string[]) => {
    folders += 1;
    folder = `migrations${folders}`;
    project.write(
      Object.fromEntries(
        ups.map((up, at) => [
          `${folder}/s000${at}.js`,
          revisionFile(`s000${at}`, at === 0 ? null : `s000${at - 1}`, { up }),
        ]),
      ),
    );
  };
  const script = (config: { url?: string; scratch?: string; schema?: string } = {}) =>
    createMigrator({ url: db.url, migrations: folder, ...config }, { directory: project.folder }).script('up');
  const scratches = async (owner: string) =>
    (
      await db.query(
        `SELECT datname FROM pg_database WHERE datname LIKE 'windlass_scratch_%' AND datdba = '${owner}'::regrole`,
      )
    ).map(({ datname }) => String(datname));
  // A login that may do nothing but use the database.
  const poorUrl = async (url = db.url) => {
    const role = `windlass_poor_${randomBytes(4).toString('hex')}`;
    await db.query(`CREATE ROLE ${role} LOGIN PASSWORD 'poor-secret'`);
    roles.push(role);
    return { role, url: url.replace(/\/\/[^@]*@/, `//${role}:poor-secret@`) };
  };

  afterEach(async () => {
    for (const role of roles.splice(0)) await db.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
  fresh(kind, (own) => {
    ({ db, project } = own);
  });

  it('is dropped at the end, after a failure and after SIGTERM', async () => {
    const { role, url } = await poorUrl();
    await db.query(`ALTER ROLE ${role} CREATEDB`);
    history(TABLE);
    await script({ url });
    history(TABLE, `throw new Error('no');`);
    await assert.rejects(script({ url }));
    assert.deepEqual(await scratches(role), []);

    history(TABLE, `await op.execute('SELECT pg_sleep(60)');`);
    const { child, ended } = project.spawn(['upgrade', '--sql', '--url', url, '--migrations', folder]);
    const sleeping = `SELECT 1 FROM pg_stat_activity WHERE usename = '${role}' AND query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'`;
    await until('the step sleeps', async () => (await db.query(sleeping)).length > 0);
    assert.equal((await scratches(role)).length, 1);
    child.kill('SIGTERM');
    const { code } = await ended;
    assert.equal(code, 143);
    assert.deepEqual(await scratches(role), []);
  });

  it('is removed when a killed process left it a day ago, and not before', async () => {
    const name = (ageMs: number) =>
      `windlass_scratch_${(Date.now() - ageMs).toString(36)}_${randomBytes(4).toString('hex')}`;
    const [old, young] = [name(90_000_000), name(60_000)];
    await db.query(`CREATE DATABASE ${old}`);
    await db.query(`CREATE DATABASE ${young}`);
    history(TABLE);
    await script();
    const left = (await db.query('SELECT datname FROM pg_database')).map(({ datname }) => datname);
    await db.query(`DROP DATABASE ${young}`);
    assert.deepEqual([left.includes(old), left.includes(young)], [false, true]);
  });

  it('is UNSUPPORTED without the right to create one, and says what to type', async () => {
    history(TABLE);
    const { url, role } = await poorUrl();
    const ended = await project.windlass(['upgrade', '--sql', '--url', url, '--migrations', folder, '--log', 'pretty']);
    assert.equal(ended.code, 7, ended.stderr);
    assert.match(ended.stderr, new RegExp(`UNSUPPORTED: .*${role} may not create one`));
    assert.match(ended.stderr, new RegExp(`→ ALTER ROLE "${role}" CREATEDB.*--scratch`));
  });

  it('is the one that was given: it must be empty, and is left empty', async () => {
    assert.ok(kind);
    const given = await kind.create();
    try {
      await given.query('CREATE EXTENSION hstore').catch(() => undefined);
      const before = await given.dump();
      history(
        `${TABLE} await op.execute(\`CREATE SCHEMA extra; CREATE TABLE extra.u (id int GENERATED ALWAYS AS IDENTITY); CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN d AS int CHECK (value > 0);
          CREATE TABLE w (id int GENERATED ALWAYS AS IDENTITY, m mood, d d); CREATE VIEW v AS SELECT * FROM w; CREATE MATERIALIZED VIEW mv AS SELECT * FROM w;
          CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT $1'; CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE a (int) (sfunc = int4pl, stype = int); CREATE SEQUENCE s;
          CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)\`);`,
      );
      const { role, url } = await poorUrl();
      await given.query(
        `GRANT ALL ON SCHEMA public TO ${role}; GRANT CREATE ON DATABASE ${given.url.split('/').at(-1)} TO ${role}`,
      );
      const scratch = given.url.replace(/\/\/[^@]*@/, `//${role}:poor-secret@`);
      assert.equal((await script({ url, scratch })).sql, (await script()).sql);
      assert.equal(await given.dump(), before);
      const objects = await given.query(
        "SELECT nspname FROM pg_namespace WHERE nspname = 'extra' UNION SELECT typname FROM pg_type WHERE typname IN ('mood', 'd') UNION SELECT oprname FROM pg_operator WHERE oprname = '==='",
      );
      assert.deepEqual(objects, []);
      await given.query(`DROP OWNED BY ${role}`);

      await given.query('CREATE TABLE mine (id int)');
      await assert.rejects(
        script({ scratch: given.url }),
        /scratch database .* is not empty: it holds table public\.mine/,
      );
      assert.deepEqual(await given.query('SELECT * FROM mine'), []);
    } finally {
      await given.drop();
    }
  });

  it('is taken from --scratch and WINDLASS_SCRATCH, whose password is masked', async () => {
    history(TABLE);
    const nowhere = 'postgres://u:scratch-secret@127.0.0.1:1/x';
    for (const [args, env] of [
      [['--scratch', nowhere], {}],
      [[], { WINDLASS_SCRATCH: nowhere }],
    ] as const) {
      const ended = await project.windlass(
        ['upgrade', '--sql', '--url', db.url, '--migrations', folder, '--log', 'pretty', ...args],
        { env },
      );
      assert.equal(ended.code, 4, ended.stderr);
      assert.match(ended.stderr, /UNREACHABLE: postgres:\/\/u:\*\*\*@127\.0\.0\.1:1\/x/);
    }
  });

  it('is said nothing of in a script, which stays to the letter though a word of it is the password', async () => {
    const { role, url } = await poorUrl();
    await db.query(`ALTER ROLE ${role} CREATEDB`);
    history(`${TABLE} await op.execute("COMMENT ON TABLE t IS 'poor-secret'");`);
    const ended = await project.windlass(['upgrade', '--sql', '--url', url, '--migrations', folder]);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /IS 'poor-secret';/);
  });

  it('refuses what would change the server that it shares with the target, before it runs', async () => {
    const name = db.url.split('/').at(-1);
    for (const sql of [
      `CREATE ROLE windlass_never`,
      `ALTER DATABASE ${name} SET work_mem = '8MB'`,
      `GRANT CONNECT ON DATABASE ${name} TO public`,
      `GRANT pg_monitor TO windlass_test`,
      `ALTER SYSTEM SET work_mem = '8MB'`,
    ]) {
      history(TABLE, `await op.execute(${JSON.stringify(sql)});`);
      await assert.rejects(
        script(),
        (error: { code: string; message: string }) => error.code === 'UNSUPPORTED' && error.message.includes(sql),
        sql,
      );
    }
    assert.deepEqual(await db.query("SELECT 1 FROM pg_roles WHERE rolname = 'windlass_never'"), []);
  });

  it('lets a script keep functions that change something, the search path, slices and bodies with semicolons', async () => {
    history(
      `${TABLE} await op.execute(\`CREATE SEQUENCE s; CREATE TABLE arr (a int[]);
        CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (77, 1) RETURNING id';\`);`,
      `await op.sequelize.query("SELECT setval('s', 42)"); await op.sequelize.query('SELECT touch()'); await op.sequelize.query('SELECT count(*) FROM pg_class');
       await op.execute("INSERT INTO arr VALUES (ARRAY[1,2,3]); UPDATE arr SET a[1:LAST_ERROR_MESSAGE.x] = a[2:3] FROM (SELECT 2 AS x) AS LAST_ERROR_MESSAGE");
       await op.execute("CREATE FUNCTION body() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END");
       await op.execute("SET search_path = ''"); await op.execute('CREATE TABLE public.u (id int)');`,
      `await op.createTable('after', { id: Sequelize.INTEGER });`,
    );
    const { sql } = await script();
    assert.doesNotMatch(sql, /FROM pg_class/);
    const ended = await runScript(db.url, sql);
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(await db.query('SELECT last_value::int AS n FROM s'), [{ n: 42 }]);
    assert.deepEqual(await db.query('SELECT id FROM t'), [{ id: 77 }]);
    assert.deepEqual(await db.query('SELECT a FROM arr'), [{ a: [2, 3, 3] }]);
    assert.deepEqual(await db.query("SELECT to_regclass('public.after')::text AS t"), [{ t: 'after' }]);
  });

  it('changes nothing even in a psql that goes on after errors', async () => {
    history(
      TABLE,
      `await op.addColumn('t', 'm', Sequelize.INTEGER);`,
      `await op.createTable('free', { id: Sequelize.INTEGER });`,
    );
    const { sql } = await script();
    assert.equal((await runScript(db.url, sql)).code, 0);
    const once = await db.dump();
    await runScript(db.url, sql, { onError: 'go on' });
    assert.equal(await db.dump(), once);
  });

  it('puts the windlass tables into the schema of the configuration', async () => {
    history(TABLE);
    const { sql } = await script({ schema: 'ops' });
    const ended = await runScript(db.url, sql);
    assert.equal(ended.code, 0, ended.stderr);
    assert.deepEqual(await db.query('SELECT revision FROM ops.windlass_revision'), [{ revision: 's0000' }]);
  });
});

describe('a script on SQLite', () => {
  const kind = databaseKind('sqlite');
  let db: TestDatabase;
  let project: Project;
  const script = (range: string) =>
    createMigrator({ url: db.url, migrations: 'migrations' }, { directory: project.folder }).script('up', [range]);

  fresh(
    kind,
    async (own) => {
      ({ db, project } = own);
      assert.equal((await runScript(db.url, (await script('base:s0000')).sql)).code, 0);
      await db.query('INSERT INTO t (id, n) VALUES (1, 10), (2, 20), (9, 90)');
      await db.query('INSERT INTO child (id, t) VALUES (1, 1), (2, 2)');
      await db.query('DELETE FROM t WHERE id = 9');
    },
    {
      'migrations/s0000.js': revisionFile('s0000', null, {
        up: `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, n: Sequelize.INTEGER });
          await op.createTable('child', { id: { type: Sequelize.INTEGER, primaryKey: true }, t: { type: Sequelize.INTEGER, references: { model: 't', key: 'id' }, onDelete: 'CASCADE' } });`,
      }),
      'migrations/s0001.js': revisionFile('s0001', 's0000', {
        up: `await op.changeColumn('t', 'n', { type: Sequelize.BIGINT });`,
      }),
      'migrations/s0002.js': revisionFile('s0002', 's0001', {
        up: `await op.execute('PRAGMA foreign_keys = OFF'); await op.execute('DELETE FROM t WHERE id = 2');`,
      }),
    },
  );

  it('rebuilds a table with the rows, child rows and counter that the target has, not those of the scratch database', async () => {
    const ended = await runScript(db.url, (await script('s0000:s0001')).sql);
    assert.deepEqual(ended, { code: 0, stderr: '' });
    assert.deepEqual(await db.query('SELECT * FROM t'), [
      { id: 1, n: 10 },
      { id: 2, n: 20 },
    ]);
    assert.deepEqual(await db.query('SELECT * FROM child'), [
      { id: 1, t: 1 },
      { id: 2, t: 2 },
    ]);
    assert.deepEqual(await db.query("SELECT seq FROM sqlite_sequence WHERE name = 't'"), [{ seq: 9 }]);
  });

  it('fails before it rebuilds a table that was changed by hand, and heeds no blanks', async () => {
    const { sql } = await script('s0000:s0001');
    for (const [change, back] of [
      ['ALTER TABLE t ADD COLUMN mine text', 'ALTER TABLE t DROP COLUMN mine'],
      ['CREATE INDEX mine ON t (n)', 'DROP INDEX mine'],
      ['CREATE TRIGGER mine AFTER INSERT ON t BEGIN SELECT 1; END', 'DROP TRIGGER mine'],
    ] as const) {
      await db.query(change);
      const before = await db.dump();
      const ended = await runScript(db.url, sql);
      assert.notEqual(ended.code, 0, change);
      assert.match(ended.stderr, /table t stands here as the revisions left it/);
      assert.equal(await db.dump(), before);
      await db.query(back);
    }
    await db.query('ALTER TABLE t RENAME COLUMN n TO m');
    await db.query('ALTER TABLE t RENAME COLUMN m TO n'); // in other quotes now
    assert.deepEqual(await runScript(db.url, sql), { code: 0, stderr: '' });
  });

  it('warns of a carriage return in the text of a table, which the shell takes away', async () => {
    const up = `await op.createTable('c', { id: Sequelize.INTEGER, s: { type: Sequelize.TEXT, defaultValue: 'a\\r\\nb' } }); await op.bulkInsert('c', [{ id: 1, s: 'a\\r\\nb' }]);`;
    project.write({ 'migrations/s0003.js': revisionFile('s0003', 's0002', { up }) });
    const { sql } = await script('s0002:s0003');
    assert.equal(sql.match(/^-- the sqlite3 shell takes the CR of CR LF out of this:\nCREATE TABLE/gm)?.length, 1);
    assert.match(sql, /'a' \|\| char\(13\) \|\| '\nb'/);
  });

  it('fails when it would leave rows without a parent, as an online run does', async () => {
    assert.equal((await runScript(db.url, (await script('s0000:s0001')).sql)).code, 0);
    const before = await db.dump();
    const ended = await runScript(db.url, (await script('s0001:s0002')).sql);
    assert.notEqual(ended.code, 0);
    assert.match(ended.stderr, /s0002 would leave rows that point at no row of a parent/);
    assert.equal(await db.dump(), before);
  });
});
