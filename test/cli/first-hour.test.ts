import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const DATABASE_URL = 'sqlite:./app.db';

describe('the first hour of somebody who comes from Alembic', () => {
  let project: Project;
  const run = (...args: string[]) => project.windlass([...args, '--log', 'pretty'], { env: { DATABASE_URL } });
  beforeEach(() => {
    project = createProject();
  });
  afterEach(() => project.remove());

  it('gets over a revision without down() by doing what the error says', async () => {
    const text = revisionFile('aaaa0000', null, { up: "await op.createTable('a', { id: Sequelize.INTEGER });" });
    project.write({ 'migrations/a.js': text.replace(/export async function down.*/, '') });
    project.write({ 'migrations/b.js': revisionFile('bbbb0000', 'aaaa0000') });
    await run('upgrade');
    const refused = await run('downgrade', 'base');
    assert.equal(refused.code, 6);
    assert.match(refused.stderr, /IRREVERSIBLE: aaaa0000 has no down\(\)\n {2}→ write down\(\) in .*a\.js, /);
    project.write({ 'migrations/a.js': `${text.replace('down(op, Sequelize) {', '$& await op.dropTable("a");')}` });
    await obey(refused.stderr, ['stamp current', 'downgrade base']);
  });

  it('gets over a down() that fails by doing what the error says', async () => {
    const bad = revisionFile('aaaa0000', null, { down: "await op.execute('SELECT * FROM nowhere');" });
    for (const text of [bad, bad.replace('export async', 'export const transaction = false;\n$&')]) {
      project.write({ 'migrations/a.js': text });
      await run('upgrade');
      const failed = await run('downgrade', 'base');
      assert.equal(failed.code, 6);
      project.write({ 'migrations/a.js': text.replace(/await op.execute.*?;/, '') });
      await obey(failed.stderr, ['stamp current', 'downgrade base']);
    }
  });

  // The remedy names those commands, in that order, and they work.
  async function obey(stderr: string, commands: readonly string[]): Promise<void> {
    const remedy = stderr.slice(stderr.indexOf('→'));
    const places = commands.map((command) => remedy.indexOf(`windlass ${command.replace(' base', '')}`));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      remedy,
    );
    for (const command of commands) {
      const ended = await run(...command.split(' '));
      assert.equal(ended.code, 0, ended.stderr);
    }
  }

  it('may write the options of every command before the command, as Alembic wants them', async () => {
    project.write({ ...line(2), 'other.json': JSON.stringify({ url: 'sqlite:./other.db' }) });
    const windlass = (...args: string[]) => project.windlass(args);
    for (const args of [
      ['-c', 'other.json', 'upgrade', '+1'],
      ['--config=other.json', '--log', 'pretty', 'upgrade', '+1'],
      ['--json', '-c', 'other.json', '--migrations', 'migrations', 'downgrade', '-1'],
      ['-cother.json', '--wait', '1s', 'downgrade', '--', '-1'],
      ['--url', 'sqlite:./third.db', 'upgrade', 'r0001'],
    ]) {
      const ended = await windlass(...args);
      assert.equal(ended.code, 0, `${args}: ${ended.stderr}`);
    }
    assert.equal((await windlass('--json', 'heads')).json<unknown[]>().length, 1);
    for (const args of [
      ['-c', 'other.json'],
      ['-c', 'nosuch.json', 'upgrade'],
      ['--nosuch', 'upgrade'],
      ['-m', 'x', 'revision'],
    ])
      assert.equal((await windlass(...args)).code, 2, String(args));
    assert.match((await windlass('-c', 'other.json', '--log', 'pretty')).stderr, /USAGE: .*no command/);
  });

  it('is told by the pre-commit hook what is wrong: two heads, or the error that it is', async () => {
    await run('init');
    spawnSync('git', ['init', '-q'], { cwd: project.folder });
    mkdirSync(join(project.folder, 'bin'));
    const npx = join(project.folder, 'bin/npx');
    const bin = join(project.folder, 'node_modules/windlass/dist/cli/bin.js');
    writeFileSync(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${bin}" "$@"\n`);
    chmodSync(npx, 0o755);
    const hook = () => {
      const env = { PATH: `${join(project.folder, 'bin')}:${process.env.PATH}` };
      return spawnSync('sh', ['.githooks/pre-commit'], { cwd: project.folder, env, encoding: 'utf8' });
    };
    assert.equal(hook().status, 0, hook().stderr);
    project.write({ 'migrations/a.js': revisionFile('aaaa0000', null) });
    assert.equal(hook().status, 0, hook().stderr);
    assert.match(hook().stderr, /1 revision can be taken back/);
    project.write({ 'migrations/b.js': revisionFile('bbbb0000', null) });
    assert.equal(hook().status, 3);
    assert.match(hook().stderr, /there are 2 heads: aaaa0000, bbbb0000.*windlass merge/s);
    project.write({ 'migrations/b.js': revisionFile('bbbb0000', 'nowhere0') });
    assert.equal(hook().status, 3);
    assert.doesNotMatch(hook().stderr, /heads/);
    assert.match(hook().stderr, /MISSING_PARENT: .*nowhere0/);
  });
});
