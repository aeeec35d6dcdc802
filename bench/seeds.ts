import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseKind, databases } from '../test/support/databases.ts';
import { createProject, type Project } from '../test/support/project.ts';

const ROWS = Number(process.env.WINDLASS_SEED_ROWS ?? 1_000_000);
const RUNS = Number(process.env.WINDLASS_SEED_RUNS ?? 3);
const NAMES = ['id', 'name', 'email', 'price', 'active', 'created_at'];
const TABLE =
  'CREATE TABLE rooms (id integer PRIMARY KEY, name varchar(80) NOT NULL, email text, price numeric(10, 2), active boolean, created_at timestamp)';

/** `npm run bench seeds`: a million rows as a seed, beside `psql \copy` and `sqlite3 .import` of the same CSV file. */
export async function seeds(row: (section: string, what: string, figure: string) => void): Promise<void> {
  for (const kind of databases()) {
    for (const form of ['csv', 'json'] as const) {
      const project = createProject({
        'migrations/.keep': '',
        'probe.cjs':
          "process.on('exit', () => require('fs').writeFileSync(process.env.PROBE, String(process.resourceUsage().maxRSS)));",
      });
      const csv = join(project.folder, 'rows.csv');
      writeRows(csv, 'csv');
      writeRows(join(project.folder, `seeds/010_rooms.${form}`), form, project);
      const small = await seeded(kind, project, { rows: 'few' });
      const turns: { readonly theirs: number; readonly ours: { readonly tookMs: number; readonly mib: number } }[] = [];
      for (let run = 0; run < RUNS; run += 1)
        turns.push({ theirs: await shell(kind, csv), ours: await seeded(kind, project, { rows: 'all' }) });
      const least = (which: (turn: (typeof turns)[number]) => number) => Math.min(...turns.map(which));
      const [ours, theirs] = [least(({ ours: { tookMs } }) => tookMs), least((turn) => turn.theirs)];
      const memory = Math.max(...turns.map(({ ours: { mib } }) => mib));
      const tool = kind.name === 'postgres' ? 'psql \\copy' : 'sqlite3 .import';
      const what = `${kind.name}: ${ROWS.toLocaleString('en')} rows, 6 columns, ${form.toUpperCase()} / ${tool} of the CSV`;
      const peak = `${memory} MiB at most (${small.mib} MiB with ten rows)`;
      row('seeds', what, `${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms = ${(ours / theirs).toFixed(2)}; ${peak}`);
      project.remove();
    }
  }
}

function writeRows(path: string, form: 'csv' | 'json', project?: Project, rows = ROWS): void {
  project?.write({ [path.slice(project.folder.length + 1)]: '' });
  const file = openSync(path, 'w');
  writeSync(file, form === 'csv' ? `${NAMES.join(',')}\n` : '[\n');
  let text = '';
  for (let id = 1; id <= rows; id += 1) {
    const values = [
      id,
      `Room ${id}`,
      `room, ${id}@example.org`,
      ((id * 7) % 10_000) / 100,
      id % 2 === 0,
      `2026-01-01 10:00:${10 + (id % 50)}`,
    ];
    const object = () => JSON.stringify(Object.fromEntries(NAMES.map((name, index) => [name, values[index]])));
    text +=
      form === 'csv'
        ? `${values.map((value) => (/,/.test(String(value)) ? `"${value}"` : value)).join(',')}\n`
        : `${object()}${id < rows ? ',' : ''}\n`;
    if (text.length < 1e6 && id < rows) continue;
    writeSync(file, text);
    text = '';
  }
  if (form === 'json') writeSync(file, ']\n');
  closeSync(file);
}

async function seeded(kind: DatabaseKind, project: Project, { rows }: { rows: 'few' | 'all' }) {
  const db = await kind.create();
  await db.query(TABLE);
  const few = join(project.folder, 'few');
  if (rows === 'few') writeRows(join(few, '010_rooms.csv'), 'csv', project, 10);
  const probe = join(project.folder, 'memory');
  writeFileSync(
    join(project.folder, 'windlass.config.json'),
    JSON.stringify({ seeds: rows === 'few' ? 'few' : 'seeds' }),
  );
  const began = performance.now();
  const { code, stderr } = await project.windlass(['seed', '--url', db.url], {
    env: { NODE_OPTIONS: `--require ${join(project.folder, 'probe.cjs')}`, PROBE: probe },
  });
  const tookMs = performance.now() - began;
  if (code !== 0) throw new Error(stderr);
  const [count] = await db.query('SELECT count(*) AS n FROM rooms');
  if (Number(count?.n) !== (rows === 'few' ? 10 : ROWS)) throw new Error(`there are ${count?.n} rows`);
  await db.drop();
  if (rows === 'few') rmSync(few, { recursive: true });
  return { tookMs, mib: Math.round(Number(readFileSync(probe, 'utf8')) / 1024) };
}

async function shell(kind: DatabaseKind, csv: string): Promise<number> {
  const db = await kind.create();
  await db.query(TABLE);
  const [command, args]: [string, string[]] =
    kind.name === 'postgres'
      ? ['psql', ['-X', '-q', '-c', `\\copy rooms FROM '${csv}' (FORMAT csv, HEADER true)`, db.url]]
      : ['sqlite3', [db.url.replace('sqlite:', ''), '.mode csv', `.import --skip 1 ${csv} rooms`]];
  const began = performance.now();
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  const tookMs = performance.now() - began;
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
  await db.drop();
  return tookMs;
}
