import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Alongside } from '../commands/command.ts';
import { type ErrorCode, EXIT_CODES, Internal, MigratorError } from '../errors.ts';
import type { MigratorEvent } from '../events.ts';

/** What a process alongside needs to know of this one. */
export interface OwnProcess {
  readonly argv: readonly string[];
  readonly signal: AbortSignal;
  /** Where its lines go that are no events: what revisions print. */
  readonly say: (text: string) => void;
}

const MOST_HEARD = 400;

/** Runs this command line again in processes of their own, which answer and tell in JSON. A signal to this one stops them, too, and they are waited for. */
export function alongside({ argv, signal, say }: OwnProcess): Alongside {
  return async ({ options, without, heard, until }) => {
    const args = withOptions(withoutOptions(argv, [...without, '--json', '--log']), [
      ...options,
      '--json',
      '--log',
      'json',
    ]);
    const ended = AbortSignal.any([signal, until]);
    ended.throwIfAborted();
    // a group of its own: Ctrl-C on the terminal would reach it beside our signal, and a second signal ends a process at once
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stop = () => child.kill('SIGTERM');
    ended.addEventListener('abort', stop);
    try {
      const { answer, last, code } = await outcomeOf(child, heard, say);
      ended.throwIfAborted();
      return documentOf(answer, code, last);
    } finally {
      ended.removeEventListener('abort', stop);
    }
  };
}

interface Outcome {
  readonly answer: string;
  /** The end of what it said beside the answer. */
  readonly last: string;
  readonly code: number | null;
}

async function outcomeOf(
  child: ChildProcessByStdio<null, Readable, Readable>,
  heard: (event: MigratorEvent) => void,
  say: OwnProcess['say'],
): Promise<Outcome> {
  const chunks: Buffer[] = [];
  let last = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  createInterface({ input: child.stderr }).on('line', (line) => {
    const event = eventOf(line);
    last = (last + line).slice(-MOST_HEARD);
    if (event === null) say(`${line}\n`);
    else if (event.kind !== 'error') heard(event as MigratorEvent);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { answer: Buffer.concat(chunks).toString(), last, code };
}

// Behind `--` everything is an argument.
function withOptions(argv: readonly string[], options: readonly string[]): readonly string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  return argv.toSpliced(end, 0, ...options);
}

// `--name value` and `--name=value`; what has no value is followed by another option, or by nothing.
function withoutOptions(argv: readonly string[], names: readonly string[]): readonly string[] {
  const flags = new Set(['--json']);
  return argv.filter((word, at) => {
    const before = argv[at - 1] ?? '';
    if (names.includes(before) && !flags.has(before)) return false;
    return !names.some((name) => word === name || word.startsWith(`${name}=`));
  });
}

function eventOf(line: string): { readonly kind: string } | null {
  if (!line.startsWith('{"time"') && !line.startsWith('{"level"')) return null;
  try {
    const { time: _time, level: _level, ...event } = JSON.parse(line) as Record<string, unknown>;
    return typeof event.kind === 'string' ? (event as { kind: string }) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What a process alongside failed of, in its own words. */
class FailedAlongside extends MigratorError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, remedy: string) {
    super(message, remedy);
    this.code = code;
  }
}

function documentOf(answer: string, code: number | null, last: string): unknown {
  const document = parsed(answer);
  const { error } = (document ?? {}) as { error?: { code: string; message: string; remedy: string } };
  if (error !== undefined && error.code in EXIT_CODES)
    throw new FailedAlongside(error.code as ErrorCode, error.message, error.remedy);
  if (document !== null) return document;
  throw new Internal(
    `a process alongside ended with ${code ?? 'a signal'} and without an answer: ${last}`,
    'run the same command again with --jobs 1',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
