import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DatabaseKind, databases } from '../test/support/databases.ts';
import { revisionFile } from '../test/support/history.ts';
import { createProject, type Project } from '../test/support/project.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SIZES = (process.env.BENCH_SIZES ?? '100,300,1000').split(',').map(Number);
const JOBS = Math.max(2, Math.min(4, availableParallelism()));

/** `verify` (`BENCH_SIZES=100,300,1000`) of the demo history and of lines of generated revisions that make a table each, beside one process a step. */
export async function verify(row: (section: string, what: string, figure: string) => void): Promise<void> {
  for (const kind of databases()) {
    const project = createProject();
    cpSync(join(ROOT, 'migrations'), join(project.folder, 'migrations'), { recursive: true });
    row('verify', `${kind.name}, the demo history: a revision`, await beside(project, kind));
    project.remove();
    for (const count of SIZES) {
      const generated = createProject(line(count));
      const what = `${kind.name}, ${count} revisions that make ${count} tables`;
      row('verify', `${what}: a revision`, await beside(generated, kind));
      row('verify', `${what}, --jobs ${JOBS}: a revision`, await beside(generated, kind, ['--jobs', String(JOBS)]));
      generated.remove();
    }
    const what = `${kind.name}, one process a step (Sequelize and Umzug alone, no checks): three steps`;
    row('verify', what, `${(await processes(kind)).toFixed(0)} ms`);
  }
}

interface Figure {
  readonly ms: number;
  readonly text: string;
}

interface Document {
  readonly revisions: readonly { readonly result: string; readonly durationMs: number }[];
}

// A machine that others work on is not as fast at its end as at its beginning: what it is compared with is measured before and after.
async function beside(project: Project, kind: DatabaseKind, more: readonly string[] = []): Promise<string> {
  const before = await processes(kind);
  const own = await each(project, kind, more);
  const steps = (before + (await processes(kind))) / 2;
  return `${own.text}; a process a step ${steps.toFixed(0)} ms = ${(steps / own.ms).toFixed(1)} x`;
}

// Of the whole process, and of its last tenth.
async function each(project: Project, kind: DatabaseKind, more: readonly string[] = []): Promise<Figure> {
  const db = await kind.create();
  const started = performance.now();
  const ended = await project.windlass(['verify', '--url', db.url, '--json', ...more]);
  const tookMs = performance.now() - started;
  await db.drop();
  if (ended.code !== 0) throw new Error(ended.stderr + ended.stdout);
  const { revisions } = ended.json<Document & Record<string, unknown>>();
  const last = revisions.slice(-Math.ceil(revisions.length / 10)).map(({ durationMs }) => durationMs);
  const lastMs = last.reduce((sum, ms) => sum + ms, 0) / last.length;
  const ms = tookMs / revisions.length;
  const text = `${ms.toFixed(1)} ms (whole process ${(tookMs / 1000).toFixed(1)} s; of the last tenth ${lastMs.toFixed(1)} ms)`;
  return { ms, text };
}

// What a process of sequelize-cli must do at least: load both, connect, read what is applied, run one step, note it.
async function processes(kind: DatabaseKind): Promise<number> {
  const db = await kind.create();
  const project = createProject({ 'one.cjs': ONE_STEP, 'step.cjs': STEP }, { type: 'commonjs' });
  const run = (direction: string) => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ['one.cjs', db.url, direction], {
      cwd: project.folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - started;
  };
  const rounds = Array.from({ length: 5 }, () => run('up') + run('down') + run('up') + 0 * run('down'));
  project.remove();
  await db.drop();
  return rounds.toSorted((one, other) => one - other)[2] ?? Number.NaN;
}

const STEP = `module.exports = {
  up: (q, S) => q.createTable('t', { id: { type: S.INTEGER, primaryKey: true, autoIncrement: true }, name: S.STRING(40) }),
  down: (q) => q.dropTable('t'),
};`;

const ONE_STEP = `const { Sequelize } = require('sequelize');
const { Umzug, SequelizeStorage } = require('umzug');
const [url, direction] = process.argv.slice(2);
const sequelize = url.startsWith('sqlite:') ? new Sequelize({ dialect: 'sqlite', storage: url.slice(7), logging: false }) : new Sequelize(url, { logging: false });
const step = require('./step.cjs');
const context = sequelize.getQueryInterface();
const umzug = new Umzug({ migrations: [{ name: 'step', up: () => step.up(context, Sequelize), down: () => step.down(context) }], context, storage: new SequelizeStorage({ sequelize }), logger: undefined });
umzug[direction]().then(() => sequelize.close());
`;

/** Revisions that make a table each, and add a column to the one before. */
export function line(count: number): Record<string, string> {
  const id = (index: number) => `r${String(index).padStart(6, '0')}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `migrations/${id(index)}.js`,
      revisionFile(id(index), index === 0 ? null : id(index - 1), {
        up: `await op.createTable('t${index}', {
    id: { type: Sequelize.INTEGER, primaryKey: true, autoIncrement: true },
    name: { type: Sequelize.STRING(40), allowNull: false },
    amount: { type: Sequelize.DECIMAL(10, 2), allowNull: false, defaultValue: 0 },
    parent_id: { type: Sequelize.INTEGER${index === 0 ? '' : `, references: { model: 't${index - 1}', key: 'id' }, onDelete: 'CASCADE'`} },
    created_at: { type: Sequelize.DATE, allowNull: false },
  });
  await op.addIndex('t${index}', ['name'], { name: 't${index}_name' });
  ${index === 0 ? '' : `await op.addColumn('t${index - 1}', 'note', { type: Sequelize.STRING(20) });`}`,
        down: `${index === 0 ? '' : `await op.removeColumn('t${index - 1}', 'note');`} await op.dropTable('t${index}');`,
      }),
    ]),
  );
}
