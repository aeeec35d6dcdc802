import assert from 'node:assert/strict';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import type { Project } from '../support/project.ts';
import { outcomes, SEEDED, type SeedDocument } from '../support/seeds.ts';

for (const kind of databases()) {
  describe(`seed on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const seed = (...args: string[]) => project.windlass(['seed', ...args, '--url', db.url, '--log', 'pretty']);
    const seeded = async (...args: string[]) => {
      const ended = await seed(...args, '--json');
      assert.equal(ended.code, 0, ended.stderr + ended.stdout);
      return outcomes(ended.json<SeedDocument>());
    };
    const names = async () => (await db.query('SELECT name FROM plain ORDER BY n')).map(({ name }) => name);

    fresh(
      kind,
      (own) => {
        ({ db, project } = own);
      },
      SEEDED,
    );

    const upgrade = async () => {
      const ended = await project.windlass(['upgrade', '--url', db.url]);
      assert.equal(ended.code, 0, ended.stderr);
    };

    it('has nothing to do in a project without a seeds folder, but wants the one that is named', async () => {
      await upgrade();
      assert.deepEqual(await seeded(), []);
      assert.deepEqual(await seeded('--check'), []);
      project.write({ 'windlass.config.js': "export default { seeds: 'rows' };" });
      const ended = await seed();
      assert.equal(ended.code, 2);
      assert.match(ended.stderr, /the seeds folder "rows" does not exist/);
    });

    it('runs every kind of file once, in the order of their names, and notes them down', async () => {
      await upgrade();
      project.write({
        'seeds/040_last.csv': 'name,n\nfrom csv,5\n',
        'seeds/040_last.csv.json': '{ "table": "plain" }',
        'seeds/010_first.mjs':
          "export async function run(op) { await op.bulkInsert('plain', [{ name: 'esm', n: 1 }]); }",
        'seeds/015_typed.ts':
          "import type { Operations } from 'windlass';\nexport async function run(op: Operations) { await op.bulkInsert('plain', [{ name: 'ts', n: 2 }]); }",
        'seeds/020_sql.sql':
          "-- a comment; with a semicolon\nINSERT INTO plain VALUES ('sql; a', 3);\nINSERT INTO plain VALUES ('sql b', 4);",
        'seeds/050_more.json': '{ "table": "plain", "rows": [{ "n": 6, "name": "from json" }] }',
        'seeds/_shared.js': 'export const nothing = 1;',
      });
      const expected = ['010_first.mjs', '015_typed.ts', '020_sql.sql', '040_last.csv', '050_more.json'];
      assert.deepEqual(
        await seeded(),
        expected.map((name) => `${name} applied`),
      );
      assert.deepEqual(await names(), ['esm', 'ts', 'sql; a', 'sql b', 'from csv', 'from json']);
      assert.deepEqual(await seeded(), []);
      const rows = await db.query('SELECT name, kind, length(checksum) AS n, actor FROM windlass_seed ORDER BY name');
      assert.deepEqual(
        rows.map(({ name, kind: how, n, actor }) => [name, how, Number(n), String(actor).length > 0]),
        expected.map((name) => [name, 'applied', 64, true]),
      );
      assert.equal((await seed('status')).code, 0);
    });

    it('refuses a database that is behind with PENDING, unless told', async () => {
      project.write({ 'seeds/010_sql.sql': 'CREATE TABLE own (a integer);' });
      const refused = await seed();
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /PENDING: .*a0000000\n {2}→ windlass upgrade; windlass seed --allow-behind/);
      assert.deepEqual(await seeded('--allow-behind'), ['010_sql.sql applied']);
    });

    it('runs a repeatable seed again when its text changes, and warns of one that ran once', async () => {
      await upgrade();
      const once = (value: string) => `INSERT INTO plain VALUES ('${value}', 1);`;
      const repeatable = (value: string) => `-- mode: repeatable\nUPDATE plain SET n = ${value};`;
      project.write({ 'seeds/010_once.sql': once('a'), 'seeds/020_again.sql': repeatable('7') });
      await seeded();
      project.write({
        'seeds/010_once.sql': once('b'),
        'seeds/020_again.sql': repeatable('8').replaceAll('\n', '\r\n'),
      });
      const status = await seed('status', '--json');
      assert.equal(status.code, 1);
      const document = status.json<SeedDocument>();
      assert.deepEqual(outcomes(document), ['010_once.sql edited', '020_again.sql changed']);
      assert.deepEqual([document.pending, document.code], [['020_again.sql'], 'PENDING']);
      const ended = await seed('--json');
      assert.deepEqual(outcomes(ended.json<SeedDocument>()), ['020_again.sql applied']);
      assert.match(ended.json<SeedDocument>().warnings.join(), /010_once\.sql has run and its file has been edited/);
      assert.deepEqual(await db.query('SELECT name, n FROM plain'), [{ name: 'a', n: 8 }]);
    });

    it('runs the seeds of an environment there only: by header, comment, sidecar and sub-folder', async () => {
      await upgrade();
      project.write({
        'seeds/010_js.js':
          "export const environments = ['development', 'test'];\nexport async function run(op) { await op.bulkInsert('plain', [{ name: 'js', n: 1 }]); }",
        'seeds/020_sql.sql': "-- environments: test\nINSERT INTO plain VALUES ('sql', 2);",
        'seeds/production/030_plain.csv': 'name,n\nproduction,3\n',
        'seeds/040_plain.csv': 'name,n\ntest csv,4\n',
        'seeds/040_plain.csv.json': '{ "environments": "test" }',
      });
      const none = await seed();
      assert.match(
        none.stderr,
        /no environment is named: 4 seeds are left out \(--env development \| production \| test\)/,
      );
      assert.deepEqual(await names(), []);
      assert.deepEqual(await seeded('--env', 'production'), ['production/030_plain.csv applied']);
      assert.deepEqual(await seeded('--env', 'test'), [
        '010_js.js applied',
        '020_sql.sql applied',
        '040_plain.csv applied',
      ]);
      const wrong = await seed('--only', 'sql', '--env', 'staging');
      assert.deepEqual(
        [wrong.code, /020_sql\.sql is for test, and the environment is staging/.test(wrong.stderr)],
        [2, true],
      );
    });

    it('runs those that --only names, and comes after what it depends on', async () => {
      await upgrade();
      project.write({
        'seeds/010_a.sql': "-- dependsOn: b\nINSERT INTO plain SELECT 'a', count(*) FROM plain;",
        'seeds/020_b.sql': "INSERT INTO plain SELECT 'b', count(*) FROM plain;",
        'seeds/030_c.sql': "INSERT INTO plain SELECT 'c', count(*) FROM plain;",
      });
      assert.deepEqual(await seeded('--only', 'c'), ['030_c.sql applied']);
      assert.deepEqual(await seeded(), ['020_b.sql applied', '010_a.sql applied']);
      const unknown = await seed('--only', 'nothing');
      assert.equal(unknown.code, 2);
      assert.match(unknown.stderr, /UNKNOWN_TARGET: there is no seed "nothing"\n {2}→ the seeds are 020_b\.sql/);
    });

    it('takes a seed back with --undo: the newest, or those that are named', async () => {
      await upgrade();
      project.write({
        'seeds/010_js.js': `export async function run(op) { await op.bulkInsert('plain', [{ name: 'js', n: 1 }]); }
export async function undo(op) { await op.bulkDelete('plain', { n: 1 }); }`,
        'seeds/020_plain.csv': 'name,n\ncsv,2\n',
        'seeds/020_plain.undo.sql': 'DELETE FROM plain WHERE n = 2;',
        'seeds/030_firm.sql': "INSERT INTO plain VALUES ('firm', 3);",
      });
      await seeded();
      const firm = await seed('--undo');
      assert.equal(firm.code, 6);
      assert.match(firm.stderr, /IRREVERSIBLE: 030_firm\.sql has no undo\n {2}→ write seeds\/030_firm\.undo\.sql/);
      assert.deepEqual(await seeded('--undo', 'js', 'plain'), ['020_plain.csv reverted', '010_js.js reverted']);
      assert.deepEqual(await names(), ['firm']);
      assert.deepEqual(await seeded(), ['010_js.js applied', '020_plain.csv applied']);
      assert.deepEqual(await seeded('--undo'), ['020_plain.csv reverted']);
    });

    it('shows what it would do with --dry-run, and keeps nothing', async () => {
      await upgrade();
      project.write({
        'seeds/010_plain.csv': 'name,n\ncsv,1\n',
        'seeds/020_sql.sql': "INSERT INTO plain SELECT 'after', n + 1 FROM plain;",
      });
      const before = await db.dump();
      const ended = await seed('--dry-run');
      assert.equal(ended.code, 0, ended.stderr);
      assert.match(
        ended.stdout,
        /^-- 010_plain\.csv\n(?:COPY|INSERT INTO) "plain"[\s\S]*\n-- 020_sql\.sql\nINSERT INTO plain SELECT/,
      );
      assert.equal(await db.dump(), before);
    });

    it('says with --check which seed is not idempotent, and which table shows it', async () => {
      await upgrade();
      project.write({
        'seeds/010_good.js': `export async function run(op) {
          const made = await op.upsert('rooms', [{ name: 'a', price: 1.5, active: true }, { name: 'b', price: null, active: false }], { key: 'name' });
          await op.upsert('plain', [{ name: 'x', n: made.rows < 0 ? 1 : 2 }], { key: ['name'] });
        }`,
        'seeds/020_rooms.csv': 'name,price,note\nc,2.50,\nd,,""\n',
        'seeds/020_rooms.csv.json': '{ "key": ["name"] }',
        'seeds/030_values.js':
          "export async function run(op) { await op.execute('UPDATE rooms SET price = price + 1'); }",
        'seeds/040_more.js': "export async function run(op) { await op.bulkInsert('plain', [{ name: 'y', n: 1 }]); }",
        'seeds/050_fails.js': "export async function run(op) { await op.bulkInsert('rooms', [{ name: 'z' }]); }",
        'seeds/060_cli.cjs': "module.exports = { up: (q) => q.bulkInsert('plain', [{ name: 'cli', n: 9 }]) };",
      });
      const before = await db.dump();
      const ended = await seed('--check', '--json');
      assert.equal(ended.code, 1, ended.stderr);
      const { code, seeds } = ended.json<{
        code: string;
        seeds: { seed: string; result: string; differences: { table: string | null; detail: string }[] }[];
      }>();
      assert.equal(code, 'VERIFY');
      assert.deepEqual(
        seeds.map(({ seed: name, result, differences }) => [name, result, ...differences.map(({ table }) => table)]),
        [
          ['010_good.js', 'ok'],
          ['020_rooms.csv', 'ok'],
          ['030_values.js', 'not-idempotent', 'rooms'],
          ['040_more.js', 'not-idempotent', 'plain'],
          ['050_fails.js', 'not-idempotent', null],
          ['060_cli.cjs', 'not-tried'],
        ],
      );
      assert.equal(await db.dump(), before);
      const good = await seed('--check', '--only', 'good');
      assert.equal(good.code, 0, good.stderr);
      project.write({ 'seeds/070_broken.sql': 'SELECT * FROM nowhere;' });
      assert.equal((await seed('--check', '--only', 'broken')).code, 6);
    });

    it('keeps nothing of a seed that fails, and all of those before it', async () => {
      await upgrade();
      project.write({
        'seeds/010_good.sql': "INSERT INTO plain VALUES ('good', 1);",
        'seeds/020_bad.sql': "INSERT INTO plain VALUES ('half', 2);\n\nINSERT INTO nowhere VALUES (1);",
        'seeds/030_never.sql': "INSERT INTO plain VALUES ('never', 3);",
      });
      const ended = await seed();
      assert.equal(ended.code, 6);
      assert.match(ended.stderr, /STEP_FAILED: 020_bad\.sql failed in run\(\) at seeds\/020_bad\.sql:3: .*nowhere/);
      assert.match(ended.stderr, /→ nothing of this step was kept: mend the file and run windlass seed again/);
      assert.deepEqual(await names(), ['good']);
    });

    it('runs the seeders of sequelize-cli unchanged, once, and takes over its SequelizeData', async () => {
      await upgrade();
      const seeder = (value: string) => `'use strict';
module.exports = {
  async up(queryInterface, Sequelize) { await queryInterface.bulkInsert('plain', [{ name: '${value}', n: Sequelize.literal('1 + 1') }]); },
  async down(queryInterface) { await queryInterface.bulkDelete('plain', { name: '${value}' }); },
};`;
      project.write({
        'seeds/20190101000000-old.cjs': seeder('old'),
        'seeds/20200101000000-new.cjs': seeder('new'),
      });
      await db.query('CREATE TABLE "SequelizeData" (name varchar(255) NOT NULL PRIMARY KEY)');
      await db.query(`INSERT INTO "SequelizeData" VALUES ('20190101000000-old.cjs'), ('20180101000000-gone.js')`);
      assert.deepEqual(outcomes((await seed('status', '--json')).json()), [
        '20190101000000-old.cjs applied',
        '20200101000000-new.cjs pending',
      ]);
      assert.deepEqual(await seeded(), ['20200101000000-new.cjs applied']);
      assert.deepEqual(await names(), ['new']);
      const kinds = await db.query('SELECT name, kind FROM windlass_seed ORDER BY name');
      assert.deepEqual(
        kinds.map(({ kind: how }) => how),
        ['adopted', 'applied'],
      );
      assert.deepEqual(await seeded('--undo'), ['20200101000000-new.cjs reverted']);
      assert.deepEqual(await names(), []);
      assert.equal((await db.query('SELECT * FROM "SequelizeData"')).length, 2);
    });

    it('refuses options that mean nothing, with the file and the line', async () => {
      await upgrade();
      for (const [file, text, message] of [
        [
          '010_a.sql',
          '-- mode: sometimes\nSELECT 1;',
          /seeds\/010_a\.sql:1 declares mode as something else than 'once' or 'repeatable'/,
        ],
        [
          '010_a.js',
          '\nexport const mode = process.env.MODE;\nexport const run = () => 1;',
          /seeds\/010_a\.js:2 declares mode as something that is not a literal/,
        ],
        ['010_a.json', '{ "tabel": "x", "rows": [] }', /seeds\/010_a\.json has an unknown key "tabel"/],
        ['010_a.json', '{ "mode": "repeatable", "rows": [] }', /seeds\/010_a\.json is repeatable and names no key/],
      ] as const) {
        project.write({ [`seeds/${file}`]: text });
        const ended = await seed();
        assert.equal(ended.code, 2, ended.stderr);
        assert.match(ended.stderr, message);
        project.write({
          [`seeds/${file}`]: file.endsWith('json')
            ? '[]'
            : file.endsWith('js')
              ? 'export const run = () => 1;'
              : 'SELECT 1;',
        });
      }
    });
  });
}
