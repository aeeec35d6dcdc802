import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Usage } from '../errors.ts';

/** What the Action does. */
export type ActionCommand = (typeof COMMANDS)[number];

/** What may be told to fail the step or not; errors always do. */
export type FailOn = (typeof FAIL_ON)[number];

/** The inputs of action.yml, checked. */
export interface Inputs {
  readonly command: ActionCommand;
  /** Absolute. */
  readonly directory: string;
  readonly config: string | null;
  readonly target: string | null;
  readonly steps: number | null;
  readonly roundTrip: 'last' | 'new' | 'every';
  readonly seed: boolean;
  readonly check: 'true' | 'models' | 'database' | 'false';
  /** As the command line takes durations. */
  readonly waitTimeout: string;
  readonly lockTimeout: string;
  readonly summary: 'always' | 'failure' | 'never';
  readonly maxAnnotations: number;
  readonly failOn: ReadonlySet<FailOn>;
}

const COMMANDS = ['round-trip', 'upgrade', 'downgrade', 'verify', 'check', 'status', 'seed', 'sql'] as const;
const FAIL_ON = [
  'residue',
  'data-loss',
  'rows',
  'seed',
  'drift',
  'pending',
  'irreversible',
  'ahead',
  'warning',
] as const;
const DEFAULT_FAIL_ON = 6; // up to pending
const MOST_ANNOTATIONS = 10; // GitHub keeps ten of each kind for a step, and drops the others without a word

/** The inputs, read by name. Throws USAGE that quotes the one that is wrong. The URL is not among them: see `databaseOf`. */
export function readInputs(read: (name: string) => string, workspace: string): Inputs {
  const one = <const T extends string>(name: string, allowed: readonly T[]): T => oneOf(name, read(name), allowed);
  const steps = read('steps');
  const target = read('target');
  if (steps !== '' && target !== '')
    throw new Usage(`target "${target}" and steps "${steps}" both say where to go`, 'leave one of them out');
  const option = target.split(/\s+/).find((part) => /^-(?!\d+$)/.test(part));
  if (option !== undefined)
    throw new Usage(
      `the input target is "${target}", and "${option}" is no target`,
      'name a revision, head, heads, base, +1 or -1',
    );
  return {
    command: one('command', COMMANDS),
    directory: directoryOf(read('working-directory'), workspace),
    config: read('config') || null,
    target: target || null,
    steps: steps === '' ? null : wholeNumber('steps', steps, 1, Number.MAX_SAFE_INTEGER),
    roundTrip: one('round-trip', ['last', 'new', 'every']),
    seed: one('seed', ['true', 'false']) === 'true',
    check: one('check', ['true', 'models', 'database', 'false']),
    waitTimeout: read('wait-timeout') || '60s',
    lockTimeout: read('lock-timeout') || '5m',
    summary: one('summary', ['always', 'failure', 'never']),
    maxAnnotations: wholeNumber(
      'max-annotations',
      read('max-annotations') || String(MOST_ANNOTATIONS),
      0,
      MOST_ANNOTATIONS,
    ),
    failOn: failOnOf(read('fail-on')),
  };
}

/** The command of that name; the default for one that there is not. */
export function commandOf(name: string): ActionCommand {
  return COMMANDS.find((command) => command === name) ?? COMMANDS[0];
}

// What is empty (an expression without a value) is the default, which is the first one.
function oneOf<const T extends string>(name: string, given: string, allowed: readonly T[]): T {
  const found = given === '' ? allowed[0] : allowed.find((value) => value === given);
  if (found !== undefined) return found;
  throw new Usage(
    `the input ${name} is "${given}"`,
    `it may be ${allowed.join(', ')}${name === 'fail-on' ? ', or none alone' : ''}`,
  );
}

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= least && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new Usage(`the input ${name} is "${given}"`, `it may be a whole number ${range}`);
}

function directoryOf(given: string, workspace: string): string {
  const directory = resolve(workspace, given);
  if (existsSync(directory) && statSync(directory).isDirectory()) return directory;
  throw new Usage(
    `the working-directory "${given}" ${existsSync(directory) ? 'is no folder' : 'does not exist'}`,
    'name a folder of the repository, and check it out first: uses: actions/checkout',
  );
}

function failOnOf(given: string): ReadonlySet<FailOn> {
  const names = given.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) return new Set(FAIL_ON.slice(0, DEFAULT_FAIL_ON));
  if (names.length === 1 && names[0] === 'none') return new Set();
  return new Set(names.map((name) => oneOf('fail-on', name, [...FAIL_ON])));
}
