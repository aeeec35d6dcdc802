import assert from 'node:assert/strict';
import { databases } from '../support/databases.ts';
import { line } from '../support/history.ts';
import { assertSurvivesKills } from '../support/killed.ts';
import { createProject } from '../support/project.ts';

const KILLS = Number(process.env.WINDLASS_KILLS ?? 6);

for (const kind of databases()) {
  describe(`killed on ${kind.name}`, () => {
    it(`${KILLS} SIGKILLs at random moments of a 20-revision upgrade: a plain re-run ends in the uninterrupted schema and rows`, async function () {
      this.timeout(0);
      const project = createProject(line(20));
      try {
        await assertSurvivesKills(kind, project, { kills: KILLS, between: [0.2, 1] }, async (db) => {
          const ran = await db.query(
            "SELECT count(*) AS n, count(DISTINCT revision) AS d FROM windlass_history WHERE event = 'up' AND outcome = 'done'",
          );
          assert.deepEqual([Number(ran[0]?.n), Number(ran[0]?.d)], [20, 20]);
          const check = await project.windlass(['check', '--database', '--json', '--url', db.url]);
          assert.deepEqual(check.json(), { clean: true, differences: [] });
          assert.match(check.stderr, /as the last run left it/);
        });
      } finally {
        project.remove();
      }
    });
  });
}
