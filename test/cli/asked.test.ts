import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { confirmation } from '../../src/cli/confirm.ts';
import { createMigrator } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { createProject, type Project } from '../support/project.ts';

/** A terminal on which somebody answers each question with the next of some lines. */
function terminal(answers: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...answers];
  let shown = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (text.includes('[y/N]')) stdin.write(`${left.shift() ?? ''}\n`);
  });
  return { stdin, stderr, env, shown: () => shown };
}

const { signal } = new AbortController();

describe('a question on a terminal', () => {
  const ask = async (answer: string) => {
    const own = terminal([answer]);
    const yes = await confirmation(signal, own)?.('Is it so?');
    return [yes, own.shown().includes('Is it so? [y/N] ')];
  };

  it('is answered with yes by y and yes alone', async () => {
    for (const answer of ['y', 'Y', ' yes ']) assert.deepEqual(await ask(answer), [true, true], answer);
    for (const answer of ['', 'n', 'no', 'yess', 'yn']) assert.deepEqual(await ask(answer), [false, true], answer);
  });

  it('is answered with no by the end of the terminal, and ends with the signal', async () => {
    const own = terminal([]);
    own.stderr.removeAllListeners('data');
    const asked = confirmation(signal, own)?.('Is it so?');
    own.stdin.end();
    assert.equal(await asked, false);
    const other = terminal([]);
    other.stderr.removeAllListeners('data');
    const stop = new AbortController();
    const stopped = confirmation(stop.signal, other)?.('Is it so?');
    stop.abort(new Error('stopped'));
    await assert.rejects(async () => stopped, /stopped/);
  });

  it('is not asked where nobody could answer', () => {
    const own = terminal([]);
    assert.equal(confirmation(signal, { ...own, stdin: Object.assign(new PassThrough(), { isTTY: false }) }), null);
    assert.equal(confirmation(signal, { ...own, stderr: new PassThrough() }), null);
    assert.equal(confirmation(signal, { ...own, env: { CI: 'true' } }), null);
    assert.notEqual(confirmation(signal, { ...own, env: { CI: 'false' } }), null);
  });
});

const model = (column: string) => `export default (sequelize, DataTypes) =>
  sequelize.define('guest', { id: { type: DataTypes.INTEGER, primaryKey: true }, ${column}: DataTypes.STRING(40) }, { tableName: 'guests', timestamps: false });`;
const TABLES = [
  'CREATE TABLE guests (id integer NOT NULL PRIMARY KEY, notes varchar(40))',
  'CREATE TABLE older (id integer NOT NULL PRIMARY KEY)',
];

for (const kind of databases()) {
  describe(`revision --autogenerate that asks, on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const files = () => readdirSync(join(project.folder, 'migrations')).filter((name) => name.endsWith('.js'));
    const text = () => readFileSync(join(project.folder, 'migrations', files().at(-1) ?? ''), 'utf8');
    const autogenerate = (...more: string[]) =>
      project.windlass(['revision', '--autogenerate', '-m', 'what differs', ...more, '--url', db.url]);
    const onTerminal = async (answers: readonly string[]) => {
      const own = terminal(answers);
      const migrator = createMigrator(
        { url: db.url, migrations: 'migrations', models: ['models/*.js'], language: 'js' },
        { directory: project.folder },
      );
      const found = await migrator.autogenerate({ message: 'asked', confirm: confirmation(signal, own) });
      return { ...found, shown: own.shown() };
    };

    beforeEach(async () => {
      db = await kind.create();
      project = createProject({
        'windlass.config.json': JSON.stringify({ models: 'models/*.js', language: 'js' }),
        'models/guest.js': model('note'),
        'migrations/.keep': '',
      });
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('refuses to begin a history beside tables that it would not make, and names --baseline', async () => {
      for (const sql of TABLES) await db.query(sql);
      for (const [more, code] of [
        [[], 2],
        [['--dry-run'], 2],
        [['--sql'], 2],
        [['--no-baseline', '--dry-run'], 0],
      ] as const) {
        const ended = await autogenerate(...more);
        assert.equal(ended.code, code, ended.stderr);
        assert.equal(/the tables guests, older, and there is no revision yet/.test(ended.stderr), code === 2);
        assert.equal(/--autogenerate --baseline -m/.test(ended.stderr), code === 2);
      }
      assert.deepEqual(files(), []);
      project.write({ 'windlass.config.json': '{ "models": "models/*.js", "exclude": ["older", "guests"] }' });
      assert.equal((await autogenerate()).code, 0);
    });

    it('offers the baseline on a terminal, and stamped it is what the history begins with', async () => {
      for (const sql of TABLES) await db.query(sql);
      const { baseline, shown } = await onTerminal(['y']);
      assert.equal(baseline, true);
      assert.match(shown, /holds the tables guests, older, and there is no revision yet\. Begin with the baseline/);
      assert.match(text(), /createTable\('guests'[\s\S]*createTable\('older'/);
      assert.equal((await project.windlass(['stamp', 'head', '--url', db.url])).code, 0);
      const next = await autogenerate('--rename', 'guests.notes:note', '--dry-run');
      assert.match(next.stdout, /renameColumn\('guests', 'notes', 'note'\)/);
    });

    it('compares with the models where the baseline is declined, and asks about renames', async () => {
      for (const sql of TABLES) await db.query(sql);
      const { changes, shown } = await onTerminal(['n', 'y']);
      assert.match(shown, /Is the column guests\.notes now called guests\.note\? \[y\/N\]/);
      assert.deepEqual(changes, ['rename column notes of guests to note', 'drop table older']);
      assert.match(text(), /renameColumn\('guests', 'notes', 'note'\)[\s\S]*dropTable\('older'\)/);
    });

    it('does not offer what is empty, or what revisions make', async () => {
      const first = await onTerminal([]);
      assert.deepEqual([first.shown, first.changes], ['', ['create table guests']]);
      assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 0);
      await db.query('ALTER TABLE guests RENAME COLUMN note TO notes');
      const { shown, changes } = await onTerminal(['n']);
      assert.match(shown, /^[^?]*Is the column guests\.notes now called guests\.note\?[^?]*$/);
      assert.deepEqual([...changes].sort(), ['add column note to guests', 'drop column notes from guests']);
    });

    it('runs the post-write hooks on the file', async () => {
      const hook = `node -e "require('fs').appendFileSync(process.argv[1], '// hooked')" {file}`;
      project.write({
        'windlass.config.json': JSON.stringify({ models: 'models/*.js', language: 'js', postWriteHooks: [hook] }),
      });
      assert.equal((await autogenerate('--dry-run')).code, 0);
      const { code, stderr } = await autogenerate();
      assert.equal(code, 0, stderr);
      assert.match(text(), /createTable\('guests'[\s\S]*\/\/ hooked$/);
    });
  });
}
