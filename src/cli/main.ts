import { writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import { processActor } from '../actor.ts';
import { COMMANDS } from '../commands/index.ts';
import { Internal, isMigratorError, StepFailed, sentenceOf, Usage } from '../errors.ts';
import type { Reporter, StepOutcome } from '../events.ts';
import { migratorOf, type RunSummary } from '../migrator.ts';
import { jsonlReporter } from '../reporters/jsonl.ts';
import { prettyReporter } from '../reporters/pretty.ts';
import { ExitCalled } from '../runner/exit-guard.ts';
import { VERSION } from '../version.ts';
import { alongside } from './alongside.ts';
import { confirmation } from './confirm.ts';
import { leaveLastWords } from './last-words.ts';
import { leave } from './leave.ts';
import { loadSettings } from './load-config.ts';
import { takeNodeWarnings } from './node-warnings.ts';
import { type Output, takeOutput } from './output.ts';
import { leavePid } from './pid-file.ts';
import { commandFirst, hideSteps, type Invocation, program, steps } from './program.ts';
import { onSignals } from './signals.ts';
import { strayed } from './strayed.ts';

/** Runs one command line and ends the process with its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  const output = takeOutput();
  leavePid(process.env.WINDLASS_PID_FILE);
  const manner = { json: argv.includes('--json'), verbose: argv.includes('--verbose'), inJson: logsJson(argv) };
  const signals = onSignals((reason) => leave(failed(reason, output, manner)));
  takeNodeWarnings(reporter(output, manner));
  process.on('exit', () => guardExit(output, manner));
  process.on('uncaughtException', (error) => {
    if (!(error instanceof ExitCalled)) void end(output, failed(strayed(error, process.cwd()), output, manner));
  });
  let exitCode: number;
  try {
    exitCode = await obey(parsed(argv, output), output, { ...manner, argv, signal: signals.signal });
  } catch (error) {
    exitCode = failed(error, output, manner);
  }
  await end(output, exitCode);
}

interface Manner {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Whether the log is JSON lines. */
  readonly inJson: boolean;
}

let ended = false;

// A revision that calls process.exit(), or waits for what never comes, must not pass for done. Only what is synchronous still works here.
function guardExit(output: Output, { json, inJson }: Manner): void {
  if (ended || [130, 143].includes(Number(process.exitCode))) return;
  const { code, message, remedy, exitCode } = new StepFailed(
    'the process ended in the middle of its work: a revision called process.exit() or waits for something that never comes',
    'mend that revision and run the same command again; the database rolls the step back by itself',
  );
  process.exitCode = exitCode;
  const error = { code, message, remedy };
  leaveLastWords({ outcome: 'failed', error }, output.hide);
  if (json) writeSync(1, `${JSON.stringify({ error }, null, 2)}\n`);
  writeSync(
    2,
    inJson
      ? `${JSON.stringify({ level: 'error', kind: 'error', code, message, remedy, exitCode })}\n`
      : `${code}: ${message}\n  → ${remedy}\n`,
  );
}

async function end(output: Output, exitCode: number): Promise<void> {
  await output.flush();
  ended = true;
  leave(exitCode); // a revision's own open handles (pools, timers) must not keep the process
}

function parsed(argv: readonly string[], output: Output): Invocation | null {
  let asked: Invocation | null = null;
  const act = (invocation: Invocation) => {
    asked = invocation;
  };
  const parser = program(COMMANDS, VERSION, act, output.answer);
  try {
    parser.parse(argv.length === 0 ? ['--help'] : [...hideSteps(commandFirst(argv))], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    const name = argv.find((arg) => COMMANDS.some((command) => command.name === arg));
    throw new Usage(steps(message), name === undefined ? 'windlass --help' : `windlass ${name} --help`);
  }
  return asked;
}

async function obey(
  invocation: Invocation | null,
  output: Output,
  manner: Manner & { argv: readonly string[]; signal: AbortSignal },
): Promise<number> {
  if (invocation === null) return 0;
  const { command, args, options } = invocation;
  const { settings, warnings } = await loadSettings({ cwd: process.cwd(), env: process.env }, flagsOf(options));
  output.mask([...(settings.database?.secrets ?? []), ...(settings.scratch?.secrets ?? [])]);
  const { report } = reporter(output, manner);
  for (const message of warnings) report({ kind: 'warning', message });
  const host = { actor: processActor(), toolVersion: VERSION, report, signal: manner.signal };
  const migrator = migratorOf(settings, host);
  const shown = {
    ...options,
    ...(options.revRange === undefined ? {} : { revRange: steps(String(options.revRange)) }),
  };
  const { json } = manner;
  const confirm = json ? null : confirmation(manner.signal);
  const beside = alongside({ argv: manner.argv, signal: manner.signal, say: output.say });
  const rest = { settings, migrator, report, confirm, edit, alongside: beside };
  const answer = await command.run({ args, options: shown, json, ...rest });
  if (answer.run !== undefined) conclude(answer.run, output, report);
  const write = answer.exact ? output.exactly : output.answer;
  if (manner.json) write(`${JSON.stringify(answer.json, null, 2)}\n`);
  else if (answer.text.length > 0) write(`${answer.text.join('\n')}\n`);
  return answer.exitCode ?? 0;
}

function conclude({ from, to, steps }: RunSummary, output: Output, report: Reporter['report']): void {
  const count = (wanted: StepOutcome) => steps.filter(({ outcome }) => outcome === wanted).length;
  const result = { outcome: 'done', from, to, applied: count('applied'), reverted: count('reverted') } as const;
  report({ kind: 'result', ...result });
  leaveLastWords(result, output.hide);
}

function flagsOf(options: Invocation['options']) {
  const { config, env, url, scratch, migrations, schema, wait, lockTimeout, transaction, allowAhead, strict } =
    options as Record<string, string | undefined>;
  return {
    ...defined({ config, env, url, scratch, schema, wait, lockTimeout, transaction }),
    ...(migrations === undefined ? {} : { migrations: [migrations].flat() }),
    ...(allowAhead === undefined ? {} : { allowAhead: Boolean(allowAhead) }),
    ...(strict === undefined ? {} : { strict: Boolean(strict) }),
  };
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function reporter(output: Output, { inJson, verbose }: Manner): Reporter {
  return inJson
    ? jsonlReporter(output.say, { verbose })
    : prettyReporter(output.say, { colour: process.stderr.isTTY === true && !process.env.NO_COLOR, verbose });
}

function logsJson(argv: readonly string[]): boolean {
  const form = argv
    .find((arg, index) => argv[index - 1] === '--log' || arg.startsWith('--log='))
    ?.replace('--log=', '');
  return form === undefined ? process.stderr.isTTY !== true : form === 'json';
}

function failed(error: unknown, output: Output, { json, verbose, inJson }: Manner): number {
  const known = isMigratorError(error) ? error : internal(error);
  const { code, message, remedy, exitCode, place } = known;
  const where = place == null ? {} : { path: place.path, ...(place.line === null ? {} : { line: place.line }) }; // undefined: of another copy, an older one
  const document = { error: { code, message, remedy, ...where } };
  leaveLastWords({ outcome: 'failed', error: { code, message, remedy } }, output.hide);
  if (json) output.answer(`${JSON.stringify(document, null, 2)}\n`);
  if (inJson)
    output.say(
      `${JSON.stringify({ time: new Date().toISOString(), level: 'error', kind: 'error', code, message, remedy, ...where, exitCode })}\n`,
    );
  else output.say(`${code}: ${message}\n  → ${remedy}\n`);
  if (verbose) output.say(`${(known.cause as Error | undefined)?.stack ?? known.stack}\n`);
  return exitCode;
}

function internal(error: unknown): Internal {
  const words = sentenceOf(error);
  return new Internal(
    `this is a bug in Windlass: ${words.split('\n')[0]}`,
    'run it again with --verbose and report what it prints',
    { cause: error },
  );
}

async function edit(path: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const editor = process.env.VISUAL || process.env.EDITOR || 'vi';
  const [command = 'vi', ...rest] = editor.split(/\s+/);
  const code = await new Promise<number | null>((resolve, reject) => {
    spawn(command, [...rest, path], { stdio: 'inherit' })
      .on('error', reject)
      .on('exit', resolve);
  }).catch((error: Error) => {
    throw new Usage(`the editor "${editor}" cannot be started: ${error.message}`, 'set VISUAL or EDITOR');
  });
  if (code !== 0) throw new Usage(`the editor "${editor}" ended with ${code}`, 'set VISUAL or EDITOR');
}
