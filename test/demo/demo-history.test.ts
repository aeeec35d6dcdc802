import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMigrator, type Migrator, type MigratorEvent } from '../../src/index.ts';
import { databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';

const AT = "'2026-11-20 09:00:00+00:00'";
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
      // SQLite writes a renamed column in other quotes than it found
      const dump = async () => (await db.dump({ without: [...STATE_TABLES, 'sqlite_sequence'] })).replaceAll('`', '"');
      const order = (await migrator.history()).map(({ revision }) => revision).reverse();
      const states = [await dump()];
      for (const revision of order) {
        await migrator.upgrade([revision]);
        states.push(await dump());
      }
      assert.equal((await migrator.status()).state, 'current');
      for (const [index, revision] of [...order.entries()].reverse()) {
        await migrator.downgrade(await oneOff(migrator, revision));
        assert.equal(await dump(), states[index], `down() of ${revision} leaves something`);
      }
      assert.equal(states[0], '');
      await migrator.upgrade(['heads']);
      assert.equal(await dump(), states.at(-1));
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
      await migrator.downgrade('d6f28c4157ed');
      assert.deepEqual(await values(db, 'SELECT name AS value FROM profiles'), ['mine']);
      await migrator.downgrade('6f8b15dae076');
      assert.deepEqual(await values(db, 'SELECT id AS value FROM bookings'), [1]);
    });

    it('copies the old reviews before it drops them, fills them again, and renames without losing a value', async () => {
      await migrator.upgrade(['0925af748a02']);
      await db.query(`INSERT INTO organizations (id, name, created_at) VALUES (1, 'Quay', ${AT})`);
      await db.query(
        "INSERT INTO businesses (id, organization_id, name, review_url, review_score) VALUES (1, 1, 'Dock', 'https://r.test', 4)",
      );
      await migrator.upgrade(['3c58d2a7bd35']);
      await db.query(
        `INSERT INTO leads (id, organization_id, name, source, created_at) VALUES (1, 1, 'Ann', 'fair', ${AT})`,
      );
      await migrator.upgrade();
      assert.deepEqual(await values(db, 'SELECT score AS value FROM business_reviews'), [4]);
      assert.deepEqual(await values(db, 'SELECT channel AS value FROM leads'), ['fair']);
      await db.query("UPDATE leads SET status = 'parked'");
      await migrator.downgrade('709c16ebfb79');
      assert.deepEqual(await values(db, 'SELECT status AS value FROM leads'), ['quoted']);
      assert.deepEqual(await values(db, 'SELECT source AS value FROM leads'), ['fair']);
      await migrator.downgrade('1a36b0859b13');
      assert.deepEqual(await values(db, 'SELECT review_score AS value FROM businesses'), [4]);
    });

    it('makes the tags in use a catalog and gives them an order', async () => {
      await migrator.upgrade(['5e7a04c9d367']);
      await db.query(`INSERT INTO organizations (id, name, created_at) VALUES (1, 'Quay', ${AT})`);
      await db.query(
        `INSERT INTO assessments (id, organization_id, profile, title, created_at) VALUES (1, 1, 'general', 'A', ${AT})`,
      );
      await db.query(
        "INSERT INTO quality_issue_responses (id, assessment_id, issue, response) VALUES (1, 1, 'i', 'r')",
      );
      await db.query("INSERT INTO tags (response_id, name) VALUES (1, 'b'), (1, 'a')");
      await migrator.upgrade();
      assert.deepEqual(await values(db, 'SELECT name AS value FROM tag_catalog ORDER BY name'), ['a', 'b']);
      assert.deepEqual(await values(db, 'SELECT name AS value FROM tags ORDER BY position'), ['a', 'b']);
    });

    it('writes down each change of a lead, and lets nobody change a decision', async () => {
      await migrator.upgrade();
      await db.query(`INSERT INTO organizations (id, name, created_at) VALUES (1, 'Quay', ${AT})`);
      await db.query(`INSERT INTO leads (id, organization_id, name, created_at) VALUES (7, 1, 'Ann', ${AT})`);
      await db.query("UPDATE leads SET channel = 'fair'");
      await db.query('DELETE FROM leads');
      const log = await db.query('SELECT lead_id, action FROM audit_log_leads ORDER BY id');
      assert.deepEqual(
        log,
        ['insert', 'update', 'delete'].map((action) => ({ lead_id: 7, action })),
      );
      await db.query(`INSERT INTO users (id, organization_id, email, created_at) VALUES (1, 1, 'a@quay.test', ${AT})`);
      await db.query("INSERT INTO governance_roles (id, user_id, organization_id, role) VALUES (1, 1, 1, 'chair')");
      await db.query(`INSERT INTO governance_audit (role_id, decision, at) VALUES (1, 'yes', ${AT})`);
      await assert.rejects(db.query("UPDATE governance_audit SET decision = 'no'"), /append-only/);
      await assert.rejects(db.query('DELETE FROM governance_audit'), /append-only/);
    });

    it('tells that SQLite has no row-level security, and enables it on PostgreSQL', async () => {
      const notices: string[] = [];
      const report = (event: MigratorEvent) => void (event.kind === 'notice' && notices.push(event.message));
      await createMigrator({ url: db.url, migrations: 'migrations' }, { directory, report }).upgrade();
      if (kind.name === 'sqlite') {
        assert.deepEqual(notices, ['a3cf591e28bc: SQLite has no row-level security: left out']);
        return;
      }
      assert.deepEqual(notices, []);
      assert.deepEqual(await values(db, 'SELECT polname AS value FROM pg_policy'), ['bookings_of_organization']);
    });
  });
}

describe('docs/demo.md', () => {
  it('names each revision of the demo once', async () => {
    const page = readFileSync(join(directory, 'docs/demo.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id);
    const entries = await createMigrator({ url: 'sqlite::memory:', migrations: 'migrations' }, { directory }).history();
    assert.deepEqual(listed.sort(), entries.map(({ revision }) => revision).sort());
    assert.ok(listed.length >= 40);
  });
});

async function values(db: TestDatabase, sql: string): Promise<unknown[]> {
  return (await db.query(sql)).map(({ value }) => value);
}

// Two branches stand side by side until the merge: each is lowered by its label.
async function oneOff(migrator: Migrator, revision: string): Promise<string> {
  const [entry] = await migrator.show(revision);
  const { current } = await migrator.current();
  return current.length > 1 ? `${entry?.labels[0]}@-1` : '-1';
}
