import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { createMigrator } from '../../src/index.ts';
import { databases } from '../support/databases.ts';

const directory = fileURLToPath(new URL('../..', import.meta.url));

for (const kind of databases()) {
  describe(`the demo seeds on ${kind.name}`, () => {
    it('leave the five profiles as the history made them, add sample bookings, and change nothing a second time', async () => {
      const db = await kind.create();
      const migrator = createMigrator({ url: db.url, migrations: 'migrations', seeds: 'seeds' }, { directory });
      await migrator.upgrade(['heads']);
      const profiles = await db.query('SELECT * FROM profiles ORDER BY name');
      const environment = 'development';
      const tried = await migrator.checkSeeds({ environment });
      assert.deepEqual(
        tried.map(({ seed, result }) => [seed, result]),
        [
          ['010_profiles.json', 'ok'],
          ['development/020_organizations.csv', 'ok'],
          ['development/030_sample_bookings.ts', 'ok'],
        ],
      );
      const ran = await migrator.seed({ environment });
      assert.deepEqual(
        ran.seeds.map(({ outcome }) => outcome),
        ['applied', 'applied', 'applied'],
      );
      assert.deepEqual(await db.query('SELECT * FROM profiles ORDER BY name'), profiles);
      const bookings = await db.query(
        'SELECT w.name, b.priority FROM bookings b LEFT JOIN workers w ON w.id = b.worker_id ORDER BY b.starts_at',
      );
      assert.deepEqual(
        bookings.map(({ name, priority }) => [name, priority]),
        [
          ['Grace', 'normal'],
          ['Linus', 'high'],
          [null, 'normal'],
        ],
      );
      assert.deepEqual((await migrator.seed({ environment })).seeds, []);
      assert.equal((await migrator.undoSeeds()).seeds.length, 1);
      assert.equal(Number((await db.query('SELECT count(*) AS n FROM bookings'))[0]?.n), 0);
      await db.drop();
    });
  });
}
