import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databases } from '../support/databases.ts';
import { freePort } from '../support/postgres.ts';
import { GOOD, ROOMS, sequelizeCli } from './histories.ts';
import { actionCheckout } from './packages.ts';
import { readAction } from './runner/metadata.ts';
import { installed, openStage, resultOf, type Stage } from './stage.ts';

describe('the action', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  for (const { name: kind } of databases()) {
    it(`passes a pull request that is as it should be, and sets every output: ${kind}`, async () => {
      stage = await openStage(kind, GOOD);
      const ended = await stage.run();
      assert.equal(ended.conclusion, 'success', ended.log);
      assert.deepEqual(ended.annotations, []);
      const { outputs, summary } = ended;
      assert.deepEqual(Object.keys(outputs).sort(), [...readAction(actionCheckout()).outputs].sort());
      const {
        'summary-file': summaryFile = '',
        'report-file': report = '',
        'sql-file': sql = '',
        result,
        ...said
      } = outputs;
      assert.deepEqual(said, {
        ...{ 'current-revision': 'b0000000', 'expected-revision': 'b0000000', 'previous-revision': '' },
        ...{ 'applied-count': '3', 'reverted-count': '1', 'pending-count': '0', 'migrations-current': 'true' },
      });
      assert.deepEqual([resultOf(ended).ok, resultOf(ended).exitCode, result?.includes('://')], [true, 0, false]);
      assert.equal(readFileSync(summaryFile, 'utf8').trim(), summary.trim());
      for (const part of ['a0000000', 'b0000000', '<details>', '```mermaid', '```sql', 'stars', '010_rooms.json'])
        assert.ok(summary.includes(part), `${part}: ${summary}`);
      assert.doesNotThrow(() => JSON.parse(readFileSync(report, 'utf8')));
      assert.match(readFileSync(sql, 'utf8'), /CREATE TABLE "?rooms[\s\S]*stars/);
      assert.equal(ended.post?.exitCode, 0);
      const rows = await stage.db.query('SELECT name FROM rooms');
      assert.deepEqual(rows, [{ name: 'blue' }]);
    });

    it(`has its own Windlass for a project with only Sequelize and a driver: ${kind}`, async () => {
      stage = await openStage(kind, GOOD, { packages: installed(kind, false) });
      assert.ok(!existsSync(join(stage.workspace.folder, 'node_modules/windlass')));
      const ended = await stage.run();
      assert.equal(ended.conclusion, 'success', ended.log);
      assert.match(ended.log, /of the Action/);
      assert.deepEqual(ended.annotations, []);
    });
  }

  it('runs the Windlass of the project where there is one', async () => {
    stage = await openStage('sqlite', GOOD);
    assert.match((await stage.run({ command: 'status' })).log, /of the project/);
  });

  it('runs a sequelize-cli project without any configuration of Windlass, by two inputs', async () => {
    const packages = installed('postgres', false);
    stage = await openStage('postgres', sequelizeCli('server'), { project: 'server', type: 'commonjs', packages });
    const ended = await stage.run({ 'working-directory': 'server' });
    assert.equal(ended.conclusion, 'success', ended.log);
    assert.deepEqual(ended.annotations, []);
    assert.equal(ended.outputs['migrations-current'], 'true');
    assert.deepEqual(await stage.db.query('SELECT email FROM "Users"'), []);
  });

  it('says what to type where nothing is installed', async () => {
    stage = await openStage('sqlite', { 'packages/api/migrations/a.js': ROOMS }, { project: 'packages/web' });
    const ended = await stage.run({ 'working-directory': 'packages/api' });
    assert.equal(ended.conclusion, 'failure');
    assert.match(ended.annotations[0]?.message ?? '', /run npm ci in "packages\/api" first/);
  });

  it('masks the password of its database, and no common word', async () => {
    stage = await openStage('postgres', GOOD);
    const { log } = await stage.run({ command: 'status' });
    assert.match(log, /windlass status/);
    assert.ok(stage.job.forbidden.every((secret) => stage.job.masks.has(secret)));
    stage.job.masks.clear();
    const url = `postgres://postgres:postgres@127.0.0.1:${await freePort()}/test`;
    const common = await stage.run({ command: 'status', 'database-url': url, 'wait-timeout': '0' });
    assert.match(common.log, /postgres/);
    assert.ok(!stage.job.masks.has('postgres'));
  });

  it('works on a file of its own without database-url', async () => {
    stage = await openStage('sqlite', GOOD);
    const first = await stage.run({ 'database-url': '', command: 'upgrade', steps: '1' });
    assert.equal(first.conclusion, 'success', first.log);
    assert.equal(first.outputs['pending-count'], '1');
    const later = await stage.run({ 'database-url': '', command: 'upgrade' });
    assert.deepEqual([later.outputs['previous-revision'], later.outputs['applied-count']], ['a0000000', '1']);
    assert.equal(await stage.db.dump(), '');
  });
});
