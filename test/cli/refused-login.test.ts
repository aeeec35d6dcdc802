import assert from 'node:assert/strict';
import pg from 'pg';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { line } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const WRONG = 'not-the-Sekret-8';

describe('a server that refuses the login', () => {
  let project: Project;
  let db: TestDatabase;
  before(async () => {
    project = createProject(line(1));
    db = await databaseKind('postgres').create();
  });
  after(async () => {
    project.remove();
    await db.drop();
  });

  const cases: Record<string, { change: Partial<URL>; says: RegExp }> = {
    'a wrong password is AUTH': {
      change: { password: WRONG },
      says: /^AUTH: postgres:.* refused the user or the password: .*windlass_test.*\n {2}→ check the user and the password/,
    },
    'a role that does not exist is AUTH': {
      change: { username: 'nosuchrole' },
      says: /^AUTH: postgres:.* refused the user or the password: .*nosuchrole.*\n {2}→ check the user and the password/,
    },
    'a database that does not exist is UNREACHABLE': {
      change: { pathname: '/nosuchdatabase' },
      says: /^UNREACHABLE: postgres:.* cannot be opened: .*nosuchdatabase.*\n {2}→ createdb nosuchdatabase/,
    },
  };
  for (const [name, { change, says }] of Object.entries(cases)) {
    for (const way of ['--url', 'DATABASE_URL', 'DATABASE_URL_FILE']) {
      it(`${name} at once, however long the wait (${way})`, async function () {
        const { href } = Object.assign(new URL(db.url), change);
        if (change.password !== undefined && (await letsIn(href))) this.skip(); // the server of TEST_DATABASE_URL may trust
        project.write({ 'url.txt': `${href}\n` });
        const given = {
          '--url': {},
          DATABASE_URL: { DATABASE_URL: href },
          DATABASE_URL_FILE: { DATABASE_URL_FILE: 'url.txt' },
        };
        const args = ['upgrade', '--wait', '3600s', '--log', 'pretty', ...(way === '--url' ? ['--url', href] : [])];
        const ended = await project.windlass(args, { env: given[way as keyof typeof given] });
        assert.equal(ended.code, 4, ended.stderr);
        assert.match(ended.stderr, says); // the first line: nothing was waited for
        assert.doesNotMatch(ended.stdout + ended.stderr, new RegExp(WRONG));
      });
    }
  }
});

async function letsIn(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
