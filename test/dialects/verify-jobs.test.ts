import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Verification } from '../../src/index.ts';
import { databases, type TestDatabase } from '../support/databases.ts';
import { fresh } from '../support/fresh.ts';
import { revisionFile } from '../support/history.ts';
import type { Project } from '../support/project.ts';
import { verified } from '../support/verified.ts';

const table = (name: string, more = '') =>
  `await op.createTable('${name}', { id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true }, name: Sequelize.STRING(20)${more} });`;
const drop = (name: string) => `await op.dropTable('${name}');`;
const id = (index: number) => `r${String(index).padStart(4, '0')}`;

interface Text {
  readonly up?: string;
  readonly down?: string;
  readonly more?: string;
}

// Of each kind of result, with what the next ones stand on between them.
const HISTORY: readonly Text[] = [
  { up: table('one'), down: drop('one') },
  {
    up: table('two', ", one_id: { type: Sequelize.INTEGER, references: { model: 'one', key: 'id' } }"),
    down: drop('two'),
  },
  { up: "await op.addColumn('one', 'note', { type: Sequelize.STRING(20) });", down: '' },
  { up: "await op.addIndex('two', ['name'], { name: 'two_name' });", down: "await op.removeIndex('two', 'two_name');" },
  {
    up: "await op.addColumn('two', 'must', { type: Sequelize.INTEGER, allowNull: false });",
    down: "await op.removeColumn('two', 'must');",
  },
  { up: table('three'), down: "await op.execute('DELETE FROM two'); await op.dropTable('three');" },
  { up: table('four'), down: drop('four'), more: 'export const transaction = false;' },
  { up: "await op.removeColumn('one', 'note');", more: 'export const irreversible = true; // the notes are not kept' },
  { up: table('five'), down: "throw new Error('no way back');" },
  {
    up: "await op.execute('INSERT INTO five (name) VALUES (1), (2)');",
    down: "await op.execute('DELETE FROM five WHERE id = 1');",
  },
  { up: table('six'), down: drop('six') },
  { up: "await op.execute('no such thing');", down: '' },
];

for (const kind of databases()) {
  describe(`verify by several processes on ${kind.name}`, () => {
    let db: TestDatabase;
    let project: Project;
    fresh(kind, (own) => {
      ({ db, project } = own);
      const texts = HISTORY.map((text, at) => {
        const before = at === 0 ? null : id(at - 1);
        return [`migrations/${id(at)}.js`, revisionFile(id(at), before, text)] as const;
      });
      project.write(Object.fromEntries(texts));
      project.write({
        'migrations/s.js': revisionFile('s0000', id(1), { up: table('side'), down: drop('side') }),
        'migrations/t.js': revisionFile('t0000', id(11), { up: table('never'), down: drop('never') }),
      });
    });

    it('finds what one finds, in the same order', async () => {
      const found = async (...more: readonly string[]) => {
        const ended = await project.windlass(['verify', '--url', db.url, '--json', '--chain', ...more]);
        assert.equal(ended.code, 1, ended.stderr);
        const { stderr } = ended;
        return { document: withoutTimes(ended.json<Verification & Record<string, unknown>>()), stderr };
      };
      const alone = await found();
      assert.deepEqual(alone.document.revisions.map(({ revision, result }) => `${revision} ${result}`).sort(), [
        ...['r0000 ok', 'r0001 ok', 'r0002 residue', 'r0003 ok', 'r0004 up-failed', 'r0005 data-loss', 'r0006 ok'],
        ...['r0007 irreversible', 'r0008 down-failed', 'r0009 residue', 'r0010 ok', 'r0011 up-failed', 's0000 ok'],
      ]);
      assert.deepEqual(alone.document.unreached, ['t0000']);
      const together = await found('--jobs', '3');
      assert.deepEqual(together.document, alone.document);
      const told = together.stderr.split('\n').filter((line) => line.includes('"verified"'));
      const places = told.map((line) => JSON.parse(line) as { index: number; total: number });
      assert.deepEqual(
        places.map(({ index, total }) => `${index} of ${total}`),
        Array.from({ length: 13 }, (_, index) => `${index} of 14`),
      );
    });

    it('does one part of the work where one is named', async () => {
      const whole = await verified(project, db.url);
      const parts = [];
      for (const index of [1, 2]) parts.push(await verified(project, db.url, { shard: { index, of: 2 } }));
      assert.deepEqual(
        parts.flatMap(({ revisions }) => withoutTimes({ ...whole, revisions }).revisions),
        withoutTimes(whole).revisions,
      );
      assert.deepEqual(parts[1]?.unfilled, whole.unfilled);
    });

    if (kind.name === 'sqlite')
      it('is stopped by one signal, and leaves no process and no scratch database behind', async () => {
        const folder = join(project.folder, 'scratch');
        mkdirSync(folder);
        const args = ['verify', '--url', db.url, '--json', '--log', 'json', '--jobs', '2'];
        const { child, ended } = project.spawn(args, { env: { TMPDIR: folder } });
        let said = '';
        child.stderr?.on('data', (chunk: Buffer) => {
          said += chunk;
          if (said.includes('"verified"')) child.kill('SIGTERM');
        });
        const { code, stdout } = await ended;
        assert.deepEqual([code, JSON.parse(stdout).error.code], [143, 'INTERRUPTED']);
        assert.deepEqual(
          readdirSync(folder).filter((name) => name.startsWith('windlass-scratch-')),
          [],
        );
      });

    it('fails of what one of them fails of, and refuses what they cannot share', async () => {
      const fails = async (...args: readonly string[]) =>
        (await project.windlass(['verify', '--json', ...args])).json();
      const nowhere = kind.name === 'postgres' ? db.url.replace(/:\d+\//, ':1/') : 'sqlite:/proc/no/such.db';
      if (kind.name === 'postgres')
        assert.match(JSON.stringify(await fails('--url', nowhere, '--jobs', '2')), /"UNREACHABLE"/);
      assert.match(
        JSON.stringify(await fails('--url', db.url, '--jobs', '2', '--in-place')),
        /USAGE.*--in-place does not/,
      );
      assert.match(JSON.stringify(await fails('--url', db.url, '--jobs', 'many')), /--jobs \\"many\\" is not a number/);
      assert.match(JSON.stringify(await fails('--url', db.url, '--shard', '3/2')), /--shard \\"3\/2\\" is not one/);
    });
  });
}

function withoutTimes(found: Verification): Verification {
  const timeless = (list: Verification['revisions']) => list.map(({ legs: _, ...one }) => ({ ...one, durationMs: 0 }));
  return {
    ...found,
    revisions: timeless(found.revisions),
    ...(found.chain !== undefined && { chain: timeless(found.chain) }),
  };
}
