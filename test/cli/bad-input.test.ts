import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { databases } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { PASSWORD } from '../support/postgres.ts';
import { createProject, type Project } from '../support/project.ts';

const SECRET = encodeURIComponent(PASSWORD);

describe('bad input', () => {
  let project: Project;
  beforeEach(() => {
    project = createProject(line(3));
  });
  afterEach(() => project.remove());

  const cases: Record<
    string,
    { args: string[]; env?: Record<string, string>; files?: Record<string, string>; exit: number; says: RegExp }
  > = {
    'an unknown target': { args: ['upgrade', 'nosuch00'], exit: 2, says: /UNKNOWN_TARGET.*nosuch00/ },
    'a prefix that is too short': { args: ['upgrade', 'r00'], exit: 2, says: /UNKNOWN_TARGET.*r00/ },
    'an ambiguous prefix': { args: ['upgrade', 'r000'], exit: 2, says: /UNKNOWN_TARGET.*r0000, r0001, r0002/ },
    'upgrade base': { args: ['upgrade', 'base'], exit: 2, says: /USAGE.*windlass downgrade base/ },
    'too many steps': { args: ['upgrade', '+4'], exit: 2, says: /UNKNOWN_TARGET.*\+4/ },
    'a range without a colon': { args: ['history', '-r', 'r0001'], exit: 2, says: /USAGE.*r0001/ },
    'an unknown option': { args: ['upgrade', '--nosuch'], exit: 2, says: /USAGE.*--nosuch/ },
    'an unknown command': { args: ['upgarde'], exit: 2, says: /USAGE.*upgarde/ },
    'a missing argument': { args: ['downgrade'], exit: 2, says: /USAGE.*target/ },
    'a malformed URL': { args: ['upgrade', '--url', 'nonsense'], exit: 2, says: /CONFIG_INVALID.*nonsense/ },
    'a password that is not encoded': {
      args: ['upgrade', '--url', `postgres://u:${PASSWORD}@localhost/x`],
      exit: 2,
      says: /CONFIG_INVALID.*percent-encode/,
    },
    'a database that Windlass does not know': {
      args: ['upgrade', '--url', `mysql://u:${SECRET}@localhost/x`],
      exit: 7,
      says: /UNSUPPORTED.*mysql/,
    },
    'no database at all': { args: ['upgrade'], env: {}, exit: 2, says: /CONFIG_NOT_FOUND.*DATABASE_URL/ },
    'DATABASE_URL and DATABASE_URL_FILE': {
      args: ['upgrade'],
      env: { DATABASE_URL: 'sqlite::memory:', DATABASE_URL_FILE: '/x' },
      exit: 2,
      says: /CONFIG_INVALID.*DATABASE_URL_FILE/,
    },
    'a DATABASE_URL_FILE that is missing': {
      args: ['upgrade'],
      env: { DATABASE_URL_FILE: 'nosuch' },
      exit: 2,
      says: /CONFIG_INVALID.*nosuch/,
    },
    'a missing folder': { args: ['upgrade', '--migrations', 'elsewhere'], exit: 2, says: /CONFIG_INVALID.*elsewhere/ },
    'a missing configuration file': {
      args: ['upgrade', '-c', 'nosuch.json'],
      exit: 2,
      says: /CONFIG_NOT_FOUND.*nosuch\.json/,
    },
    'an unknown configuration key': {
      args: ['heads'],
      files: { 'windlass.config.json': '{ "migratons": "x" }' },
      exit: 2,
      says: /CONFIG_INVALID.*migratons.*did you mean.*migrations/,
    },
    'a configuration value of the wrong type': {
      args: ['heads'],
      files: { 'windlass.config.json': '{ "migrations": 5 }' },
      exit: 2,
      says: /CONFIG_INVALID.*migrations.*5/,
    },
    'a configuration file that throws': {
      args: ['heads'],
      files: { 'windlass.config.js': '\n\nthrow new Error("no config today");' },
      exit: 2,
      says: /CONFIG_INVALID.*windlass\.config\.js:3.*no config today/,
    },
    'a wrong duration': { args: ['upgrade', '--wait', 'soon'], exit: 2, says: /CONFIG_INVALID.*soon/ },
    'two files with one id': {
      args: ['upgrade'],
      files: { 'migrations/twin.js': revisionFile('r0001', 'r0000') },
      exit: 3,
      says: /DUPLICATE_ID.*r0001.*twin\.js/,
    },
    'a missing parent': {
      args: ['upgrade'],
      files: { 'migrations/x.js': revisionFile('x0000000', 'gone0000') },
      exit: 3,
      says: /MISSING_PARENT.*x\.js.*gone0000/,
    },
    'a cycle': {
      args: ['upgrade'],
      files: { 'migrations/r0000.js': revisionFile('r0000', 'r0002') },
      exit: 3,
      says: /CYCLE.*r0000/,
    },
    'two heads': {
      args: ['upgrade'],
      files: { 'migrations/x.js': revisionFile('x0000000', 'r0001') },
      exit: 3,
      says: /MULTIPLE_HEADS.*r0002, x0000000/,
    },
    'a header that is no literal': {
      args: ['upgrade'],
      files: { 'migrations/x.js': "export const revision = 'a' + 'b';\nexport const downRevision = null;" },
      exit: 2,
      says: /migrations\/x\.js:1.*revision/,
    },
    'a syntax error': {
      args: ['upgrade'],
      files: {
        'migrations/x.js':
          "export const revision = 'x0000000';\nexport const downRevision = 'r0002';\nexport async function up(op) {\n  await (;\n}",
      },
      exit: 2,
      says: /migrations\/x\.js:4/,
    },
    'a syntax error in TypeScript': {
      args: ['upgrade'],
      files: {
        'migrations/x.ts':
          "export const revision: string = 'x0000000';\nexport const downRevision = 'r0002';\nexport async function up(op: unknown) {\n  await (;\n}",
      },
      exit: 2,
      says: /migrations\/x\.ts:4/,
    },
    'a package that is not installed': {
      args: ['upgrade'],
      files: { 'migrations/x.js': `import 'nosuch-package';\n${revisionFile('x0000000', 'r0002')}` },
      exit: 2,
      says: /nosuch-package.*npm install nosuch-package/,
    },
    'no up()': {
      args: ['upgrade'],
      files: { 'migrations/x.js': "export const revision = 'x0000000';\nexport const downRevision = 'r0002';" },
      exit: 2,
      says: /x\.js exports no function up/,
    },
    'a SQLite folder that does not exist': {
      args: ['upgrade', '--url', 'sqlite:./no/such/folder/x.db'],
      exit: 4,
      says: /UNREACHABLE.*no\/such\/folder/,
    },
    'a server that is not there': {
      args: ['upgrade', '--url', `postgres://u:${SECRET}@127.0.0.1:1/x`],
      exit: 4,
      says: /UNREACHABLE.*127\.0\.0\.1:1.*--wait/,
    },
    'a host that does not exist': {
      args: ['status', '--url', `postgres://u:${SECRET}@nosuch.invalid/x`],
      exit: 4,
      says: /UNREACHABLE.*nosuch\.invalid/,
    },
  };
  for (const [name, { args, env = { DATABASE_URL: 'sqlite:./app.db' }, files = {}, exit, says }] of Object.entries(
    cases,
  )) {
    it(`${name}: exit ${exit}, one sentence and a remedy, in JSON too`, async () => {
      project.write(files);
      const pretty = await project.windlass([...args, '--log', 'pretty'], { env });
      assert.equal(pretty.code, exit, pretty.stderr);
      assert.match(pretty.stderr.replaceAll('\n', ' '), says);
      assert.match(pretty.stderr, /\n {2}→ \S/);
      assert.doesNotMatch(pretty.stderr, /\n\s+at |node:internal/);
      assert.equal(pretty.stdout, '');
      const json = await project.windlass([...args, '--json'], { env });
      assert.equal(json.code, exit);
      const { error } = json.json<{ error: { code: string; message: string; remedy: string } }>();
      assert.match(
        `${error.code} ${error.message} ${error.remedy}`,
        new RegExp(says.source.replace('_INVALID.*', '_INVALID.*')),
      );
    });
  }

  it('waits for a server that comes late', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const began = performance.now();
    const ended = await project.windlass([
      'status',
      '--wait',
      '1s',
      '--url',
      `postgres://u:${SECRET}@127.0.0.1:${port}/x`,
    ]);
    server.close();
    assert.equal(ended.code, 4, ended.stderr);
    assert.ok(performance.now() - began >= 1_000);
    assert.match(ended.stderr, /waiting-for-database/);
  });

  it('a database that goes away in the middle is UNREACHABLE, and the next run completes', async () => {
    const [postgres] = databases();
    const db = await postgres?.create();
    assert.ok(db);
    project.write({
      'migrations/x.js': revisionFile('x0000000', 'r0002', {
        up: `await op.createTable('x', { id: Sequelize.INTEGER }); await op.execute('SELECT pg_terminate_backend(pg_backend_pid())');`,
      }),
    });
    const ended = await project.windlass(['upgrade', '--url', db.url, '--log', 'pretty']);
    assert.equal(ended.code, 4, ended.stderr);
    assert.match(ended.stderr, /UNREACHABLE: the connection was lost while x0000000 ran/);
    project.write({
      'migrations/x.js': revisionFile('x0000000', 'r0002', {
        up: `await op.createTable('x', { id: Sequelize.INTEGER });`,
      }),
    });
    assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
    await db.drop();
  });

  it('a file that is no database is UNREACHABLE', async () => {
    project.write({
      'app.db': 'this is a text, not a database, and long enough to have a header of its own'.repeat(20),
    });
    const ended = await project.windlass(['upgrade', '--url', 'sqlite:./app.db']);
    assert.equal(ended.code, 4, ended.stderr);
    assert.match(ended.stderr, /UNREACHABLE/);
  });

  it('a revision that calls process.exit() fails as a step, and what ran before it stays', async () => {
    for (const up of [
      'process.exit(0)',
      'try { process.exit(3); } catch {}',
      'setTimeout(() => process.exit(0), 1); await new Promise(() => {});',
    ]) {
      project.write({
        'migrations/x.js': revisionFile('x0000000', 'r0002', {
          up: `await op.createTable('x', { id: Sequelize.INTEGER }); ${up}`,
        }),
      });
      const ended = await project.windlass(['upgrade', '--url', 'sqlite:./app.db', '--log', 'pretty']);
      assert.equal(ended.code, 6, ended.stderr);
      assert.match(
        ended.stderr,
        /STEP_FAILED: x0000000 failed in up\(\) at .*x\.js:\d+: it called process\.exit\([03]\)/,
      );
      const current = await project.windlass(['current', '--url', 'sqlite:./app.db']);
      assert.equal(current.stdout.trim(), 'r0002');
    }
  });

  const quitting: Record<string, string> = {
    'calls process.exit(0)': 'process.exit(0)',
    'throws nothing at all': 'throw undefined',
    'waits for what never comes': 'await new Promise(() => {})',
    'throws a string': "throw 'just words'",
    'throws in a timer':
      "setTimeout(() => { throw new Error('from a timer'); }, 5); await new Promise((resolve) => setTimeout(resolve, 500));",
  };
  for (const [name, up] of Object.entries(quitting)) {
    it(`a revision that ${name} does not pass for done`, async () => {
      project.write({
        'migrations/x.js': revisionFile('x0000000', 'r0002', {
          up: `await op.createTable('x', { id: Sequelize.INTEGER }); ${up}`,
        }),
      });
      const ended = await project.windlass(['upgrade', '--url', 'sqlite:./app.db', '--json']);
      assert.ok(ended.code === 6 || ended.code === 70, `${ended.code} ${ended.stderr}`);
      assert.ok(ended.json<{ error: { code: string } }>().error.code);
      if (name === 'throws in a timer')
        assert.match(ended.stderr, /migrations\/x\.js:\d+ threw where nobody waits for it/);
      const current = await project.windlass(['current', '--url', 'sqlite:./app.db']);
      assert.equal(current.stdout.trim(), 'r0002');
    });
  }

  it('an unreadable revision is named', async () => {
    symlinkSync('nowhere.js', join(project.folder, 'migrations/r0009.js')); // root may read anything that is there
    const ended = await project.windlass(['heads', '--log', 'pretty']);
    assert.equal(ended.code, 2, ended.stderr);
    assert.match(ended.stderr, /CONFIG_INVALID: .*migrations\/r0009\.js/);
  });
});
