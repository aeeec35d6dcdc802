import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { databases, type TestDatabase } from '../support/databases.ts';
import { line, revisionFile } from '../support/history.ts';
import { createProject, type Project } from '../support/project.ts';
import { runScript } from '../support/shell.ts';

interface Catalog {
  readonly tables: readonly { readonly name: { readonly name: string } }[];
}

for (const kind of databases()) {
  describe(`the catalog as the last run left it, on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    const windlass = async (...args: string[]) => {
      const ended = await project.windlass([...args, '--url', db.url]);
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };
    const rows = () => db.query('SELECT * FROM windlass_snapshot');
    const tables = async () => {
      const [row] = await rows();
      return (JSON.parse(String(row?.catalog)) as Catalog).tables.map(({ name }) => name.name);
    };
    const state = async () => {
      const applied = await db.query('SELECT revision, checksum FROM windlass_revision ORDER BY revision');
      const text = applied.map(({ revision, checksum }) => `${revision} ${checksum}\n`).join('');
      return createHash('sha256').update(text).digest('hex');
    };

    beforeEach(async () => {
      db = await kind.create();
      project = createProject(line(3));
    });
    afterEach(async () => {
      project.remove();
      await db.drop();
    });

    it('is one row with all tables but ours, the version and what is applied, whatever ran', async () => {
      await windlass('upgrade');
      assert.deepEqual(await tables(), ['t0', 't1', 't2']);
      const [row] = await rows();
      assert.deepEqual([row?.state, row?.tool_version], [await state(), '0.1.0']);
      assert.ok(Math.abs(Date.now() - new Date(String(row?.taken_at)).getTime()) < 60_000);
      await windlass('downgrade', '-1');
      assert.deepEqual(await tables(), ['t0', 't1']);
      await db.query('CREATE TABLE t2 (id integer)');
      await windlass('stamp', 'head');
      assert.deepEqual(await tables(), ['t0', 't1', 't2']);
      assert.equal((await rows())[0]?.state, await state());
      assert.equal((await rows()).length, 1);
    });

    it('is written when all steps share a transaction, and outside one', async () => {
      await windlass('upgrade', '--transaction', 'all');
      assert.deepEqual(await tables(), ['t0', 't1', 't2']);
      const more = 'export const transaction = false;';
      const up = "await op.execute('CREATE TABLE beside (id integer)');";
      project.write({ 'migrations/beside.js': revisionFile('beside00', 'r0002', { up, more }) });
      await windlass('upgrade');
      assert.deepEqual(await tables(), ['beside', 't0', 't1', 't2']);
      assert.equal((await rows())[0]?.state, await state());
    });

    it('is made where an older Windlass has made the tables', async () => {
      await windlass('upgrade', '+1');
      await db.query('DROP TABLE windlass_snapshot');
      await windlass('upgrade');
      assert.deepEqual(await tables(), ['t0', 't1', 't2']);
    });

    it('tells of the steps that were done when a later one fails', async () => {
      project.write({ 'migrations/bad.js': revisionFile('bad00000', 'r0002', { up: "throw new Error('no')" }) });
      assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 6);
      assert.deepEqual(await tables(), ['t0', 't1', 't2']);
      assert.equal((await rows())[0]?.state, await state());
    });

    it('stays as it is when nothing is pending, after a dry run and after a failure at once', async () => {
      await windlass('upgrade', '+1');
      const before = await rows();
      await windlass('upgrade', 'r0000');
      await windlass('upgrade', '--dry-run');
      assert.deepEqual(await rows(), before);
      project.write({ 'migrations/r0001.js': revisionFile('r0001', 'r0000', { up: "throw new Error('no')" }) });
      assert.equal((await project.windlass(['upgrade', '--url', db.url])).code, 6);
      assert.deepEqual(await rows(), before);
    });

    it('is forgotten by a script, which cannot see what it makes', async () => {
      await windlass('upgrade', '+1');
      await db.query('DROP TABLE windlass_snapshot');
      const { stdout } = await windlass('upgrade', '--sql', 'r0000:head');
      await runScript(db.url, stdout);
      assert.deepEqual(await rows(), []);
      assert.equal((await db.query('SELECT * FROM windlass_revision')).length, 3);
    });

    it('is not larger for a schema than a statement may be', async () => {
      const up = `for (let n = 0; n < 700; n += 1) await op.execute(\`CREATE TABLE wide_\${n} (\${Array.from({ length: 20 }, (_, at) => \`column_\${at} integer\`)})\`);`;
      project.write({ 'migrations/wide.js': revisionFile('wide0000', 'r0002', { up }) });
      await windlass('upgrade');
      assert.ok(String((await rows())[0]?.catalog).length > 1_000_000);
    });
  });
}

describe('the catalog as the last run left it', () => {
  it('is written in the transaction of the last step, so that a kill leaves both or neither', async function () {
    const [postgres] = databases();
    const db = await postgres?.create();
    // a server of TEST_DATABASE_URL may not note it; ours does
    const [noted] = (await db?.query('SHOW track_commit_timestamp')) ?? [];
    if (noted?.track_commit_timestamp !== 'on') {
      await db?.drop();
      return this.skip();
    }
    const project = createProject(line(2));
    try {
      await project.windlass(['upgrade', '--url', String(db?.url)]);
      const found = await db?.query(
        `SELECT r.revision, pg_xact_commit_timestamp(r.xmin) = pg_xact_commit_timestamp(s.xmin) AS together
         FROM windlass_revision r, windlass_snapshot s ORDER BY 1`,
      );
      assert.deepEqual(found, [
        { revision: 'r0000', together: false },
        { revision: 'r0001', together: true },
      ]);
    } finally {
      project.remove();
      await db?.drop();
    }
  });
});
