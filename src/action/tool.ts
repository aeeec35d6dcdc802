import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { which } from '@actions/io';
import { ConfigInvalid, Unsupported } from '../errors.ts';
import { VERSION } from '../version.ts';
import { program } from './program.ts';

/** The command line that is run. */
export interface Tool {
  /** The project's own, or the one that comes with the Action. */
  readonly from: 'workspace' | 'action';
  readonly version: string;
  /** Absolute path of its script. */
  readonly bin: string;
  /** Absolute path of the Node that the job has set up. */
  readonly node: string;
}

/**
 * The Windlass that the project has installed, else the one that comes with the Action, which takes Sequelize and the driver from the project. It runs with the
 * `node` of PATH: native drivers are built for that one, not for the Node that runs actions. Throws UNSUPPORTED when the project has neither.
 */
export async function findTool(directory: string, shown: string, bundled: string): Promise<Tool> {
  const node = await which('node').catch(() => '');
  if (node === '') throw new ConfigInvalid('there is no "node" on the PATH of this job', 'uses: actions/setup-node');
  await refuseOldNode(node);
  const own = ownTool(directory);
  if (own !== null) return { from: 'workspace', node, ...own };
  const has = (name: string) =>
    resolved(directory, `${name}/package.json`) !== null || resolved(directory, name) !== null;
  if (!has('sequelize') || !(has('pg') || has('sqlite3'))) {
    const missing = has('sequelize')
      ? 'neither pg nor sqlite3 is installed'
      : 'neither windlass nor sequelize is installed';
    throw new Unsupported(`${missing} in "${shown}"`, `run npm ci in "${shown}" first`);
  }
  return { from: 'action', version: VERSION, bin: bundled, node };
}

async function refuseOldNode(node: string): Promise<void> {
  const said: Buffer[] = [];
  await program(node, ['--version'], { listeners: { stdout: (data) => void said.push(data) } });
  const version = Buffer.concat(said).toString().trim();
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Unsupported(
    `the "node" on the PATH of this job is ${version}, and Windlass needs 20.19 or newer`,
    'uses: actions/setup-node with node-version: 24',
  );
}

// A project that is Windlass itself and was not built has none.
function ownTool(directory: string): Pick<Tool, 'bin' | 'version'> | null {
  const manifest = resolved(directory, 'windlass/package.json');
  if (manifest === null) return null;
  const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    version: string;
    bin?: { windlass?: string };
  };
  const path = join(dirname(manifest), bin?.windlass ?? '');
  return bin?.windlass !== undefined && existsSync(path) ? { version, bin: path } : null;
}

function resolved(directory: string, request: string): string | null {
  try {
    return createRequire(join(directory, 'package.json')).resolve(request);
  } catch {
    return null; // not installed: that is the answer
  }
}
