import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DatabaseKind } from '../support/databases.ts';
import { freePort } from '../support/postgres.ts';
import { heard } from '../support/project.ts';
import { GOOD, ROOMS, STARS, second } from './histories.ts';
import { openStage, resultOf, type Stage } from './stage.ts';

const BIN = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const BOTH = ['sqlite', 'postgres'] as const;
const B = 'migrations/b_stars.js';

/** A pull request that must not be merged, or a database that is not as it should be. */
interface Failure {
  readonly name: string;
  readonly on: readonly DatabaseKind['name'][];
  readonly files: Readonly<Record<string, string>>;
  /** What happens before; gives inputs of the step, and what is to be undone. */
  readonly before?: (stage: Stage) => Promise<Readonly<Record<string, string>>>;
  readonly code: string;
  readonly exitCode: number;
  readonly says: RegExp;
  /** The file that is annotated and what stands on that line; null: no file is to blame. */
  readonly at: { readonly file: string; readonly line: string } | null;
}

const FAILURES: readonly Failure[] = [
  {
    name: 'an up that fails, at the statement',
    on: BOTH,
    files: { ...GOOD, [B]: second("await op.execute('SELECT * FROM nowhere');", '// nothing') },
    ...{ code: 'STEP_FAILED', exitCode: 6, says: /nowhere/, at: { file: B, line: 'FROM nowhere' } },
  },
  {
    name: 'a down that fails',
    on: ['sqlite'],
    files: {
      ...GOOD,
      [B]: second(
        "await op.addColumn('rooms', 'stars', { type: Sequelize.INTEGER });",
        "await op.execute('DROP TABLE nowhere');",
      ),
    },
    ...{ code: 'VERIFY', exitCode: 1, says: /down.*nowhere/s, at: { file: B, line: 'function down' } },
  },
  {
    name: 'a down that leaves something',
    on: BOTH,
    files: { ...GOOD, [B]: second("await op.addIndex('rooms', ['name'], { name: 'rooms_name' });", '// nothing') },
    ...{ code: 'VERIFY', exitCode: 1, says: /index rooms_name/, at: { file: B, line: 'addIndex' } },
  },
  {
    name: 'a down that loses rows',
    on: ['sqlite'],
    files: {
      ...GOOD,
      [B]: second(
        "await op.addColumn('rooms', 'stars', { type: Sequelize.INTEGER });",
        "await op.execute('DELETE FROM rooms');\n  await op.removeColumn('rooms', 'stars');",
      ),
    },
    ...{ code: 'VERIFY', exitCode: 1, says: /rooms/, at: { file: B, line: 'function down' } },
  },
  {
    name: 'models that say something else',
    on: ['sqlite'],
    files: {
      ...GOOD,
      'windlass.config.js': "export default { models: 'models/*.js' };\n",
      'models/room.js': `import { DataTypes, Model } from 'sequelize';
export class Room extends Model {}
export function define(sequelize) {
  return Room.init({ name: { type: DataTypes.STRING(40), allowNull: false }, note: DataTypes.TEXT, stars: DataTypes.INTEGER, floor: DataTypes.INTEGER },
    { sequelize, tableName: 'rooms', timestamps: false });
}
`,
    },
    ...{ code: 'DRIFT', exitCode: 1, says: /floor/, at: { file: 'models/room.js', line: 'Room.init' } },
  },
  {
    name: 'two heads',
    on: ['sqlite'],
    files: { ...GOOD, 'migrations/c_floor.js': second('', '', 'c0000000') },
    ...{
      code: 'MULTIPLE_HEADS',
      exitCode: 3,
      says: /b0000000.*c0000000/s,
      at: { file: 'migrations/c_floor.js', line: 'downRevision' },
    },
  },
  {
    name: 'a file that was edited after it was applied',
    on: ['postgres'],
    files: GOOD,
    before: async (stage) => {
      await cli(stage, ['upgrade', 'a0000000']);
      stage.workspace.write({ 'migrations/a_rooms.js': ROOMS.replace('STRING(40)', 'STRING(80)') });
      return {};
    },
    ...{
      code: 'EDITED_AFTER_APPLY',
      exitCode: 3,
      says: /a0000000/,
      at: { file: 'migrations/a_rooms.js', line: 'revision' },
    },
  },
  {
    name: 'a seed that doubles its rows',
    on: ['postgres'],
    files: {
      ...GOOD,
      'seeds/020_more.js':
        "export const mode = 'repeatable';\n\nexport async function run(op) {\n  await op.bulkInsert('rooms', [{ name: 'red' }]);\n}\n",
    },
    ...{
      code: 'VERIFY',
      exitCode: 1,
      says: /020_more.*rooms/s,
      at: { file: 'seeds/020_more.js', line: 'function run' },
    },
  },
  {
    name: 'a database that never comes up',
    on: ['postgres'],
    files: GOOD,
    before: async () => ({
      'database-url': `postgres://app:nothing-Secret-1@127.0.0.1:${await freePort()}/app`,
      'wait-timeout': '1s',
    }),
    ...{ code: 'UNREACHABLE', exitCode: 4, says: /127\.0\.0\.1/, at: null },
  },
  {
    name: 'a wrong password',
    on: ['postgres'],
    files: GOOD,
    before: async ({ db }) => ({
      'database-url': Object.assign(new URL(db.url), { password: 'not-the-Sekret-8' }).href,
    }),
    ...{ code: 'AUTH', exitCode: 4, says: /refused the user or the password/, at: null },
  },
  {
    name: 'a database that another process migrates',
    on: BOTH,
    files: {
      ...GOOD,
      [B]: STARS.replace(
        'op.addColumn',
        'new Promise((go) => setTimeout(go, process.env.SLOW ?? 0));\n  await op.addColumn',
      ),
    },
    before: async (stage) => {
      await slowly(stage, 'b0000000');
      return { 'lock-timeout': '1s', command: 'upgrade' };
    },
    ...{ code: 'LOCKED', exitCode: 5, says: /lock|free/, at: null },
  },
];

for (const failure of FAILURES)
  for (const kind of failure.on)
    describe(`the action finds on ${kind}`, () => {
      let stage: Stage;
      beforeEach(async () => {
        stage = await openStage(kind, failure.files);
      });
      afterEach(async () => {
        for (const child of children.splice(0)) child.kill('SIGKILL');
        await stage.close();
      });

      it(failure.name, async () => {
        const inputs = (await failure.before?.(stage)) ?? {};
        const ended = await stage.run(inputs);
        const { ok, code, exitCode } = resultOf(ended);
        assert.equal(ended.conclusion, 'failure', ended.log);
        assert.doesNotMatch(ended.outputs.result ?? '', /:\/\//);
        assert.deepEqual(
          { ok, code, exitCode },
          { ok: false, code: failure.code, exitCode: failure.exitCode },
          ended.log,
        );
        const errors = ended.annotations.filter(({ level }) => level === 'error');
        const [error] = errors;
        assert.equal(errors.length, 1, JSON.stringify(errors));
        assert.match(`${error?.title} ${error?.message}`, failure.says);
        assert.match(ended.summary.replaceAll('\\', ''), failure.says); // Markdown's escapes
        const at = failure.at && {
          file: failure.at.file,
          line: stage.workspace.lineOf(failure.at.file, failure.at.line),
        };
        assert.deepEqual(error && { file: error.file, line: error.line }, at ?? { file: null, line: null });
      });
    });

const children: ReturnType<typeof spawn>[] = [];

function cli(stage: Stage, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args, '--url', stage.db.url], {
      cwd: stage.workspace.folder,
      stdio: 'ignore',
    });
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`windlass ${args.join(' ')} ended with ${code}`)),
    );
  });
}

// Leaves an upgrade standing in the middle of that revision.
async function slowly(stage: Stage, revision: string): Promise<void> {
  const env = { ...process.env, SLOW: '60000' };
  const bin = join(stage.workspace.folder, 'node_modules/windlass/dist/cli/bin.js');
  const child = spawn(process.execPath, [bin, 'upgrade', '--url', stage.db.url], {
    cwd: stage.workspace.folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(child);
  await heard(child, `"step-started","revision":"${revision}"`);
}
