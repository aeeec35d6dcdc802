import assert from 'node:assert/strict';
import { databases, STATE_TABLES } from '../support/databases.ts';
import { GOOD, second } from './histories.ts';
import { openStage, type Stage } from './stage.ts';

const SLOW = {
  postgres: "await op.execute('SELECT pg_sleep(3600)');",
  sqlite:
    "await op.execute('WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 400000000000) SELECT count(*) FROM c');",
};

for (const { name: kind } of databases())
  describe(`a cancelled action on ${kind}`, () => {
    let stage: Stage;
    before(async () => {
      const up = `await op.addColumn('rooms', 'stars', { type: Sequelize.INTEGER });\n  console.log('in the middle');
  ${SLOW[kind]}`;
      stage = await openStage(kind, {
        ...GOOD,
        'migrations/b_stars.js': second(up, "await op.removeColumn('rooms', 'stars');"),
      });
    });
    after(() => stage.close());

    it('ends by the first signal, leaves the database as it was before the step, and says in the post step where it stands', async () => {
      const action = await stage.start({ command: 'upgrade' });
      await action.hears('in the middle');
      // of GitHub's 7.5 s that a slow machine may need: that is no property of ours
      assert.equal(await action.cancel({ interruptMs: 300_000, terminateMs: 60_000 }), 'SIGINT');
      const ended = await action.ended;
      assert.equal(ended.conclusion, 'cancelled');
      const applied = await stage.db.query('SELECT revision FROM windlass_revision');
      assert.deepEqual(
        applied.map(({ revision }) => revision),
        ['a0000000'],
      );
      assert.doesNotMatch(await stage.db.dump({ without: STATE_TABLES }), /stars/);
      const post = await action.post();
      assert.equal(post?.conclusion, 'success');
      assert.match(post?.log ?? '', /a0000000/);
      assert.equal(ended.outputs['migrations-current'], 'false');
      assert.equal(ended.outputs['current-revision'], 'a0000000');
      assert.match(ended.outputs.result ?? '', /"kind":"error","code":"INTERRUPTED"/); // nobody's up has failed
    });
  });
