/** `npm run test:nodes`: runs the revision and configuration files on every Node that is promised, fetched from npm as the package `node`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROMISED = ['20.19', '22', '24'];

const folder = mkdtempSync(join(tmpdir(), 'windlass-nodes-'));
try {
  const nodes = PROMISED.map((version) => {
    const home = join(folder, version);
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', home, `node@${version}`]);
    return join(home, 'node_modules/node/bin/node');
  });
  run('npx', ['mocha', '--parallel=false', '-g', 'revision files on Node'], { TEST_NODES: nodes.join(':') });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
