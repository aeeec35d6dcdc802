import assert from 'node:assert/strict';
import { databases, STATE_TABLES } from '../support/databases.ts';
import { line } from '../support/history.ts';
import { createProject } from '../support/project.ts';

const KILLS = Number(process.env.WINDLASS_KILLS ?? 6);

for (const kind of databases()) {
  describe(`killed on ${kind.name}`, () => {
    it(`${KILLS} SIGKILLs at random moments of a 20-revision upgrade: a plain re-run ends in the uninterrupted schema and rows`, async function () {
      this.timeout(20_000 * KILLS + 60_000);
      const project = createProject(line(20));
      try {
        const reference = await kind.create();
        const began = performance.now();
        assert.equal((await project.windlass(['upgrade', '--url', reference.url])).code, 0);
        const durationMs = performance.now() - began;
        const wanted = await reference.dump({ without: STATE_TABLES });
        await reference.drop();
        for (let kill = 0; kill < KILLS; kill += 1) {
          const db = await kind.create();
          const { child, ended } = project.spawn(['upgrade', '--url', db.url]);
          const timer = setTimeout(() => child.kill('SIGKILL'), durationMs * (0.2 + 0.8 * Math.random()));
          await ended;
          clearTimeout(timer);
          const again = await project.windlass(['upgrade', '--url', db.url]);
          assert.equal(again.code, 0, again.stderr);
          assert.equal(await db.dump({ without: STATE_TABLES }), wanted);
          const ran = await db.query(
            "SELECT count(*) AS n, count(DISTINCT revision) AS d FROM windlass_history WHERE event = 'up' AND outcome = 'done'",
          );
          assert.deepEqual([Number(ran[0]?.n), Number(ran[0]?.d)], [20, 20]);
          await db.drop();
        }
      } finally {
        project.remove();
      }
    });
  });
}
