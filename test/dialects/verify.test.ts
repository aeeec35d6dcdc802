import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verification } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { line, revisionFile } from '../support/history.ts';
import type { Project } from '../support/project.ts';
import { verified } from '../support/verified.ts';

const table = (name: string) =>
  `await op.createTable('${name}', { id: { type: Sequelize.INTEGER, primaryKey: true } });`;
const told = ({ revisions }: Pick<Verification, 'revisions'>) =>
  revisions.map(({ revision, result }) => `${revision} ${result}`);

for (const kind of databases()) {
  describe(`verify on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    fresh(kind, (own) => {
      ({ db, project } = own);
    });

    it('answers for each revision, prints a table, and leaves the target as it was', async () => {
      project.write(line(3));
      const before = await db.dump();
      const ended = await project.windlass(['verify', '--url', db.url, '--json']);
      assert.equal(ended.code, 0, ended.stderr);
      const { ok, revisions } = ended.json<{
        ok: boolean;
        revisions: { revision: string; result: string; differences: unknown[] }[];
      }>();
      assert.equal(ok, true);
      assert.deepEqual(
        revisions.map(({ revision, result, differences }) => [revision, result, differences.length]),
        [
          ['r0000', 'ok', 0],
          ['r0001', 'ok', 0],
          ['r0002', 'ok', 0],
        ],
      );
      assert.equal(await db.dump(), before);
    });

    it('exits with 1 and VERIFY, and names what is left', async () => {
      project.write({ 'migrations/a.js': revisionFile('a00000000001', null, { up: table('left') }) });
      const ended = await project.windlass(['verify', '--url', db.url, '--log', 'pretty', '--junit', 'out.xml']);
      assert.equal(ended.code, 1);
      assert.match(
        ended.stdout,
        /^a00000000001 {2}residue {7}a$\n {4}- table left exists after up and down and not before up/m,
      );
      assert.match(ended.stderr, /\[1\/1\] ✗ a00000000001 a residue/);
      const xml = readFileSync(join(project.folder, 'out.xml'), 'utf8');
      assert.match(xml, /<testsuites name="windlass verify" tests="1" failures="1" errors="0" skipped="0"/);
      assert.match(xml, /<failure type="residue" message="table left exists after up and down and not before up/);
      const json = (await project.windlass(['verify', '--url', db.url, '--json'])).json<{ code: string }>();
      assert.equal(json.code, 'VERIFY');
    });

    it('reports a revision that declares itself irreversible with its reason, and does not fail', async () => {
      project.write({
        'migrations/a.js': revisionFile('a00000000001', null, {
          up: table('kept'),
          down: "throw new Error('never called')",
          more: 'export const irreversible = true; // the old rows are not kept',
        }),
        'migrations/b.js': revisionFile('b00000000002', 'a00000000001', {
          up: table('more'),
          down: "await op.dropTable('more');",
        }),
      });
      const found = await verified(project, db.url);
      assert.deepEqual(told(found), ['a00000000001 irreversible', 'b00000000002 ok']);
      assert.equal(found.revisions[0]?.reason, 'the old rows are not kept');
      assert.equal(found.ok, true);
    });

    it('lists what a dropped column loses, and does not fail', async () => {
      project.write({
        'migrations/a.js': revisionFile('a00000000001', null, {
          up: `await op.createTable('t', { id: { type: Sequelize.INTEGER, primaryKey: true }, note: Sequelize.STRING(20), more: Sequelize.INTEGER });`,
          down: "await op.dropTable('t');",
        }),
        'migrations/b.js': revisionFile('b00000000002', 'a00000000001', {
          up: "await op.removeColumn('t', 'note');",
          down: "await op.addColumn('t', 'note', { type: Sequelize.STRING(20) });",
        }),
      });
      const found = await verified(project, db.url);
      assert.deepEqual(told(found), ['a00000000001 ok', 'b00000000002 ok']);
      assert.deepEqual(
        found.revisions[1]?.lost.map(({ kind: sort, object }) => `${sort} ${object}`),
        ['column order t', 'rows t.note'],
      );
    });

    it('takes merges, branches, all heads and steps outside a transaction', async () => {
      const outside = 'export const transaction = false;';
      const both = (name: string) => ({ up: table(name), down: `await op.dropTable('${name}');` });
      project.write({
        'migrations/a.js': revisionFile('a00000000001', null, both('a')),
        'migrations/b.js': revisionFile('b00000000002', 'a00000000001', both('b')),
        'migrations/c.js': revisionFile('c00000000003', 'a00000000001', { ...both('c'), more: outside }),
        'migrations/d.js': revisionFile('d00000000004', ['b00000000002', 'c00000000003'], {}),
        'migrations/e.js': revisionFile('e00000000005', 'a00000000001', { up: table('e'), more: outside }),
        'migrations/f.js': revisionFile('f00000000006', 'e00000000005', both('f')),
      });
      const found = await verified(project, db.url);
      assert.deepEqual(told(found).sort(), [
        ...['a00000000001 ok', 'b00000000002 ok', 'c00000000003 ok', 'd00000000004 ok'],
        ...['e00000000005 residue', 'f00000000006 ok'],
      ]);
    });

    it('takes files of sequelize-cli as they are', async () => {
      project.write({
        'package.json': JSON.stringify({ name: 'p', type: 'commonjs' }),
        'migrations/20240101-one.js': `module.exports = { up: (q, S) => q.createTable('one', { id: { type: S.INTEGER, primaryKey: true } }), down: (q) => q.dropTable('one') };`,
        'migrations/20240102-two.js': `module.exports = { up: (q, S) => q.addColumn('one', 'n', S.INTEGER), down: async () => {} };`,
        'migrations/20240103-three.js': `module.exports = { up: (q, S) => q.createTable('three', { id: { type: S.INTEGER, primaryKey: true } }) };`,
      });
      const found = await verified(project, db.url);
      assert.deepEqual(told(found), ['20240101-one.js ok', '20240102-two.js residue', '20240103-three.js down-failed']);
      assert.match(found.revisions[2]?.differences[0]?.detail ?? '', /has no down\(\)/);
    });

    it('does only the newest, a range, or what is new on the git branch', async () => {
      project.write(line(3));
      const git = (...args: readonly string[]) =>
        execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: project.folder });
      git('init', '-q', '-b', 'main');
      git('add', 'migrations');
      git('commit', '-q', '-m', 'first');
      git('checkout', '-q', '-b', 'work');
      const more = { up: table('new_one'), down: "await op.dropTable('new_one');" };
      project.write({ 'migrations/s.js': revisionFile('s0000', 'r0002', more) });
      git('add', 'migrations');
      git('commit', '-q', '-m', 'second');
      project.write({ 'migrations/t.js': revisionFile('t0000', 's0000', {}) });
      assert.deepEqual(told(await verified(project, db.url, { since: 'main' })), ['s0000 ok', 't0000 ok']);
      assert.deepEqual(told(await verified(project, db.url, { last: true })), ['t0000 ok']);
      assert.deepEqual(told(await verified(project, db.url, { range: 'r0001:r0002' })), ['r0001 ok', 'r0002 ok']);
      assert.deepEqual(told(await verified(project, db.url, { range: 's0000' })), ['s0000 ok']);
      await assert.rejects(
        verified(project, db.url, { since: 'nowhere' }),
        /git knows no branch, tag or commit "nowhere"/,
      );
      await assert.rejects(verified(project, db.url, { since: 'main', last: true }), /both say which revisions/);
    });

    it('goes down the whole line too, and says of a residue once', async () => {
      project.write({
        'migrations/a.js': revisionFile('a00000000001', null, { up: table('a'), down: "await op.dropTable('a');" }),
        'migrations/b.js': revisionFile('b00000000002', 'a00000000001', { up: table('b'), down: '' }),
        'migrations/c.js': revisionFile('c00000000003', 'b00000000002', {
          up: table('c'),
          down: "await op.execute('DROP TABLE nowhere')",
        }),
        'migrations/d.js': revisionFile('d00000000004', 'c00000000003', {
          up: table('d'),
          down: "await op.dropTable('d');",
        }),
      });
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told({ revisions: found.chain ?? [] }), [
        ...['d00000000004 ok', 'c00000000003 down-failed', 'b00000000002 residue', 'a00000000001 ok'],
      ]);
      assert.equal(found.ok, false);
    });

    it('works on the database itself only when that is said, and leaves it upgraded', async () => {
      project.write(line(2));
      const found = await verified(project, db.url, { inPlace: true });
      assert.deepEqual(told(found), ['r0000 ok', 'r0001 ok']);
      assert.deepEqual(await db.query('SELECT revision FROM windlass_revision ORDER BY revision'), [
        { revision: 'r0000' },
        { revision: 'r0001' },
      ]);
      assert.deepEqual(await db.query('SELECT count(*) AS n FROM t1').then(([row]) => Number(row?.n)), 1);
    });

    it('goes with the rows of a copy, from where that stands', async () => {
      project.write(line(2));
      const other = await kind.create();
      assert.equal((await project.windlass(['upgrade', 'r0000', '--url', other.url])).code, 0);
      project.write({
        'migrations/r0001.js': revisionFile('r0001', 'r0000', {
          up: table('x'),
          down: "await op.dropTable('x'); await op.execute('DELETE FROM t0');",
        }),
      });
      const found = await verified(project, db.url, { data: other.url });
      await other.drop();
      assert.deepEqual(told(found), ['r0001 data-loss']);
      assert.match(found.revisions[0]?.differences[0]?.detail ?? '', /^1 row of t0 is gone after up and down$/);
    });
  });
}
