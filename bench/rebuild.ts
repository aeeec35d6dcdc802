import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { revisionFile } from '../test/support/history.ts';
import { createProject } from '../test/support/project.ts';

const ROWS = 1_000_000;
const COLUMNS = Array.from({ length: 9 }, (_, index) => `c${index}`);
const table = (type: string) =>
  `(id INTEGER PRIMARY KEY, ${COLUMNS.map((name) => `${name} ${name === 'c0' ? type : 'TEXT'}`).join(', ')})`;
const INDEXES = [1, 2, 3].map((index) => `CREATE INDEX big_${index} ON big (c${index})`);

/** `npm run bench rebuild`: a column's type of a large SQLite table, by a revision and by the same statements in the sqlite3 shell. */
export async function rebuild(): Promise<void> {
  const up = "await op.changeColumn('big', 'c0', { type: Sequelize.STRING(40) });";
  const project = createProject({ 'migrations/a.js': revisionFile('a0000000', null, { up }) });
  const [ours, theirs] = ['ours.db', 'theirs.db'].map((name) => join(project.folder, name)) as [string, string];
  const values = COLUMNS.map((_, index) => `'value ' || (i * ${index + 3})`).join(', ');
  shell(ours, [
    `CREATE TABLE big ${table('TEXT')}`,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) INSERT INTO big SELECT i, ${values} FROM n`,
    ...INDEXES,
  ]);
  copyFileSync(ours, theirs);
  const names = ['id', ...COLUMNS].join(', ');
  const typed = timed(() =>
    shell(theirs, [
      'BEGIN IMMEDIATE',
      `CREATE TABLE fresh ${table('VARCHAR(40)')}`,
      `INSERT INTO fresh (${names}) SELECT ${names} FROM big`,
      'DROP TABLE big',
      'ALTER TABLE fresh RENAME TO big',
      ...INDEXES,
      'COMMIT',
    ]),
  );
  const probe = join(project.folder, 'probe.cjs');
  writeFileSync(
    probe,
    "process.on('exit', () => require('fs').writeFileSync('memory', String(process.resourceUsage().maxRSS)));",
  );
  const began = performance.now();
  const { code, stderr } = await project.windlass(['upgrade', '--url', `sqlite:${ours}`], {
    env: { NODE_OPTIONS: `--require ${probe}` },
  });
  const took = performance.now() - began;
  if (code !== 0) throw new Error(stderr);
  const memory = spawnSync('cat', [join(project.folder, 'memory')], { encoding: 'utf8' }).stdout;
  console.log(
    `rebuild  sqlite, ${ROWS} rows, 10 columns, 3 indexes: a revision / the same statements in sqlite3`.padEnd(110),
    `${took.toFixed(0)} ms / ${typed.toFixed(0)} ms = ${(took / typed).toFixed(2)}; ${Math.round(Number(memory) / 1024)} MiB at most`,
  );
  rmSync(ours);
  project.remove();
}

function shell(file: string, statements: readonly string[]): void {
  const { status, stderr } = spawnSync('sqlite3', [file], {
    input: statements.map((sql) => `${sql};\n`).join(''),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
