import { command, docker, RUN } from './engine.ts';
import { NETWORK } from './server.ts';

/** A container of the tool that has ended. */
export interface Finished {
  readonly code: number | null;
  /** What it logged: JSON lines, and whatever else stood there. */
  readonly log: string;
  /** The last line of it. */
  readonly last: Record<string, unknown>;
}

/** How to run the tool: the image, options of `docker run`, the command line. */
export interface Invocation {
  /** Default: `windlass`. */
  readonly image?: string;
  /** Default: `windlass` of the image's CMD. */
  readonly args?: readonly string[];
  readonly options?: readonly string[];
  readonly url?: string;
  /** Default: the network on which only the database is. */
  readonly network?: string;
}

/** Runs the tool to its end. */
export async function runTool(invocation: Invocation): Promise<Finished> {
  const { code, stdout, stderr } = await command('docker', ['run', '--rm', ...words(invocation)]);
  const log = stdout + stderr;
  return { code, log, last: lastLine(log) };
}

/** Starts the tool; answers the container's id. */
export function startTool(invocation: Invocation): Promise<string> {
  return docker('run', '-d', ...words(invocation));
}

/** How a container ended that was started, and removes it. */
export async function finished(id: string): Promise<Finished> {
  const code = Number(await docker('wait', id));
  const { stdout, stderr } = await command('docker', ['logs', id]);
  await docker('rm', '-fv', id);
  return { code, log: stdout + stderr, last: lastLine(stdout + stderr) };
}

function words({ image = 'windlass', args = [], options = [], url, network = NETWORK }: Invocation): readonly string[] {
  const database = url === undefined ? [] : ['-e', `DATABASE_URL=${url}`];
  return ['--label', RUN, '--network', network, ...database, ...options, image, ...args];
}

function lastLine(log: string): Record<string, unknown> {
  const line = log.trim().split('\n').at(-1) ?? '';
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { line };
  }
}
