import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createMigrator, type MigratorEvent } from '../../src/index.ts';
import { databaseKind, databases, STATE_TABLES, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';

describe('a dry run on PostgreSQL', () => {
  it('does not take a step for broken that uses an enum label of the step before it', async () => {
    const db = await databaseKind('postgres').create();
    await db.query("CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE p (m mood)");
    const project = createProject({
      'migrations/a.js': revisionFile('a0000000', null, { up: `await op.execute("ALTER TYPE mood ADD VALUE 'glad'")` }),
      'migrations/b.js': revisionFile('b0000000', 'a0000000', {
        up: `await op.execute("INSERT INTO p VALUES ('glad')")`,
      }),
    });
    const ended = await project.windlass(['upgrade', '--url', db.url, '--dry-run', '--json']);
    assert.equal(ended.code, 0, ended.stderr);
    const { untried, statements, warnings } = ended.json<Document>();
    assert.deepEqual([untried, statements.length], [['b0000000'], 1]);
    assert.match(
      warnings.join(),
      /from b0000000 on nothing was tried: it cannot share a transaction \(unsafe use of new value/,
    );
    project.remove();
    await db.drop();
  });
});

interface Document {
  readonly dryRun: boolean;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly { readonly revision: string; readonly outcome: string }[];
  readonly statements: readonly { readonly revision: string; readonly sql: string; readonly values?: unknown }[];
  readonly untried: readonly string[];
  readonly warnings: readonly string[];
}

for (const kind of databases()) {
  describe(`a dry run on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const dry = (command: string, ...args: string[]) =>
      project.windlass([command, '--url', db.url, '--dry-run', ...args]);

    fresh(
      kind,
      (own) => {
        ({ db, project } = own);
      },
      line(3),
    );

    it('answers with the statements and leaves a fresh database without any table', async () => {
      const ended = await dry('upgrade', '--json', '--log', 'json');
      assert.equal(ended.code, 0, ended.stderr);
      const { dryRun, from, to, steps, statements, untried } = ended.json<Document>();
      assert.deepEqual({ dryRun, from, to, untried }, { dryRun: true, from: [], to: ['r0002'], untried: [] });
      assert.deepEqual(
        steps.map(({ revision, outcome }) => `${revision} ${outcome}`),
        ['r0000 tried', 'r0001 tried', 'r0002 tried'],
      );
      assert.deepEqual(
        statements.map(({ revision, sql }) => `${revision} ${sql.split(' ')[0]}`),
        ['r0000', 'r0001', 'r0002'].flatMap((id) =>
          ['CREATE', 'INSERT', 'CREATE', ...(id === 'r0000' ? [] : ['INSERT'])].map((head) => `${id} ${head}`),
        ),
      );
      const last = JSON.parse(ended.stderr.trim().split('\n').at(-1) ?? '');
      assert.deepEqual([last.kind, last.to, last.applied], ['result', [], 0]);
      assert.doesNotMatch(ended.stderr, /step-finished/);
      assert.equal(await db.dump(), '');
    });

    it('prints SQL to standard output, under the revision it is from, with the values beside it', async () => {
      project.write({
        'migrations/v.js': revisionFile('v0000000', 'r0002', {
          up: `await op.execute('INSERT INTO t0 (id, n) VALUES ($1, $2)', { bind: [70, 71] });
            await op.execute('INSERT INTO t0 (id, n) VALUES (:id, :n);', { replacements: { id: 80, n: 81 } });
            op.notice('look here');`,
        }),
      });
      const { stdout, stderr } = await dry('upgrade', '--log', 'pretty');
      assert.match(stdout, /^-- r0000\nCREATE TABLE[^\n]*;\n/);
      assert.ok(
        stdout.endsWith(
          '-- v0000000\nINSERT INTO t0 (id, n) VALUES ($1, $2);\n--   $1 = 70\n--   $2 = 71\nINSERT INTO t0 (id, n) VALUES (:id, :n);\n--   :id = 80\n--   :n = 81\n',
        ),
        stdout,
      );
      assert.match(stderr, /^upgrade: 4 steps, dry run: nothing is kept$/m);
      assert.match(stderr, /look here/);
    });

    it('leaves schema, rows and state as they were, up and down', async () => {
      await project.windlass(['upgrade', 'r0001', '--url', db.url]);
      const before = await db.dump();
      assert.equal((await dry('upgrade')).code, 0);
      const down = await dry('downgrade', 'base', '--json');
      assert.equal(down.code, 0, down.stderr);
      assert.deepEqual(
        down.json<Document>().steps.map(({ revision }) => revision),
        ['r0001', 'r0000'],
      );
      assert.equal(await db.dump(), before);
      if (kind.name === 'sqlite') {
        const file = db.url.replace('sqlite:', '');
        const bytes = readFileSync(file);
        await dry('upgrade');
        assert.ok(readFileSync(file).equals(bytes), 'the file is another');
      }
    });

    it('says what would fail, with exit 6, and leaves no line in the history', async () => {
      project.write({
        'migrations/bad.js': revisionFile('bad00000', 'r0002', { up: "await op.execute('SELECT * FROM nowhere')" }),
      });
      await project.windlass(['upgrade', 'r0000', '--url', db.url]);
      const before = await db.dump();
      const ended = await dry('upgrade', '--log', 'pretty');
      assert.equal(ended.code, 6);
      assert.equal(ended.stdout, '');
      assert.match(
        ended.stderr,
        /STEP_FAILED: bad00000 failed in up\(\) .*nowhere.*\n.*a dry run keeps nothing in any case: mend the file and run windlass upgrade again/,
      );
      assert.equal(await db.dump(), before);
    });

    it('tries what stands before a step outside a transaction, and says from where on nothing was tried', async () => {
      const more = 'export const transaction = false;';
      project.write({
        'migrations/x.js': revisionFile('x0000000', 'r0002', { more, up: "throw new Error('it ran')" }),
        'migrations/y.js': revisionFile('y0000000', 'x0000000'),
      });
      const ended = await dry('upgrade', '--json', '--log', 'json');
      assert.equal(ended.code, 0, ended.stderr);
      const { steps, untried, warnings } = ended.json<Document>();
      assert.equal(steps.length, 3);
      assert.deepEqual(untried, ['x0000000', 'y0000000']);
      assert.match(
        warnings.join(),
        /from x0000000 on nothing was tried.*The 1 after it were not tried either: y0000000/,
      );
      assert.equal(await db.dump(), '');
    });

    it('tries what stands before a file of sequelize-cli that turns out to need no transaction', async () => {
      const sql = kind.name === 'postgres' ? 'CREATE INDEX CONCURRENTLY a_n ON a (n)' : 'VACUUM';
      const legacy = (up: string) => `module.exports = { up: async (q, S) => { ${up} }, down: async () => {} };`;
      const old = createProject(
        {
          'migrations/20200101000000-a.js': legacy(`await q.createTable('a', { n: S.INTEGER });`),
          'migrations/20200101000001-b.js': legacy(`await q.sequelize.query('${sql}');`),
        },
        { type: 'commonjs' },
      );
      const ended = await old.windlass(['upgrade', '--url', db.url, '--dry-run', '--json']);
      old.remove();
      assert.equal(ended.code, 0, ended.stderr);
      const { steps, statements, untried } = ended.json<Document>();
      assert.deepEqual([steps.length, statements.length], [1, 1]);
      assert.deepEqual(untried, ['20200101000001-b.js']);
      assert.equal(await db.dump(), '');
    });

    it('answers with nothing where nothing is pending', async () => {
      await project.windlass(['upgrade', '--url', db.url]);
      const { steps, statements, dryRun } = (await dry('upgrade', '--json')).json<Document>();
      assert.deepEqual({ steps, statements, dryRun }, { steps: [], statements: [], dryRun: true });
    });

    it('tries the demo history to its heads and leaves the catalog as it was; what it tried ends where steps of their own end', async () => {
      const directory = fileURLToPath(new URL('../..', import.meta.url));
      const at = (url: string, transaction: 'each' | 'all') => {
        const events: MigratorEvent[] = [];
        const report = (event: MigratorEvent) => void events.push(event);
        const migrator = createMigrator({ url, migrations: 'migrations', transaction }, { directory, report });
        return { migrator, events };
      };
      const { migrator } = at(db.url, 'each');
      const fresh = await migrator.tryUpgrade(['heads']);
      assert.equal(fresh.steps.length + fresh.untried.length, 44);
      assert.deepEqual(fresh.untried, ['b4d06a2f39cd']);
      assert.equal(await db.dump(), '');
      await migrator.upgrade([fresh.steps.at(-1)?.revision ?? '']);
      const each = await db.dump({ without: STATE_TABLES });
      const before = await db.dump();
      const down = await migrator.tryDowngrade('base');
      assert.equal(down.steps.length, 43);
      assert.equal(await db.dump(), before);

      const other = await kind.create();
      try {
        await at(other.url, 'all').migrator.upgrade([fresh.steps.at(-1)?.revision ?? '']);
        assert.equal(await other.dump({ without: STATE_TABLES }), each);
        await at(other.url, 'all').migrator.downgrade('base');
        assert.equal(await other.dump({ without: [...STATE_TABLES, 'sqlite_sequence'] }), '');
      } finally {
        await other.drop();
      }
    });
  });
}
