import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VERSION = '24.21.0';
const CACHE = fileURLToPath(new URL(`../../../node_modules/.cache/windlass-node-${VERSION}`, import.meta.url));

let found: Promise<string> | null = null;

/**
 * The path of a Node 24, the runtime of `using: node24`: this process's own, the one in `TEST_NODE24`, or the one of the npm package `node`. That is no
 * dev dependency: it would put itself as `node` before every npm script, and the tests would no longer run on the Node that was chosen.
 */
export function node24(): Promise<string> {
  found ??= locate();
  return found;
}

async function locate(): Promise<string> {
  if (process.env.TEST_NODE24 !== undefined) return process.env.TEST_NODE24;
  if (process.versions.node.startsWith('24.')) return process.execPath;
  const node = join(CACHE, 'bin/node');
  if (!existsSync(node)) await install();
  return node;
}

// Two workers may both do it: the first to rename wins.
async function install(): Promise<void> {
  mkdirSync(join(CACHE, '..'), { recursive: true });
  const folder = mkdtempSync(`${CACHE}-`);
  const options = ['--no-save', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const arch = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`;
  const install = promisify(execFile)('npm', ['install', ...options, '--prefix', folder, `${arch}@${VERSION}`]);
  await install.catch((cause: unknown) => {
    throw new Error(`npm could not bring ${arch}@${VERSION}: name a Node 24 of yours in TEST_NODE24`, { cause });
  });
  const unpacked = join(folder, 'node_modules', arch);
  for (const part of ['include', 'share']) rmSync(join(unpacked, part), { recursive: true, force: true });
  try {
    renameSync(unpacked, CACHE);
  } catch (error) {
    if (!existsSync(join(CACHE, 'bin/node'))) throw error;
  }
  rmSync(folder, { recursive: true, force: true });
}
