import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMigrator, type MigratorEvent } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { line, revisionFile } from '../support/history.ts';
import type { Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

for (const kind of databases()) {
  describe(`writing a script on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    let events: MigratorEvent[];
    const migrator = (url = db.url) =>
      createMigrator(
        { url, migrations: 'migrations' },
        { directory: project.folder, report: (event) => void events.push(event) },
      );
    const history = (...bodies: { up?: string; down?: string; more?: string }[]) =>
      project.write(
        Object.fromEntries(
          bodies.map((body, at) => [
            `migrations/s000${at}.js`,
            revisionFile(`s000${at}`, at === 0 ? null : `s000${at - 1}`, body),
          ]),
        ),
      );
    const table = `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, n: Sequelize.INTEGER, s: Sequelize.TEXT });`;
    const sql = async (...targets: string[]) =>
      (await migrator().script('up', targets.length === 0 ? undefined : targets)).sql;
    const body = (text: string, revision: string) =>
      text.split(/^-- (?:up|down) /m).find((part) => part.startsWith(revision)) ?? '';

    fresh(kind, (own) => {
      ({ db, project } = own);
      events = [];
    });

    it('does not touch the database, and needs none of that name', async () => {
      project.write(line(3));
      await db.query('CREATE TABLE mine (id integer)');
      const before = await db.dump();
      const text = await sql();
      assert.equal(await db.dump(), before);
      const nowhere =
        kind.name === 'postgres' ? db.url.replace(/\w+$/, 'no_such_database') : 'sqlite:/no/such/folder/x.db';
      assert.equal((await migrator(nowhere).script('up')).sql, text);
    });

    it('is the same each time, byte for byte', async () => {
      history(
        { up: `${table} await op.bulkInsert('t', [{ n: 1, s: 'a' }]);` },
        { up: `await op.changeColumn('t', 'n', { type: Sequelize.STRING(9), defaultValue: 'x' });` },
      );
      assert.equal(await sql(), await sql());
    });

    it('fails when it is run twice or on a database that stands elsewhere, in words, before it changes anything', async () => {
      project.write(line(4));
      const all = await sql('base:r0002');
      assert.equal((await runScript(db.url, all)).code, 0);
      const once = await db.dump();
      for (const [text, starts] of [
        [all, 'base'],
        [await sql('r0001:head'), 'r0001'],
        [(await migrator().script('down', ['r0003:base'])).sql, 'r0003'],
      ] as const) {
        const ended = await runScript(db.url, text);
        assert.notEqual(ended.code, 0, starts);
        assert.match(ended.stderr, new RegExp(`this script starts at ${starts}`));
        assert.equal(await db.dump(), once);
      }
      assert.equal((await runScript(db.url, await sql('r0002:head'))).code, 0);
      assert.equal((await migrator().status()).state, 'current');
    });

    it('says where a database is that was never migrated', async () => {
      project.write(line(2));
      const ended = await runScript(db.url, await sql('r0000:head'));
      assert.notEqual(ended.code, 0);
      assert.match(ended.stderr, /this script starts at r0000/);
      assert.equal(await db.dump(), '');
    });

    it('leaves out plain reads, savepoints and what was rolled back, and keeps what was caught around', async () => {
      history({
        up: `${table}
          const known = await op.describeTable('t'); await op.showIndex('t'); await op.showAllTables();
          await op.sequelize.transaction(async (transaction) => { await op.bulkInsert('t', [{ n: 1, s: 'kept' }], { transaction }); });
          await op.sequelize.transaction(async (transaction) => { await op.bulkInsert('t', [{ n: 2, s: 'lost' }], { transaction }); throw new Error('no'); }).catch(() => undefined);
          await op.execute("BEGIN; INSERT INTO t (n, s) VALUES (3, 'back'); ROLLBACK; BEGIN; INSERT INTO t (n, s) VALUES (4, 'there'); COMMIT");
          await op.sequelize.query("SELECT 1 AS one");`,
      });
      const text = body(await sql(), 's0000');
      assert.deepEqual(text.match(/'(?:kept|lost|back|there)'/g), ["'kept'", "'there'"]);
      assert.doesNotMatch(text, /SAVEPOINT|ROLLBACK|SELECT 1 AS one|information_schema|table_info/i);
      assert.equal(text.match(/^BEGIN/gm)?.length, 1 + (kind.name === 'postgres' ? 1 : 0)); // of the transaction, and of DO
      assert.doesNotMatch(text, /-- reads/);
    });

    it('keeps what a file of sequelize-cli caught and went on from', async () => {
      project.write({
        'migrations/20260101000000-a.cjs': `module.exports = { async up(q, S) {
          await q.createTable('t', { id: { type: S.INTEGER, primaryKey: true }, n: S.INTEGER });
          try { await q.sequelize.query('INSERT INTO nowhere VALUES (1)'); } catch {}
          await q.bulkInsert('t', [{ id: 1, n: 2 }]);
          await q.changeColumn('t', 'n', { type: S.STRING });
        }, async down(q) { await q.dropTable('t'); } };`,
      });
      const text = await sql();
      assert.doesNotMatch(text, /nowhere|SAVEPOINT/);
      assert.equal((await runScript(db.url, text)).code, 0);
      const run = await kind.create();
      await migrator(run.url).upgrade();
      assert.equal(await db.dump({ without: STATE_TABLES }), await run.dump({ without: STATE_TABLES }));
      await run.drop();
    });

    it('keeps its head in a file of sequelize-cli that changes several tables at once', async () => {
      const columns = '{ id: { type: S.INTEGER, primaryKey: true }, n: S.INTEGER, s: S.TEXT }';
      const all = (work: string) => `await Promise.all(['a', 'b', 'c'].map((name) => ${work}));`;
      project.write({
        'migrations/20260101000000-a.cjs': `module.exports = { async up(q, S) {
          ${all(`q.createTable(name, ${columns})`)} ${all("q.bulkInsert(name, [{ id: 1, n: 2, s: 'three' }])")}
          ${all("q.renameColumn(name, 'n', 'm')")} ${all("q.changeColumn(name, 's', { type: S.STRING })")} ${all("q.removeColumn(name, 'm')")}
        } };`,
      });
      const run = await kind.create();
      await migrator(run.url).upgrade();
      assert.deepEqual(await runScript(db.url, await sql()), { code: 0, stderr: '' });
      assert.equal(await db.dump({ without: STATE_TABLES }), await run.dump({ without: STATE_TABLES }));
      await run.drop();
    });

    it('says where a revision read rows before it wrote, and only there', async () => {
      history(
        { up: `${table} await op.bulkInsert('t', [{ n: 1, s: 'a' }]);` },
        {
          up: `const [rows] = await op.sequelize.query('SELECT id FROM t AS u WHERE n > 0'); for (const { id } of rows) await op.sequelize.query('UPDATE t SET s = ? WHERE id = ?', { replacements: ['x', id] });`,
        },
        { up: `await op.execute('UPDATE t SET n = 5 RETURNING id'); await op.bulkInsert('t', [{ n: 9, s: 'b' }]);` },
        { up: `await op.execute('UPDATE t SET n = 6'); await op.execute('SELECT count(*) FROM t');` },
        { up: `await op.execute('INSERT INTO t (n) SELECT n FROM t WHERE n = 5');` },
      );
      const text = await sql();
      const marked = (revision: string) =>
        /^-- reads t: what follows was made from an empty database\nU?/m.test(body(text, revision));
      assert.deepEqual(['s0000', 's0001', 's0002', 's0003', 's0004'].map(marked), [false, true, true, false, false]);
      assert.deepEqual(
        events.filter((event) => event.kind === 'warning').map(({ message }) => message.split(':')[0]),
        ['s0001 reads t', 's0002 reads t'],
      );
    });

    it('runs a step outside a transaction without one, and its rows in one of their own', async () => {
      const outside = kind.name === 'postgres' ? 'CREATE INDEX CONCURRENTLY i ON t (n)' : 'VACUUM';
      const inner = `await op.sequelize.transaction(async (transaction) => { await op.bulkInsert('t', [{ n: 1, s: 'kept' }], { transaction }); });
        await op.sequelize.transaction(async (transaction) => { await op.bulkInsert('t', [{ n: 2, s: 'lost' }], { transaction }); throw new Error('no'); }).catch(() => undefined);`;
      history(
        { up: table },
        { up: `${inner} await op.execute('${outside}');`, more: 'export const transaction = false;' },
      );
      const text = await sql();
      const step = body(text, 's0001');
      assert.ok(step.includes(`${outside};\nBEGIN`));
      const ended = await runScript(db.url, text);
      assert.deepEqual(ended, { code: 0, stderr: '' });
      assert.deepEqual(await db.query('SELECT s FROM t'), [{ s: 'kept' }]);
      assert.equal((await migrator().status()).state, 'current');
    });

    it('is one transaction with --transaction all: all of it is kept, or nothing', async () => {
      const whole = createMigrator(
        { url: db.url, migrations: 'migrations', transaction: 'all' },
        { directory: project.folder },
      );
      history(
        { up: `${table} await op.bulkInsert('t', [{ n: 1, s: 'a' }]);` },
        {
          up: `await op.changeColumn('t', 'n', { type: Sequelize.BIGINT });`,
          down: `await op.changeColumn('t', 'n', { type: Sequelize.INTEGER });`,
        },
        { up: `await op.createTable('u', { id: Sequelize.INTEGER });`, down: `await op.dropTable('u');` },
      );
      const { sql: text } = await whole.script('up');
      assert.equal(text.match(/^COMMIT;$/gm)?.length, 1);
      await db.query('CREATE TABLE u (id integer)');
      const before = await db.dump();
      const ended = await runScript(db.url, text);
      assert.notEqual(ended.code, 0);
      assert.match(ended.stderr, /already exists/);
      assert.equal(await db.dump(), before);
      await db.query('DROP TABLE u');
      assert.deepEqual(await runScript(db.url, text), { code: 0, stderr: '' });
      assert.equal((await migrator().status()).state, 'current');
      assert.deepEqual(await runScript(db.url, (await whole.script('down', ['head:s0000'])).sql), {
        code: 0,
        stderr: '',
      });
      assert.deepEqual((await migrator().current()).current, ['s0000']);
      history({}, {}, {}, { up: `await op.execute('VACUUM');`, more: 'export const transaction = false;' });
      await assert.rejects(whole.script('up'), /s0003 runs outside a transaction and cannot be part of one/);
      const both = await project.windlass(['upgrade', '--sql', '--dry-run', '--url', db.url, '--log', 'pretty']);
      assert.equal(both.code, 2);
      assert.match(both.stderr, /--dry-run runs it and --sql only writes it/);
    });

    it("keeps the hands of a project's own models off the database", async () => {
      const options =
        kind.name === 'sqlite'
          ? `{ dialect: 'sqlite', storage: ${JSON.stringify(db.url.slice('sqlite:'.length))}, logging: false }`
          : '{ logging: false }';
      const opened =
        kind.name === 'sqlite' ? `new Sequelize(${options})` : `new Sequelize(${JSON.stringify(db.url)}, ${options})`;
      project.write({
        'models.js': `import { Sequelize } from 'sequelize'; export const sequelize = ${opened};`,
        'migrations/s0000.js': `import { sequelize } from '../models.js';\n${revisionFile('s0000', null, { up: `${table} await sequelize.query("INSERT INTO t (n, s) VALUES (1, 'by a model')");` })}`,
      });
      const text = await sql();
      assert.match(text, /by a model/);
      assert.equal(await db.dump(), '');
    });

    it('makes no script of a range that the graph does not have', async () => {
      project.write(line(3));
      const fails = async (direction: 'up' | 'down', target: string, code: string, words: RegExp) =>
        assert.rejects(
          migrator().script(direction, [target]),
          (error: { code: string; message: string }) => error.code === code && words.test(error.message),
        );
      await fails('up', 'current:head', 'USAGE', /"current"/);
      await fails('up', 'r0001:', 'USAGE', /"r0001:" is no range/);
      await fails('up', 'r0002:r0001', 'USAGE', /r0001/);
      await fails('up', 'nope:head', 'UNKNOWN_TARGET', /"nope"/);
      await fails('down', 'base', 'USAGE', /range/);
      await fails('down', 'r0001:r0002', 'USAGE', /r0002/);
      await assert.rejects(migrator().upgrade(['r0001:head']), /is a range/);
      assert.match((await migrator().script('up', ['head:head'])).sql, /There is nothing to do/);
      assert.deepEqual((await migrator().script('up', ['+1'])).revisions, ['r0000']);
      assert.deepEqual((await migrator().script('down', ['head:-2'])).revisions, ['r0002', 'r0001']);
    });

    it('says what failed on the scratch database, and leaves none behind', async () => {
      history({ up: table }, { up: `await op.execute('SELECT * FROM nowhere');` });
      const { TMPDIR } = process.env;
      process.env.TMPDIR = project.folder;
      await assert.rejects(sql(), /on the scratch database: s0001 failed in up\(\) at migrations\/s0001\.js/);
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      assert.deepEqual(readdirSync(project.folder).sort(), ['migrations', 'node_modules', 'package.json']);
    });

    it('is answered on standard output to the letter, or written into a file in one piece', async () => {
      history({ up: `${table} await op.bulkInsert('t', [{ s: 'two\\\\nlines' }]);` });
      const text = await sql();
      const out = await project.windlass(['upgrade', '--sql', '--url', db.url], {});
      assert.equal(out.code, 0, out.stderr);
      assert.equal(`${out.stdout}`, text);
      const file = await project.windlass([
        'upgrade',
        'base:head',
        '--sql',
        '--output',
        'up.sql',
        '--json',
        '--url',
        db.url,
      ]);
      assert.equal(file.code, 0, file.stderr);
      assert.deepEqual(file.json().revisions, ['s0000']);
      assert.equal(readFileSync(join(project.folder, 'up.sql'), 'utf8'), text);
      const lost = await project.windlass([
        'upgrade',
        '--sql',
        '--output',
        'no/such/up.sql',
        '--log',
        'pretty',
        '--url',
        db.url,
      ]);
      assert.equal(lost.code, 2);
      const alone = await project.windlass(['upgrade', '--output', 'up.sql', '--log', 'pretty', '--url', db.url]);
      assert.equal(alone.code, 2);
      assert.match(alone.stderr, /--output goes with --sql/);
      assert.match(lost.stderr, /--output "no\/such\/up\.sql" cannot be written/);
      assert.equal(existsSync(join(project.folder, 'no')), false);
      assert.deepEqual(readdirSync(project.folder).sort(), ['migrations', 'node_modules', 'package.json', 'up.sql']);
    });
  });
}
