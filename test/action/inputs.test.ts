import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GOOD, ROOMS, STARS, second } from './histories.ts';
import { openStage, type Stage } from './stage.ts';

/** Fourteen tables that models have and the database has not. */
const DRIFTED = {
  'migrations/a_rooms.js': ROOMS,
  'windlass.config.js': "export default { models: 'models/*.js' };\n",
  'models/all.js': `export function define(sequelize) {
${Array.from({ length: 14 }, (_, at) => `  sequelize.define('m${at}', {}, { tableName: 'm${at}', timestamps: false });`).join('\n')}
}
`,
};

describe('the inputs of the action', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('max-annotations: the last one counts the rest, and the summary has them all', async () => {
    stage = await openStage('sqlite', DRIFTED);
    await stage.run({ command: 'upgrade' });
    const errors = async (inputs: Readonly<Record<string, string>>) => {
      const ended = await stage.run({ command: 'check', ...inputs });
      assert.equal(ended.conclusion, 'failure', ended.log);
      for (let at = 0; at < 14; at++) assert.ok(ended.summary.includes(`m${at}`), `m${at}`);
      return ended.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
    };
    const ten = await errors({});
    const three = await errors({ 'max-annotations': '3' });
    assert.deepEqual([ten.length, three.length], [10, 3]);
    for (const messages of [ten, three]) assert.match(messages.at(-1) ?? '', /\d+ more/);
    assert.deepEqual(await errors({ 'max-annotations': '0' }), []);
  });

  it('fail-on and summary: what need not fail is a warning, and what is not wanted is in the file alone', async () => {
    stage = await openStage('sqlite', DRIFTED);
    await stage.run({ command: 'upgrade' });
    const ended = await stage.run({ command: 'check', 'fail-on': 'none', summary: 'failure' });
    assert.equal(ended.conclusion, 'success', ended.log);
    assert.ok(ended.annotations.every(({ level }) => level === 'warning'));
    assert.equal(ended.summary, '');
    assert.match(readFileSync(ended.outputs['summary-file'] ?? '', 'utf8'), /m13/);
  });

  it('round-trip: new proves what this branch has added, and falls back aloud', async () => {
    const broken = second("await op.addIndex('rooms', ['name'], { name: 'rooms_name' });", '// nothing');
    stage = await openStage('sqlite', {
      'migrations/a_rooms.js': ROOMS,
      'migrations/b_index.js': broken,
      '.gitignore': 'node_modules\n',
    });
    const { folder } = stage.workspace;
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: folder,
        stdio: 'pipe',
      });
    const prove = () => stage.run({ command: 'verify', 'round-trip': 'new' });
    const last = await prove();
    assert.match(last.summary, /fell back to last/);
    assert.equal(last.conclusion, 'failure'); // the head is broken
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'x');
    git('update-ref', 'refs/remotes/origin/main', 'main');
    const nothing = await prove();
    assert.deepEqual([nothing.conclusion, /fell back/.test(nothing.summary)], ['success', false], nothing.log);
    stage.workspace.write({
      'migrations/c_stars.js': STARS.replaceAll('a0000000', 'b0000000').replace("= 'b0000000'", "= 'c0000000'"),
    });
    const ended = await prove();
    assert.equal(ended.conclusion, 'success', ended.log);
    assert.doesNotMatch(ended.summary, /fell back/);
  });

  it('steps and target: one of them says how far', async () => {
    stage = await openStage('sqlite', GOOD);
    await stage.run({ command: 'upgrade' });
    const down = await stage.run({ command: 'downgrade' });
    assert.deepEqual([down.outputs['current-revision'], down.outputs['reverted-count']], ['a0000000', '1']);
    const base = await stage.run({ command: 'downgrade', target: 'base' });
    assert.deepEqual([base.outputs['current-revision'], base.outputs['pending-count']], ['', '2']);
    const both = await stage.run({ command: 'downgrade', target: 'base', steps: '1' });
    assert.match(both.annotations[0]?.message ?? '', /target "base" and steps "1"/);
  });

  it('command: sql writes the script, status says pending, seed runs the seeds', async () => {
    stage = await openStage('sqlite', GOOD);
    const script = await stage.run({ command: 'sql' });
    assert.match(readFileSync(script.outputs['sql-file'] ?? '', 'utf8'), /CREATE TABLE[\s\S]*stars/);
    const status = await stage.run({ command: 'status' });
    assert.deepEqual(
      [status.conclusion, status.outputs['pending-count'], status.outputs['migrations-current']],
      ['failure', '2', 'false'],
    );
    await stage.run({ command: 'upgrade' });
    assert.equal((await stage.run({ command: 'seed' })).conclusion, 'success');
    assert.deepEqual(await stage.db.query('SELECT name FROM rooms'), [{ name: 'blue' }]);
  });

  it('a value that cannot be is refused with the ones that can', async () => {
    stage = await openStage('sqlite', GOOD);
    const ended = await stage.run({ command: 'plan' });
    assert.match(ended.annotations[0]?.message ?? '', /command is "plan"[\s\S]*round-trip/);
    assert.equal(JSON.parse(ended.outputs.result ?? '{}').exitCode, 2);
  });
});

describe('the action and what revisions print', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('heeds no command of theirs, and shows no secret', async () => {
    const up = `console.log('::error file=a.ts::not ours');
  console.log('::add-mask::rooms');
  console.error('at ' + process.env.DATABASE_URL + ' and ' + decodeURIComponent(process.env.DATABASE_URL));
  await op.execute('SELECT 1 AS "' + decodeURIComponent(process.env.DATABASE_URL).slice(0, 60) + '"');`;
    stage = await openStage('postgres', { 'migrations/a_rooms.js': ROOMS, 'migrations/b_prints.js': second(up, '') });
    const ended = await stage.run({ command: 'upgrade' });
    assert.equal(ended.conclusion, 'success', ended.log);
    assert.deepEqual(ended.annotations, []);
    assert.ok(!stage.job.masks.has('rooms'));
  });

  it('keeps the summary below what GitHub takes, and whole', async () => {
    const up = `for (let at = 0; at < 300; at++) await op.execute('INSERT INTO rooms (name, note) VALUES (\\'n' + at + "', '" + 'é\`<|>'.repeat(1000) + "')");`;
    stage = await openStage('sqlite', { 'migrations/a_rooms.js': ROOMS, 'migrations/b_rows.js': second(up, '') });
    const { summary, conclusion, log } = await stage.run({ command: 'upgrade' });
    assert.equal(conclusion, 'success', log);
    assert.ok(Buffer.byteLength(summary) < 1024 * 1024);
    assert.match(summary, /a0000000/);
    const count = (part: RegExp) => [...summary.matchAll(part)].length;
    assert.equal(count(/<details>/g), count(/<\/details>/g));
    assert.equal(count(/^```+/gm) % 2, 0);
  });

  it('runs them with the node of PATH, not with its own', async () => {
    stage = await openStage('sqlite', {
      'migrations/a_rooms.js': ROOMS.replace('{\n', "{\n  console.log('run by', process.version);\n"),
    });
    const ended = await stage.run({ command: 'upgrade' });
    assert.match(ended.log, new RegExp(`run by ${process.version}`));
    assert.ok(ended.log.includes(`with ${dirname(process.execPath)}/node`), ended.log);
  });
});
