import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'dist/cli/bin.js');

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  json<T = Record<string, unknown>>(): T;
}

/** What a command is started with. */
export interface Start {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** The Node to run it with; default: this one. */
  readonly node?: string;
}

/** A user's project in a temporary folder, with the repository's packages and `windlass` itself installed. */
export interface Project {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs the built command line to its end. */
  windlass(args: readonly string[], start?: Start): Promise<Ended>;
  /** Starts it, for tests that signal or kill it. */
  spawn(args: readonly string[], start?: Start): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
  remove(): void;
}

/** How a project is made. */
export interface ProjectOptions {
  readonly type?: 'module' | 'commonjs';
  /** False leaves it without node_modules. */
  readonly packages?: boolean;
}

/** Makes a project with those files. */
export function createProject(files: Readonly<Record<string, string>> = {}, options: ProjectOptions = {}): Project {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-project-'));
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write({ 'package.json': JSON.stringify({ name: 'project', type: options.type ?? 'module' }), ...files });
  if (options.packages !== false) installPackages(folder);
  const start = (args: readonly string[], how: Start = {}) => run(folder, args, how);
  return {
    folder,
    write,
    windlass: (args, how) => start(args, how).ended,
    spawn: start,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Waits until a command that was started has written that text to stderr; throws when it ends without. */
export function heard(child: ChildProcess, text: string): Promise<void> {
  let all = '';
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      all += chunk;
      if (all.includes(text)) resolve();
    });
    child.once('exit', () => reject(new Error(`it ended without "${text}": ${all}`)));
  });
}

function installPackages(folder: string): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  symlinkSync(ROOT, join(modules, 'windlass'));
}

function run(folder: string, args: readonly string[], { env = {}, input, node = process.execPath }: Start) {
  const {
    DATABASE_URL: _url,
    NODE_ENV: _node,
    WINDLASS_TEST_OUTPUT,
    WINDLASS_TEST_POSTGRES: _admin,
    TEST_DATABASE_URL: _test,
    ...rest
  } = process.env;
  const child = spawn(node, [BIN, ...args], {
    cwd: folder,
    env: { ...rest, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (input !== undefined) child.stdin?.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      keep(WINDLASS_TEST_OUTPUT, `${args.join(' ')}\n${stdout}\n${stderr}`);
      resolve({ code, signal, stdout, stderr, json: <T>() => JSON.parse(stdout) as T });
    });
  });
  return { child, ended };
}

function keep(folder: string | undefined, text: string): void {
  if (folder !== undefined) writeFileSync(join(folder, randomBytes(8).toString('hex')), text);
}
