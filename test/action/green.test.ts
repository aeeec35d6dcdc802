import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databases } from '../support/databases.ts';
import { GOOD, sequelizeCli } from './histories.ts';
import { actionCheckout } from './packages.ts';
import { readAction } from './runner/metadata.ts';
import { installed, openStage, resultOf, type Stage } from './stage.ts';

for (const { name: kind } of databases())
  describe(`the action on ${kind}`, () => {
    let stage: Stage;
    afterEach(() => stage.close());

    it('passes a pull request that is as it should be, and sets every output', async () => {
      stage = await openStage(kind, GOOD);
      const ended = await stage.run();
      assert.equal(ended.conclusion, 'success', ended.log);
      assert.deepEqual(ended.annotations, []);
      const { outputs } = ended;
      assert.deepEqual(Object.keys(outputs).sort(), [...readAction(actionCheckout()).outputs].sort());
      assert.deepEqual(
        [
          outputs['current-revision'],
          outputs['expected-revision'],
          outputs['previous-revision'],
          outputs['pending-count'],
        ],
        ['b0000000', 'b0000000', '', '0'],
      );
      assert.deepEqual([outputs['migrations-current'], resultOf(ended).exitCode], ['true', 0]);
      assert.equal(readFileSync(outputs['summary-file'] ?? '', 'utf8').trim(), ended.summary.trim());
      for (const seen of ['a0000000', 'b0000000', '<details>', 'mermaid'])
        assert.ok(ended.summary.includes(seen), `${seen}: ${ended.summary}`);
      assert.doesNotThrow(() => JSON.parse(readFileSync(outputs['report-file'] ?? '', 'utf8')));
      assert.match(readFileSync(outputs['sql-file'] ?? '', 'utf8'), /stars/);
      assert.equal(ended.post?.exitCode, 0);
    });

    it('runs the Windlass of the workspace where there is one, and its own with the Sequelize of the workspace where not', async () => {
      stage = await openStage(kind, GOOD);
      assert.match((await stage.run({ command: 'upgrade' })).log, /workspace/);
      await stage.close();
      stage = await openStage(kind, GOOD, { packages: installed(kind, false) });
      const ended = await stage.run();
      assert.equal(ended.conclusion, 'success', ended.log);
      assert.match(ended.log, /bundled/);
    });

    it('says what to type where nothing is installed', async () => {
      stage = await openStage(
        kind,
        Object.fromEntries(Object.entries(GOOD).map(([path, text]) => [`packages/api/${path}`, text])),
        { project: 'packages/api' },
      );
      const { workspace } = stage;
      const bare = await openStage(
        kind,
        { 'packages/api/migrations/a.js': GOOD['migrations/a_rooms.js'] ?? '', 'packages/api/package.json': '{}' },
        { project: 'elsewhere' },
      );
      const ended = await bare.run({ 'working-directory': 'packages/api' });
      await bare.close();
      assert.equal(ended.conclusion, 'failure');
      assert.match(ended.log, /run npm ci in packages\/api first/);
      assert.ok(workspace.folder !== '');
    });

    it('runs a sequelize-cli project without any configuration of Windlass, by two inputs', async () => {
      stage = await openStage(kind, sequelizeCli('server'), {
        project: 'server',
        type: 'commonjs',
        packages: installed(kind, false),
      });
      const ended = await stage.run({ 'working-directory': 'server' });
      assert.equal(ended.conclusion, 'success', ended.log);
      assert.equal(ended.outputs['migrations-current'], 'true');
      const [users] = await stage.db.query('SELECT count(*) AS n FROM "Users" WHERE email IS NULL');
      assert.equal(Number(users?.n), 0);
    });

    it('never masks a word that says nothing, and shows no secret of the step', async () => {
      stage = await openStage(kind, GOOD);
      const { log } = await stage.run({ command: 'status' });
      assert.ok(stage.job.masks.size < 8);
      for (const word of ['postgres', 'sqlite', 'windlass']) assert.ok(![...stage.job.masks].includes(word), word);
      assert.match(log, /windlass/);
    });

    it('works in a file of its own without database-url', async () => {
      stage = await openStage('sqlite', GOOD);
      const ended = await stage.run({ 'database-url': '' });
      assert.equal(ended.conclusion, 'success', ended.log);
      assert.equal((await stage.db.query("SELECT 1 FROM sqlite_master WHERE name = 'rooms'")).length, 0);
      assert.ok(join(stage.job.temp, 'x') !== '');
    });
  });
