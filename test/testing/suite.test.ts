import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { migrationSuite, type SuiteOptions } from '../../src/testing.ts';
import { databaseKind, type TestDatabase } from '../support/databases.ts';
import { revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

const ID = "id: { type: 'INTEGER', primaryKey: true }";
const users = {
  up: `await op.createTable('users', { ${ID}, name: 'VARCHAR(20)' });`,
  down: "await op.dropTable('users');",
};
const posts = {
  up: `await op.createTable('posts', { ${ID}, user_id: { type: 'INTEGER', references: { model: 'users', key: 'id' } } });`,
  down: "await op.dropTable('posts');",
};
const FIRST = { 'migrations/0001_users.mjs': revisionFile('aaaa00000001', null, users) };
const HEALTHY = { ...FIRST, 'migrations/0002_posts.mjs': revisionFile('bbbb00000002', 'aaaa00000001', posts) };
const MODEL = `export default (sequelize, DataTypes) => sequelize.define('users', {
  id: { type: DataTypes.INTEGER, primaryKey: true }, name: DataTypes.STRING(20),
}, { tableName: 'users', timestamps: false });`;
const POSTS_MODEL = `export default (sequelize, DataTypes) => sequelize.define('posts', {
  id: { type: DataTypes.INTEGER, primaryKey: true }, user_id: { type: DataTypes.INTEGER, references: { model: 'users', key: 'id' } },
}, { tableName: 'posts', timestamps: false });`;

/** Which tests fail for which reason in a project with those files. */
async function failures(
  files: Readonly<Record<string, string>>,
  databases: readonly string[],
  config: Partial<SuiteOptions['config']> = {},
): Promise<ReadonlyMap<string, string>> {
  const project: Project = createProject(files);
  const tests: { readonly title: string; readonly body: () => Promise<void> }[] = [];
  const last: (() => Promise<void>)[] = [];
  const path: string[] = [];
  const framework = {
    describe: (title: string, body: () => void) => {
      path.push(title);
      body.call(undefined);
      path.pop();
    },
    it: (title: string, body: () => Promise<void>) => void tests.push({ title: [...path, title].join(' › '), body }),
    after: (body: () => Promise<void>) => void last.push(body),
  };
  try {
    migrationSuite({
      config: { migrations: 'migrations', ...config },
      databases,
      directory: project.folder,
      framework,
    });
    const failed = new Map<string, string>();
    for (const { title, body } of tests) await body().catch((error: Error) => void failed.set(title, error.message));
    failed.set('count', String(tests.length));
    return failed;
  } finally {
    for (const body of last) await body();
    project.remove();
  }
}

/** One test fails, and says why. */
async function only(title: string, reason: RegExp, ...args: Parameters<typeof failures>): Promise<void> {
  const found = await failures(...args);
  const failed = [...found].filter(([name]) => name !== 'count');
  assert.deepEqual(
    failed.map(([name]) => name),
    [title],
    JSON.stringify(failed),
  );
  assert.match(failed[0]?.[1] ?? '', reason);
}

describe('migrationSuite', () => {
  let postgres: TestDatabase;
  before(async () => {
    postgres = await databaseKind('postgres').create();
  });
  after(() => postgres.drop());

  it('passes a healthy history on both databases, with a test for each revision', async () => {
    const files = { ...HEALTHY, 'models/user.mjs': MODEL, 'models/post.mjs': POSTS_MODEL };
    const found = await failures(files, ['sqlite:', postgres.url], { models: 'models/*.mjs' });
    assert.deepEqual([...found], [['count', String(4 + 2 * (6 + 2) + 1)]]);
    assert.deepEqual(await postgres.query("SELECT 1 AS one FROM pg_tables WHERE schemaname = 'public'"), []);
  });

  it('fails for two heads', () =>
    only(
      'migrations › there is one head',
      /there are 2: .*windlass rebase/,
      {
        ...HEALTHY,
        'migrations/0003_tags.mjs': revisionFile('cccc00000003', 'aaaa00000001'),
      },
      ['sqlite:'],
    ));

  it('fails for an id that two files have, and for a parent that is not there', async () => {
    const twice = await failures({ ...FIRST, 'migrations/0002_x.mjs': revisionFile('aaaa00000001', null) }, [
      'sqlite:',
    ]);
    const own = 'migrations › every revision has an id of its own and parents that exist';
    assert.match(twice.get(own) ?? '', /two files have the revision id "aaaa00000001"/);
    const orphan = await failures({ ...FIRST, 'migrations/0002_x.mjs': revisionFile('bbbb00000002', 'nobody') }, [
      'sqlite:',
    ]);
    assert.match(orphan.get(own) ?? '', /names "nobody" in downRevision/);
  });

  it('fails for a file that cannot be read, in a test and not when it is defined', async () => {
    const found = await failures({ ...FIRST, 'migrations/0002_x.mjs': "export const revision = 'a' + 'b';" }, [
      'sqlite:',
    ]);
    assert.match(
      found.get('migrations › there is one head') ?? '',
      /declares revision as something that is not a literal/,
    );
  });

  it('fails for two revisions of one name', () =>
    only(
      'migrations › no two revisions have the same name',
      /0002_users.mjs, 0003_users.mjs|"users": 0001_users.mjs, 0002_users.mjs/,
      {
        ...FIRST,
        'migrations/0002_users.mjs': revisionFile('bbbb00000002', 'aaaa00000001'),
      },
      ['sqlite:'],
    ));

  it('fails for files that stand in another order than the history', () =>
    only(
      'migrations › the files stand in the order of the history',
      /0001_users.mjs builds on 0002_first.mjs/,
      {
        'migrations/0002_first.mjs': revisionFile('bbbb00000002', null),
        'migrations/0001_users.mjs': revisionFile('aaaa00000001', 'bbbb00000002', users),
      },
      ['sqlite:'],
    ));

  it('compares of two dates in file names what both have: sequelize-cli writes seconds', async () => {
    const files = {
      'migrations/20251231120000-users.mjs': revisionFile('aaaa00000001', null, users),
      'migrations/20261121_1843_bbbb00000002_more.mjs': revisionFile('bbbb00000002', 'aaaa00000001'),
      'migrations/20261122_cccc00000003_most.mjs': revisionFile('cccc00000003', 'bbbb00000002'),
    };
    const found = await failures(files, ['sqlite:']);
    assert.equal(found.get('migrations › the files stand in the order of the history'), undefined);
  });

  for (const name of ['sqlite', 'postgres'] as const) {
    const url = () => (name === 'sqlite' ? 'sqlite:' : postgres.url);

    it(`fails for an up() that fails on ${name}`, async () => {
      const found = await failures(
        {
          ...HEALTHY,
          'migrations/0003_bad.mjs': revisionFile('cccc00000003', 'bbbb00000002', {
            up: "await op.execute('SELEKT');",
          }),
        },
        [url()],
      );
      assert.match(
        found.get(`migrations › on ${name} › an empty database goes up to the heads`) ?? '',
        /SELEKT|syntax/i,
      );
      assert.match(found.get(`migrations › on ${name} › cccc00000003 can be taken back: bad`) ?? '', /^up-failed/);
      assert.equal(found.has(`migrations › on ${name} › bbbb00000002 can be taken back: posts`), false);
    });

    it(`fails where models and revisions differ on ${name}`, () =>
      only(
        `migrations › on ${name} › the models say what the revisions make`,
        /posts/,
        { ...HEALTHY, 'models/user.mjs': MODEL },
        [url()],
        { models: 'models/*.mjs' },
      ));

    it(`fails for a model file that registers none on ${name}`, () =>
      only(
        `migrations › on ${name} › every model file registers a model`,
        /models\/none.mjs/,
        { ...FIRST, 'models/user.mjs': MODEL, 'models/none.mjs': 'export const none = 1;' },
        [url()],
        { models: 'models/*.mjs' },
      ));

    it(`fails for the one revision that leaves something behind on ${name}`, () =>
      only(
        `migrations › on ${name} › bbbb00000002 can be taken back: name`,
        /^residue:\n.*users_name/,
        {
          ...FIRST,
          'migrations/0002_name.mjs': revisionFile('bbbb00000002', 'aaaa00000001', {
            up: "await op.addIndex('users', ['name'], { name: 'users_name' });",
          }),
        },
        [url()],
      ));

    it(`fails for a seed that is not the same again on ${name}`, () =>
      only(
        `migrations › on ${name} › a second run of a seed changes nothing`,
        /010_users/,
        {
          ...FIRST,
          'seeds/010_users.mjs':
            "export async function run(op) { const [[{ n }]] = await op.sequelize.query('SELECT count(*) AS n FROM users'); await op.bulkInsert('users', [{ id: Number(n) + 1, name: 'a' }]); }",
        },
        [url()],
      ));

    it(`fails for what is left after the way down on ${name}`, async () => {
      const found = await failures(
        {
          ...FIRST,
          'migrations/0002_posts.mjs': revisionFile('bbbb00000002', 'aaaa00000001', {
            up: posts.up.replace(/, user_id.*\} \}/, ' }'),
          }),
        },
        [url()],
      );
      assert.match(
        found.get(`migrations › on ${name} › nothing is left after the way down to base`) ?? '',
        /table posts/,
      );
    });

    it(`ends the way down where a revision says that there is none on ${name}`, async () => {
      const end = revisionFile('bbbb00000002', 'aaaa00000001', {
        ...posts,
        more: 'export const irreversible = true; // rows are gone',
      });
      assert.deepEqual(
        [...(await failures({ ...FIRST, 'migrations/0002_posts.mjs': end }, [url()])).keys()],
        ['count'],
      );
    });
  }

  it('fails for a foreign key that points nowhere: SQLite alone allows it', () =>
    only(
      'migrations › on sqlite › foreign keys point at tables and columns that exist',
      /posts \(user_id\) references nobody, and there is no such table/,
      {
        ...FIRST,
        'migrations/0002_posts.mjs': revisionFile('bbbb00000002', 'aaaa00000001', {
          up: "await op.execute('CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES nobody (id))');",
          down: "await op.dropTable('posts');",
        }),
      },
      ['sqlite:'],
    ));

  it('fails for labels of an enum that differ between the databases', () =>
    only(
      'migrations › the labels of an enum are the same on all databases',
      /'c'/,
      {
        'migrations/0001_moods.mjs': `export const revision = 'aaaa00000001';
export const downRevision = null;
export async function up(op) {
  const sqlite = op.sequelize.getDialect() === 'sqlite';
  await op.execute(sqlite
    ? "CREATE TABLE moods (id INTEGER PRIMARY KEY, mood TEXT CHECK (mood IN ('a', 'b')))"
    : "CREATE TYPE mood AS ENUM ('b', 'a', 'c'); CREATE TABLE moods (id integer PRIMARY KEY, mood mood)");
}
export async function down(op) {
  await op.execute('DROP TABLE moods');
  if (op.sequelize.getDialect() !== 'sqlite') await op.execute('DROP TYPE mood');
}
`,
      },
      ['sqlite:', postgres.url],
    ));

  it("runs in mocha and in node:test of a user's own project", async () => {
    const project = createProject({
      ...HEALTHY,
      'suite.test.mjs': `import { migrationSuite } from 'windlass/testing';
import { after, describe, it } from 'node:test';
const framework = process.env.FRAMEWORK === 'node' ? { framework: { describe, it, after } } : {};
migrationSuite({ config: { migrations: 'migrations' }, databases: ['sqlite:'], ...framework });
`,
      'data.test.mjs': `import assert from 'node:assert/strict';
import { scratchHistory } from 'windlass/testing';
import { test } from 'node:test';
test('rows survive bbbb00000002', async () => {
  const history = await scratchHistory({ config: { migrations: 'migrations' }, database: 'sqlite:' });
  try {
    await history.migrateTo('aaaa');
    await history.query("INSERT INTO users VALUES ($1, $2)", [1, 'Ada']);
    await history.migrateTo('bbbb');
    await history.migrateTo('aaaa');
    assert.deepEqual(await history.query('SELECT name FROM users'), [{ name: 'Ada' }]);
    await history.migrateTo('base');
    assert.deepEqual((await history.schema()).tables, []);
  } finally {
    await history.close();
  }
});
`,
    });
    try {
      const run = (command: string, args: readonly string[], env: Record<string, string>) =>
        spawnSync(command, args, { cwd: project.folder, encoding: 'utf8', env: { ...process.env, ...env } });
      const mocha = run(process.execPath, ['node_modules/mocha/bin/mocha.js', '--no-config', 'suite.test.mjs'], {});
      assert.equal(mocha.status, 0, mocha.stdout + mocha.stderr);
      assert.match(mocha.stdout, /bbbb00000002 can be taken back: posts/);
      assert.match(mocha.stdout, /12 passing/);
      const own = run(process.execPath, ['--test'], { FRAMEWORK: 'node', NODE_TEST_CONTEXT: '' });
      assert.equal(own.status, 0, own.stdout + own.stderr);
    } finally {
      project.remove();
    }
  });
});
