import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of the hosted runner for which something of this machine stands in. */
export interface Machine {
  /** Its folder of programs, for the front of PATH. */
  readonly programs: string;
  /** What `gh` was called with, in order: arguments, and the text of `--body-file`. */
  calls(): readonly { readonly args: readonly string[]; readonly body: string | null }[];
}

/**
 * Makes them in a folder of the job: `npm ci` asks for what npm asks for and links `packages` as node_modules instead of fetching any; `gh` writes its
 * call down.
 */
export function machine(temp: string, packages: string): Machine {
  const programs = join(temp, '_programs');
  const log = join(temp, '_gh.jsonl');
  mkdirSync(programs);
  const program = (name: string, text: string) => {
    writeFileSync(join(programs, name), `#!${process.execPath}\n${text}`);
    chmodSync(join(programs, name), 0o755);
  };
  program('npm', NPM.replace('PACKAGES', JSON.stringify(packages)));
  program('gh', GH.replace('LOG', JSON.stringify(log)));
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
  return { programs, calls: () => lines().map((line) => JSON.parse(line)) };
}

const NPM = `
const { existsSync, rmSync, symlinkSync } = require('node:fs');
const { spawnSync } = require('node:child_process');
const args = process.argv.slice(2);
if (args[0] === 'ci') {
  if (!existsSync('package-lock.json')) {
    console.error('npm error The \`npm ci\` command can only install with an existing package-lock.json');
    process.exit(1);
  }
  rmSync('node_modules', { recursive: true, force: true });
  symlinkSync(PACKAGES, 'node_modules');
} else {
  const path = process.env.PATH.split(':').filter((folder) => folder !== __dirname).join(':');
  process.exit(spawnSync('npm', args, { stdio: 'inherit', env: { ...process.env, PATH: path } }).status ?? 1);
}
`;

const GH = `
const { appendFileSync, readFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (!process.env.GH_TOKEN) {
  console.error('gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable.');
  process.exit(4);
}
const at = args.indexOf('--body-file');
appendFileSync(LOG, JSON.stringify({ args, body: at < 0 ? null : readFileSync(args[at + 1] === '-' ? 0 : args[at + 1], 'utf8') }) + '\\n');
`;
