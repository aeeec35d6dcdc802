import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseKind, databases, type TestDatabase } from '../test/support/databases.ts';
import { revisionFile } from '../test/support/history.ts';
import { createProject, type Project } from '../test/support/project.ts';
import { ALEMBIC } from './alembic.ts';

const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const SIZES = (process.env.BENCH_SIZES ?? '250,500,1000').split(',').map(Number);

/** The whole process of `check` on schemas of 12 columns and 6 indexes a table, beside Alembic's comparison of the same database. */
export async function check(row: (section: string, what: string, figure: string) => void): Promise<void> {
  for (const kind of databases()) {
    for (const count of SIZES) {
      const { project, db } = await prepared(kind, count);
      const time = (...flags: readonly string[]) =>
        milliseconds(project, ['dist/cli/bin.js', 'check', ...flags], db.url);
      const figures = [time('--database'), time('--models'), time()];
      const floor = defining(project, db.url, count);
      const alembic = count === SIZES.at(-1) ? beside(project, kind.name, db.url, count) : '';
      row(
        'check',
        `${kind.name}, ${count} tables: live and last run / live and models / both / Sequelize alone loads and defines the models${alembic === '' ? '' : ' / Alembic'}`,
        `${[...figures, floor].map((figure) => `${figure.toFixed(0)} ms`).join(' / ')}${alembic}`,
      );
      project.remove();
      await db.drop();
    }
  }
}

async function prepared(kind: DatabaseKind, count: number): Promise<{ project: Project; db: TestDatabase }> {
  const db = await kind.create();
  const project = createProject(
    {
      'windlass.config.json': JSON.stringify({ url: db.url, models: 'models/*.js' }),
      'migrations/a00000000001.js': revisionFile('a00000000001', null, {
        up: "await op.execute('SELECT 1');",
        down: '',
      }),
      ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`models/m${index}.js`, model(index)])),
    },
    { type: 'commonjs' },
  );
  writeFileSync(join(project.folder, 'sync.cjs'), SYNC);
  succeed(spawnSync(process.execPath, ['sync.cjs', db.url, String(count)], { cwd: project.folder, encoding: 'utf8' }));
  const { code, stderr } = await project.windlass(['upgrade']);
  if (code !== 0) throw new Error(stderr);
  return { project, db };
}

// Twelve columns; six indexes with the key's and the unique column's.
function model(index: number): string {
  const parent =
    index === 0
      ? ''
      : `, references: { model: 't${parentOf(index)}', key: 'id' }, onDelete: 'SET NULL', onUpdate: 'CASCADE'`;
  return `module.exports = (sequelize, DataTypes) => sequelize.define('t${index}', {
  id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
  name: { type: DataTypes.STRING(80), allowNull: false },
  code: { type: DataTypes.STRING(20), allowNull: false, unique: true },
  amount: { type: DataTypes.DECIMAL(12, 2), allowNull: false, defaultValue: 0 },
  active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
  status: { type: DataTypes.STRING(16), allowNull: false, defaultValue: 'new' },
  parent_id: { type: DataTypes.INTEGER${parent} },
  note: DataTypes.TEXT,
  count: DataTypes.INTEGER,
  price: DataTypes.DOUBLE,
  created_at: { type: DataTypes.DATE, allowNull: false },
  updated_at: { type: DataTypes.DATE, allowNull: false },
}, { tableName: 't${index}', timestamps: false, indexes: [
  { name: 't${index}_parent', fields: ['parent_id'] }, { name: 't${index}_status', fields: ['status'] },
  { name: 't${index}_created', fields: ['created_at'] }, { name: 't${index}_name_status', fields: ['name', 'status'] },
] });
`;
}

// Not a chain of all tables: Alembic goes down it by recursion, and Python gives up at 1,000.
const parentOf = (index: number) => Math.floor(index / 10);

const SYNC = `const { Sequelize, DataTypes } = require('sequelize');
const [url, count] = process.argv.slice(2);
const sequelize = url.startsWith('sqlite:') ? new Sequelize({ dialect: 'sqlite', storage: url.slice(7), logging: false }) : new Sequelize(url, { logging: false });
for (let index = 0; index < Number(count); index += 1) require('./models/m' + index + '.js')(sequelize, DataTypes);
sequelize.sync().then(() => sequelize.close());
`;

// Wall clock of the process, the best of the runs: what stands beside it on the machine only adds.
function milliseconds(project: Project, [bin = '', ...args]: readonly string[], url: string): number {
  const root = new URL(`../${bin}`, import.meta.url).pathname;
  return best(project, [root, ...args, '--url', url]);
}

// What no comparison with models can be faster than: no question to the database, nothing compared.
function defining(project: Project, url: string, count: number): number {
  writeFileSync(join(project.folder, 'define.cjs'), SYNC.replace(/sequelize\.sync\(\).*/, ''));
  return best(project, ['define.cjs', url, String(count)]);
}

function best(project: Project, args: readonly string[]): number {
  const once = () => {
    const started = performance.now();
    succeed(spawnSync(process.execPath, args, { cwd: project.folder, encoding: 'utf8' }));
    return performance.now() - started;
  };
  return Math.min(...Array.from({ length: RUNS }, once));
}

function beside(project: Project, dialect: string, url: string, count: number): string {
  writeFileSync(join(project.folder, 'alembic_check.py'), ALEMBIC);
  const target =
    dialect === 'sqlite' ? `sqlite:///${url.slice('sqlite:'.length)}` : url.replace(/^postgres:/, 'postgresql:');
  const once = () => {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['alembic_check.py', target, String(count)], {
      cwd: project.folder,
      encoding: 'utf8',
    });
    return { tookMs: performance.now() - started, status, stdout, stderr };
  };
  const runs = Array.from({ length: 3 }, once);
  const failed = runs.find(({ status }) => status !== 0);
  if (failed?.stderr.includes('ModuleNotFoundError')) return ' / not installed (Debian: alembic, python3-psycopg2)';
  if (failed !== undefined) throw new Error(failed.stderr);
  return ` / ${Math.min(...runs.map(({ tookMs }) => tookMs)).toFixed(0)} ms (${runs[0]?.stdout.trim()})`;
}

function succeed({ status, stderr, stdout }: { status: number | null; stderr: string; stdout: string }): void {
  if (status !== 0) throw new Error(stderr || stdout);
}
