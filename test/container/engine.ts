import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: what the images are built from. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Everything that this run of the tests makes carries this name, and goes when it ends. */
export const RUN = `windlass-test-${randomBytes(4).toString('hex')}`;
const LAB = join(ROOT, '../shared/container-lab/lab');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export async function command(program: string, args: readonly string[], env: Record<string, string> = {}) {
  return new Promise<Ended>((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].on('data', (chunk: Buffer) => {
        output[stream] += chunk;
      });
    child.on('error', reject).on('close', (code) => resolve({ code, ...output }));
  });
}

/** Runs `docker`; throws what it printed when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await command('docker', args);
  if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout.trim();
}

/** Runs `docker compose` on the project's own file and on more, as a project of this run. Does not throw. */
export async function compose(
  args: readonly string[],
  more: { files?: readonly string[]; env?: Record<string, string> } = {},
) {
  const files = ['compose.yaml', ...(more.files ?? [])].flatMap((file) => ['-f', file]);
  const plugin = spawnSync('docker', ['compose', 'version']).status === 0;
  const [program, ...first] = plugin ? ['docker', 'compose'] : ['docker-compose'];
  return command(program ?? '', [...first, '-p', RUN, ...files, ...args], more.env);
}

/** Plays a Pod's manifest with its init containers for some seconds: on the bench's Podman, or on this machine's. */
export async function playPod(file: string, images: readonly string[], seconds: number): Promise<Ended> {
  if (existsSync(LAB)) return command(LAB, ['kube-play', file, ...images], { KUBE_WAIT: String(seconds) });
  const play = `set -e; for i in ${images.join(' ')}; do docker save "$i" | podman load -q; podman tag "localhost/$i" "docker.io/library/$i"; done
podman kube play --network host '${file}'; sleep ${seconds}; podman ps -a; podman kube down '${file}'`;
  return command('bash', ['-c', play]);
}

/** Finds an engine: the one that answers, else the bench's. Throws when there is neither. */
export async function findEngine(): Promise<void> {
  if (answers()) return;
  if (!existsSync(LAB)) throw new Error('the container tests need a Docker Engine, and none answers');
  const up = await command(LAB, ['up']);
  if (up.code !== 0) throw new Error(`the bench did not start: ${up.stderr}`);
  const { stdout } = await command(LAB, ['env']);
  for (const [, name = '', value] of stdout.matchAll(/(\w+)=(\S+)/g)) process.env[name] = value;
  if (!answers()) throw new Error('the engine of the bench does not answer');
}

function answers(): boolean {
  return spawnSync('docker', ['info'], { timeout: 20_000 }).status === 0;
}
