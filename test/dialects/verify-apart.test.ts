import assert from 'node:assert/strict';
import type { Verification } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import type { Project } from '../support/project.ts';
import { verified } from '../support/verified.ts';

type Bodies = { readonly up?: string; readonly down?: string; readonly more?: string };

const table = (name: string, more = '') =>
  `await op.createTable('${name}', { id: { type: Sequelize.INTEGER, primaryKey: true }, note: Sequelize.STRING(40)${more} });`;
const made = (name: string, more = ''): Bodies => ({
  up: table(name, more),
  down: `await op.dropTable('${name}');`,
});
const sql = (text: string) => `await op.execute(${JSON.stringify(text)});`;
const told = (revisions: Verification['revisions'] = []) =>
  revisions.map(({ revision, result }) => `${revision} ${result}`);

for (const kind of databases()) {
  describe(`a finding of verify on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    fresh(kind, (own) => {
      ({ db, project } = own);
    });

    const history = (bodies: Readonly<Record<string, Bodies>>) => {
      const ids = Object.keys(bodies);
      project.write(
        Object.fromEntries(
          Object.entries(bodies).map(([id, body], index) => [
            `migrations/${id}.js`,
            revisionFile(id, ids[index - 1] ?? null, body),
          ]),
        ),
      );
    };

    it('of an up that fails on rows does not stop the next ones, whatever became of the tables with rows', async () => {
      history({
        a000: made('gone'),
        b000: made('old'),
        c000: { up: "await op.dropTable('gone');", down: table('gone') },
        d000: { up: "await op.renameTable('old', 'kept');", down: "await op.renameTable('kept', 'old');" },
        e000: {
          up: sql('ALTER TABLE kept ADD COLUMN n integer NOT NULL'),
          down: sql('ALTER TABLE kept DROP COLUMN n'),
        },
        f000: made('last'),
      });
      // SQLite refuses the column on an empty table, too
      if (kind.name === 'sqlite')
        project.write({
          'migrations/e000.js': revisionFile('e000', 'd000', {
            up: `${sql('CREATE TABLE taken (id integer NOT NULL CHECK (id < 0))')} ${sql('INSERT INTO taken SELECT 1 FROM kept')}`,
            down: sql('DROP TABLE taken'),
          }),
        });
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told(found.revisions), [
        ...['a000 ok', 'b000 ok', 'c000 ok', 'd000 ok', 'e000 up-failed', 'f000 ok'],
      ]);
      assert.deepEqual(told(found.chain), ['f000 ok', 'e000 ok', 'd000 ok', 'c000 ok', 'b000 ok', 'a000 ok']);
    });

    it('is not made of values that an up before it takes from the clock or by chance', async () => {
      const random = kind.name === 'sqlite' ? 'hex(randomblob(8))' : 'gen_random_uuid()::text';
      history({
        a000: made('notes'),
        b000: {
          up: `await op.execute("DELETE FROM notes"); ${sql(`INSERT INTO notes (id, note) VALUES (1, ${random})`)}`,
          down: sql('DELETE FROM notes'),
        },
        c000: {
          up: sql('UPDATE notes SET note = note WHERE id = 7'),
          down: sql('UPDATE notes SET note = note WHERE id = 7'),
        },
      });
      assert.deepEqual(told((await verified(project, db.url)).revisions), ['a000 ok', 'b000 data-loss', 'c000 ok']);
    });

    it('of an up that fails on rows does not hide what is wrong with its down', async () => {
      const unique = sql('CREATE UNIQUE INDEX alone ON notes ((1))');
      history({
        a000: made('notes'),
        b000: { up: unique, down: '' },
        c000: { up: unique.replace('alone', 'lonely'), down: sql('DROP INDEX lonely') },
      });
      const { revisions } = await verified(project, db.url);
      assert.deepEqual(told(revisions), ['a000 ok', 'b000 up-failed', 'c000 ok']);
      const kinds = revisions.map(({ differences }) => differences.map(({ kind: sort }) => sort));
      assert.deepEqual(kinds, [[], ['up', 'index', 'up'], []]);
      assert.match(revisions[1]?.differences[0]?.detail ?? '', /; on empty tables it works$/);
      assert.match(revisions[1]?.differences[1]?.object ?? '', /alone/);
    });

    it('is not made of temporary tables that a step leaves: the next one runs in a session of its own', async () => {
      const temporary = sql('CREATE TEMPORARY TABLE sums AS SELECT count(*) AS n FROM notes');
      history({
        a000: made('notes'),
        b000: { up: temporary, down: temporary },
        c000: {
          up: `${temporary} await op.execute('SELECT * FROM sums');`,
          down: '',
          more: 'export const transaction = false;',
        },
      });
      assert.deepEqual(told((await verified(project, db.url)).revisions), ['a000 ok', 'b000 ok', 'c000 ok']);
    });

    it('of an up that makes something else each time is its own, and the next ones are tried on what is there', async () => {
      const other = "'made_' + process.hrtime.bigint()";
      history({
        a000: made('parents'),
        b000: {
          up: `globalThis.made = ${other}; await op.execute('CREATE TABLE ' + globalThis.made + ' (id integer PRIMARY KEY)');`,
          down: "await op.execute('DROP TABLE ' + globalThis.made);",
        },
        c000: made('more'),
        d000: made('most'),
      });
      const found = await verified(project, db.url);
      assert.deepEqual(told(found.revisions), ['a000 ok', 'b000 residue', 'c000 ok', 'd000 ok']);
    });

    if (kind.name === 'postgres')
      it('of a step outside a transaction quotes the statement that failed, not a question of ours', async () => {
        history({
          a000: made('parents'),
          b000: {
            up: "await op.addIndex('parents', ['note'], { name: 'noted', concurrently: true });",
            down: '',
            more: 'export const transaction = false;',
          },
        });
        const [, left] = (await verified(project, db.url)).revisions;
        assert.equal(left?.result, 'residue');
        const failed = left?.differences.find(({ kind: sort }) => sort === 'up');
        assert.match(failed?.object ?? '', /^CREATE INDEX CONCURRENTLY "?noted/);
      });

    it('of a down that ends the process is its own, and says so', async () => {
      history({
        a000: made('parents'),
        b000: { up: table('b'), down: 'process.exit(0);' },
        c000: { up: table('c'), down: `${sql('DROP TABLE c')} throw undefined;` },
        d000: made('most'),
      });
      const { revisions } = await verified(project, db.url);
      assert.deepEqual(told(revisions), ['a000 ok', 'b000 down-failed', 'c000 down-failed', 'd000 ok']);
      const says = revisions.map(({ differences }) => differences[0]?.detail ?? '');
      assert.match(says[1] ?? '', /b000 failed in down\(\) at .*: it called process\.exit\(0\)/);
      assert.match(says[2] ?? '', /c000 failed in down\(\) at .*: undefined$/);
    });

    it('of one is not said of those before it on the way down the whole line, even when they cannot go down for it', async () => {
      const ref = ", other: { type: Sequelize.INTEGER, references: { model: 'parents', key: 'id' } }";
      history({
        a000: made('parents'),
        b000: { up: table('child', ref), down: '' },
        c000: made('more'),
        d000: { up: sql('ALTER TABLE more ADD COLUMN n integer'), down: '' },
      });
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told(found.revisions), ['a000 ok', 'b000 residue', 'c000 ok', 'd000 residue']);
      assert.deepEqual(told(found.chain), ['d000 residue', 'c000 ok', 'b000 residue', 'a000 ok']);
    });

    it('is not hidden on the way down the whole line by what one after it has taken along', async () => {
      history({
        a000: made('a'),
        b000: { up: sql('CREATE INDEX a_note ON a (note)'), down: '' },
        c000: { up: sql('ALTER TABLE a ADD COLUMN n integer'), down: sql('DROP INDEX a_note') },
      });
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told(found.revisions), ['a000 ok', 'b000 residue', 'c000 residue']);
      assert.deepEqual(told(found.chain), ['c000 residue', 'b000 residue', 'a000 ok']);
    });

    it('keeps its own name on the way down the whole line', async () => {
      history({
        a000: {
          up: `${table('a')} ${sql("INSERT INTO a (id, note) VALUES (1, 'kept')")}`,
          down: "await op.dropTable('a');",
        },
        b000: { up: sql("UPDATE a SET note = 'new'"), down: '' },
        c000: { up: table('left'), down: '' },
      });
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told(found.chain), ['c000 residue', 'b000 data-loss', 'a000 ok']);
    });

    it('is made on generated rows where a dump has none, and the whole line goes from where the dump stands', async () => {
      history({
        a000: { up: "throw new Error('only for old databases')", down: '' },
        b000: made('b'),
        c000: { up: '', down: sql('DELETE FROM b') },
      });
      const other = await kind.create();
      assert.equal((await project.windlass(['stamp', 'a000', '--url', other.url])).code, 0);
      const found = await verified(project, db.url, { data: other.url, chain: true });
      await other.drop();
      assert.deepEqual(told(found.revisions), ['b000 ok', 'c000 data-loss']);
      assert.deepEqual(told(found.chain), ['c000 ok', 'b000 ok']);
    });

    it('is not that a newer file is applied in the copy and an older one is not', async () => {
      const outside = 'export const transaction = false;';
      history({ a000: made('a'), b000: { ...made('b'), more: outside }, c000: made('c') });
      const other = await kind.create();
      assert.equal((await project.windlass(['upgrade', '--url', other.url])).code, 0);
      await other.query('DROP TABLE b');
      await other.query("DELETE FROM windlass_revision WHERE revision = 'b000'");
      const found = await verified(project, db.url, { data: other.url, chain: true });
      await other.drop();
      assert.deepEqual([...told(found.revisions), ...told(found.chain)], ['b000 ok', 'b000 ok']);
    });

    it('of an up that the whole line alone shows stops what stands on it, and nothing else', async () => {
      history({
        a000: made('a'),
        b000: {
          up: `if ((await op.execute('SELECT id FROM a')).length === 0) throw new Error('nothing to work on');`,
          down: '',
        },
        c000: made('c'),
      });
      project.write({ 'migrations/s000.js': revisionFile('s000', 'a000', made('s')) });
      const found = await verified(project, db.url, { chain: true });
      assert.deepEqual(told(found.revisions).sort(), ['a000 ok', 'b000 ok', 'c000 ok', 's000 ok']);
      assert.deepEqual(told(found.chain).sort(), ['a000 ok', 'b000 up-failed', 's000 ok']);
    });
  });
}
