import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { createMigrator, type Migrator } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';

const directory = fileURLToPath(new URL('../..', import.meta.url));

for (const kind of databases()) {
  describe(`the demo history on ${kind.name}`, () => {
    let db: TestDatabase;
    let migrator: Migrator;

    beforeEach(async () => {
      db = await kind.create();
      migrator = createMigrator({ url: db.url, migrations: 'migrations' }, { directory });
    });

    afterEach(() => db.drop());

    it('goes to its heads, to base and back, each revision reversing exactly', async () => {
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
    });

    it('gives bookings that are there a priority, and takes only its own profiles away', async () => {
      const at = "'2026-11-20 09:00:00+00:00'";
      await migrator.upgrade(['6f8b15dae076']);
      await db.query(`INSERT INTO organizations (id, name, created_at) VALUES (1, 'Quay', ${at})`);
      await db.query(`INSERT INTO users (id, organization_id, email, created_at) VALUES (1, 1, 'a@quay.test', ${at})`);
      await db.query(`INSERT INTO bookings (id, user_id, starts_at, ends_at) VALUES (1, 1, ${at}, ${at})`);
      await migrator.upgrade(['heads']);
      assert.deepEqual(await values(db, 'SELECT priority AS value FROM bookings'), ['normal']);
      await assert.rejects(db.query('UPDATE bookings SET priority = NULL'));

      await db.query("INSERT INTO profiles (name, categories, prompt_focus, depth) VALUES ('mine', '[]', '', 'deep')");
      await migrator.downgrade('-1');
      assert.deepEqual(await values(db, 'SELECT name AS value FROM profiles'), ['mine']);
      await migrator.downgrade('6f8b15dae076');
      assert.deepEqual(await values(db, 'SELECT id AS value FROM bookings'), [1]);
    });
  });
}

async function values(db: TestDatabase, sql: string): Promise<unknown[]> {
  return (await db.query(sql)).map(({ value }) => value);
}

// Two branches stand side by side until the merge: each is lowered by its label.
async function oneOff(migrator: Migrator, revision: string): Promise<string> {
  const [entry] = await migrator.show(revision);
  const { current } = await migrator.current();
  return current.length > 1 ? `${entry?.labels[0]}@-1` : '-1';
}
