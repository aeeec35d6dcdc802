import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { databaseKind } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const table = (name: string) => ({
  up: `await op.createTable('${name}', { id: { type: 'INTEGER', primaryKey: true } });`,
  down: `await op.dropTable('${name}');`,
});
const file = (id: string, parent: string | null) => revisionFile(id, parent, table(`t_${id}`));

describe('a branch of git', () => {
  let project: Project;
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: project.folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '-qm', message);
  };

  // main has gone on with b2 since the branch began; the branch has c3
  beforeEach(() => {
    project = createProject({ 'migrations/a1.mjs': file('aaaa00000001', null), '.gitignore': '*.db\nnode_modules\n' });
    git('init', '-q', '-b', 'main');
    commit('one');
    git('checkout', '-qb', 'mine');
    project.write({ 'migrations/c3.mjs': file('cccc00000003', 'aaaa00000001') });
    commit('mine');
    git('checkout', '-q', 'main');
    project.write({ 'migrations/b2.mjs': file('bbbb00000002', 'aaaa00000001') });
    commit('theirs');
    git('checkout', '-q', 'mine');
  });
  afterEach(() => project.remove());

  it('has one head by itself and two as merging would leave it: exit 3, and nothing in the working tree changes', async () => {
    const alone = await project.windlass(['heads', '--single']);
    assert.equal(alone.code, 0, alone.stderr);
    assert.match(alone.stdout, /cccc00000003/);
    const merged = await project.windlass(['heads', '--against', 'main', '--json']);
    assert.equal(merged.code, 3);
    const { error } = JSON.parse(merged.stdout);
    assert.equal(error.code, 'MULTIPLE_HEADS');
    assert.match(error.message, /merging main would leave 2 heads: bbbb00000002, cccc00000003/);
    assert.match(error.remedy, /windlass rebase/);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('has one head against a branch that has not gone on, or whose revision builds on ours, committed or not', async () => {
    git('checkout', '-q', 'main');
    project.write({ 'migrations/d4.mjs': file('dddd00000004', 'bbbb00000002') });
    const ahead = await project.windlass(['heads', '--against', 'main']);
    assert.equal(ahead.code, 0, ahead.stderr);
    assert.match(ahead.stdout, /dddd00000004/);
    git('checkout', '-qb', 'other');
    commit('four');
    git('checkout', '-q', 'main');
    const behind = await project.windlass(['heads', '--against', 'other']);
    assert.equal(behind.code, 0, behind.stderr);
    assert.match(behind.stdout, /dddd00000004/);
  });

  it('is compared with what the other side has deleted and changed, too', async () => {
    git('checkout', '-q', 'main');
    rmSync(join(project.folder, 'migrations/b2.mjs'));
    project.write({ 'migrations/e5.mjs': file('eeee00000005', 'cccc00000003') });
    commit('instead');
    git('checkout', '-q', 'mine');
    const merged = await project.windlass(['heads', '--against', 'main']);
    assert.equal(merged.code, 0, merged.stderr);
    assert.match(merged.stdout, /^eeee00000005/);
  });

  it('is USAGE where git knows no such branch, or there is no git', async () => {
    const unknown = await project.windlass(['heads', '--against', '--upload-pack=x', '--json']);
    assert.equal(unknown.code, 2, unknown.stdout);
    const missing = await project.windlass(['heads', '--against', 'nowhere', '--json']);
    assert.equal(missing.code, 2);
    assert.match(missing.stdout, /no branch, tag or commit \\"nowhere\\"/);
    rmSync(join(project.folder, '.git'), { recursive: true });
    const none = await project.windlass(['heads', '--against', 'main', '--json']);
    assert.equal(none.code, 2);
    assert.match(none.stdout, /not a git repository/);
  });

  it('needs no merge revision: rebase changes the one line', async () => {
    git('-c', 'core.editor=true', 'merge', '-q', '--no-edit', 'main');
    const before = readFileSync(join(project.folder, 'migrations/c3.mjs'), 'utf8');
    const done = await project.windlass(['rebase', 'cccc', '--json']);
    assert.equal(done.code, 0, done.stderr);
    const { revision, from, to } = JSON.parse(done.stdout);
    assert.deepEqual(
      { revision, from, to },
      { revision: 'cccc00000003', from: ['aaaa00000001'], to: ['bbbb00000002'] },
    );
    const after = readFileSync(join(project.folder, 'migrations/c3.mjs'), 'utf8');
    assert.equal(
      after,
      before.replace('["aaaa00000001"]', "'bbbb00000002'").replace('"aaaa00000001"', "'bbbb00000002'"),
    );
    assert.equal((await project.windlass(['heads', '--single'])).code, 0);
    const again = await project.windlass(['rebase', 'cccc', '--onto', 'bbbb']);
    assert.match(again.stdout, /builds on bbbb00000002 already/);
  });

  for (const name of ['postgres', 'sqlite'] as const) {
    it(`is not re-parented once ${name} has applied it, or what builds on it`, async () => {
      const db = await databaseKind(name).create();
      try {
        git('merge', '-q', '--no-edit', 'main');
        project.write({ 'migrations/f6.mjs': file('ffff00000006', 'cccc00000003') });
        await project.windlass(['upgrade', 'ffff', '--url', db.url]);
        const refused = await project.windlass(['rebase', 'cccc', '--json', '--url', db.url]);
        assert.equal(refused.code, 2, refused.stdout);
        assert.match(refused.stdout, /is applied on/);
        assert.equal(git('status', '--porcelain', 'migrations/c3.mjs'), '');
        assert.equal((await project.windlass(['downgrade', 'aaaa', '--url', db.url])).code, 0);
        const done = await project.windlass(['rebase', 'cccc', '--url', db.url]);
        assert.equal(done.code, 0, done.stderr);
        const up = await project.windlass(['upgrade', 'head', '--url', db.url]);
        assert.equal(up.code, 0, up.stderr);
      } finally {
        await db.drop();
      }
    });
  }

  it('has its new and changed revisions verified before each commit, and ends at once where there are none', async () => {
    const verified = async () => {
      const { code, stdout, stderr } = await project.windlass([
        'verify',
        '--since',
        'HEAD',
        '--url',
        'sqlite::memory:',
        '--json',
      ]);
      assert.ok(code === 0 || code === 1, stderr);
      const { revisions } = JSON.parse(stdout) as { revisions: readonly { revision: string; result: string }[] };
      return revisions.map(({ revision, result }) => `${revision} ${result}`);
    };
    assert.deepEqual(await verified(), []);
    project.write({ 'migrations/d4.mjs': revisionFile('dddd00000004', 'cccc00000003', { up: table('t_d').up }) });
    assert.deepEqual(await verified(), ['dddd00000004 residue']);
    git('add', '-A');
    assert.deepEqual(await verified(), ['dddd00000004 residue']);
    commit('four');
    assert.deepEqual(await verified(), []);
    project.write({ 'migrations/d4.mjs': file('dddd00000004', 'cccc00000003') });
    assert.deepEqual(await verified(), ['dddd00000004 ok']);
  });

  it('is told why a revision cannot be re-parented', async () => {
    git('merge', '-q', '--no-edit', 'main');
    project.write({ 'migrations/f6.mjs': file('ffff00000006', 'cccc00000003') });
    const why = async (...args: readonly string[]) => {
      const { code, stdout } = await project.windlass(['rebase', ...args, '--json']);
      return `${code} ${JSON.parse(stdout).error.message}`;
    };
    assert.match(await why('cccc', '--onto', 'ffff'), /^2 ffff00000006 builds on cccc00000003 already/);
    assert.match(await why('cccc', '--onto', 'cccc'), /^2 cccc00000003 cannot build on itself/);
    assert.match(await why('ffff', '--onto', 'aaaa'), /^2 aaaa00000001 is not a head: .* builds on it/);
    assert.match(await why('aaaa'), /^2 there is no other head/);
    assert.match(await why('nobody'), /^2 /);
    project.write({ 'migrations/m7.mjs': revisionFile('eeee00000007', ['ffff00000006', 'bbbb00000002'] as never) });
    assert.match(await why('eeee', '--onto', 'bbbb'), /^2 eeee00000007 is a merge/);
  });
});

describe('the hooks for pre-commit', () => {
  const text = readFileSync(new URL('../../.pre-commit-hooks.yaml', import.meta.url), 'utf8');
  const hooks = parse(text) as readonly Record<string, string>[];

  it('are named as its documentation asks, and run commands that exist', async () => {
    const project = createProject({ 'migrations/a1.mjs': file('aaaa00000001', null) });
    try {
      execFileSync('git', ['init', '-q'], { cwd: project.folder });
      execFileSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'one', '--allow-empty'],
        { cwd: project.folder },
      );
      assert.deepEqual(
        hooks.map(({ id }) => id),
        ['windlass', 'windlass-verify'],
      );
      for (const { entry = '', language, files = '', name } of hooks) {
        assert.equal(language, 'system');
        assert.ok(name);
        assert.ok(new RegExp(files).test('migrations/a1.ts') && !new RegExp(files).test('README.md'));
        const [command, , own, ...args] = entry.split(' ');
        assert.deepEqual([command, own], ['npx', 'windlass']);
        const { code, stderr } = await project.windlass([...args, '--url', 'sqlite::memory:']);
        assert.equal(code, 0, `${entry}: ${stderr}`);
      }
    } finally {
      project.remove();
    }
  });
});
