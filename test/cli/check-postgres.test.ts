import assert from 'node:assert/strict';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { line } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const READY = `CREATE TYPE state AS ENUM ('new', 'paid', 'gone'); CREATE TABLE bill (id integer, name text, state state DEFAULT 'paid', CHECK (state <> 'gone'));
CREATE TABLE log (at date NOT NULL, body text) PARTITION BY RANGE (at); CREATE TABLE log_1 PARTITION OF log DEFAULT; CREATE VIEW paid AS SELECT id FROM bill WHERE state = 'paid'`;

/** What is done by hand, what is told, and the SQL that mends it. */
const BY_HAND: readonly (readonly [title: string, sql: string, told: readonly string[], mending: readonly string[]])[] =
  [
    [
      'a label that was renamed as that, with all that names it',
      "ALTER TYPE state RENAME VALUE 'paid' TO 'settled'",
      ['state.settled'],
      [`ALTER TYPE "state" RENAME VALUE 'settled' TO 'paid';`],
    ],
    [
      'an extension that only the database has, behind the column of its type',
      'CREATE EXTENSION citext; ALTER TABLE bill ALTER COLUMN name TYPE citext',
      ['bill.name', 'extension citext'],
      ['ALTER TABLE "bill" ALTER COLUMN "name" TYPE text USING "name"::text;', 'DROP EXTENSION "citext";'],
    ],
    [
      'what a partition has of its own',
      "ALTER TABLE log_1 ALTER COLUMN body SET DEFAULT 'x', ALTER COLUMN body SET NOT NULL",
      ['log_1.body'],
      ['ALTER TABLE "log_1" ALTER COLUMN "body" DROP NOT NULL;\nALTER TABLE "log_1" ALTER COLUMN "body" DROP DEFAULT;'],
    ],
    [
      'what a partition has of its table, mended with that',
      'ALTER TABLE log ALTER COLUMN body TYPE varchar(9)',
      ['log.body', 'log_1.body'],
      ['ALTER TABLE "log" ALTER COLUMN "body" TYPE text USING "body"::text;', '-- mended by the SQL of log.body'],
    ],
  ];

describe('what check says on PostgreSQL of a database that was changed by hand', () => {
  let db: TestDatabase;
  let project: Project;
  const windlass = (...args: string[]) => project.windlass([...args, '--url', db.url]);

  beforeEach(async () => {
    db = await databaseKind('postgres').create();
    project = createProject({ ...line(1) });
    await db.query(READY);
    assert.equal((await windlass('upgrade')).code, 0);
  });
  afterEach(async () => {
    project.remove();
    await db.drop();
  });

  for (const [title, sql, told, mending] of BY_HAND)
    it(`tells ${title}`, async () => {
      await db.query(sql);
      const { code, stdout, stderr } = await windlass('check', '--database', '--json');
      assert.equal(code, 1, stderr);
      const found = (JSON.parse(stdout) as { differences: { object: string; sql: string }[] }).differences;
      assert.deepEqual(
        found.map(({ object }) => object),
        told,
      );
      assert.deepEqual(
        found.map((one) => one.sql),
        mending,
      );
      for (const one of found) await db.query(one.sql);
      assert.equal((await windlass('check', '--database')).code, 0);
    });
});
