import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { createMigrator, type Migrator } from '../../src/index.ts';
import { databases, STATE_TABLES } from '../support/databases.ts';

const directory = fileURLToPath(new URL('../..', import.meta.url));

for (const kind of databases()) {
  describe(`the demo history on ${kind.name}`, () => {
    it('goes to its heads, to base and back, each revision reversing exactly', async () => {
      const db = await kind.create();
      const migrator = createMigrator({ url: db.url, migrations: 'migrations' }, { directory });
      const dump = () => db.dump({ without: [...STATE_TABLES, 'sqlite_sequence'] });
      const order = (await migrator.history()).map(({ revision }) => revision).reverse();
      for (const revision of order) {
        const before = await dump();
        await migrator.upgrade([revision]);
        const after = await dump();
        await migrator.downgrade(await oneOff(migrator, revision));
        assert.equal(await dump(), before, `down() of ${revision} leaves something`);
        await migrator.upgrade([revision]);
        assert.equal(await dump(), after, `${revision} is not the same the second time`);
      }
      assert.equal((await migrator.status()).state, 'current');
      const head = await dump();
      await migrator.downgrade('base');
      assert.equal(await dump(), '');
      await migrator.upgrade(['heads']);
      assert.equal(await dump(), head);
      const profiles = await db.query('SELECT count(*) AS n FROM profiles');
      assert.equal(Number(profiles[0]?.n), 5);
      await db.drop();
    });
  });
}

// Two branches stand side by side until the merge: each is lowered by its label.
async function oneOff(migrator: Migrator, revision: string): Promise<string> {
  const [entry] = await migrator.show(revision);
  const { current } = await migrator.current();
  return current.length > 1 ? `${entry?.labels[0]}@-1` : '-1';
}
