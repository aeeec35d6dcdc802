import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Usage } from '../errors.ts';
import type { Direction } from '../events.ts';
import type { Answer, CommandContext, CommandOption } from './command.ts';

/** The options of a run that writes its SQL instead. */
export const SCRIPT_OPTIONS: readonly CommandOption[] = [
  { flags: '--sql', description: 'write the SQL instead of running it: from base, or of a range a:b' },
  { flags: '--output <file>', description: 'with --sql: the file to write (default: standard output)' },
  {
    flags: '--scratch <url>',
    description: 'with --sql: an empty database to try it on (default: one is created beside yours)',
  },
];

/** Throws USAGE for an option that goes with `--sql` alone. */
export function refuseScriptOptions({ options }: CommandContext, name: string): void {
  const option = ['output', 'scratch'].find((known) => options[known] !== undefined);
  if (option === undefined) return;
  throw new Usage(`--${option} goes with --sql, and a run writes no script`, `windlass ${name} --sql --${option} …`);
}

/** `--sql`: the script of a run, as the answer or into the file. */
export async function script(
  { args, options, migrator, report }: CommandContext,
  direction: Direction,
): Promise<Answer> {
  if (options.dryRun === true)
    throw new Usage('--dry-run runs it and --sql only writes it: they do not go together', 'leave one of them out');
  const made = await migrator.script(direction, args.length === 0 ? undefined : args);
  const { sql, ...rest } = made;
  if (options.output === undefined) return { json: made, text: [sql.trimEnd()], exact: true };
  const file = String(options.output);
  writeWhole(file, sql);
  report({ kind: 'notice', message: `wrote ${file}: ${made.revisions.length} step(s)` });
  return { json: { ...rest, file }, text: [] };
}

// Whoever reads the file meanwhile sees the old one or the new one. A device or pipe can only be written to.
/** Writes a file in one piece. */
export function writeWhole(file: string, text: string, option = '--output'): void {
  try {
    const path = existing(file);
    if (path !== null && !lstatSync(path).isFile()) {
      writeFileSync(path, text);
      return;
    }
    const partial = `${path ?? file}.${randomBytes(4).toString('hex')}.partial`;
    try {
      writeFileSync(partial, text, { flag: 'wx' });
      renameSync(partial, path ?? file);
    } finally {
      rmSync(partial, { force: true });
    }
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? String(cause);
    throw new Usage(`${option} "${file}" cannot be written: ${code}`, 'name a file in a folder that exists', { cause });
  }
}

/** Throws USAGE, as `writeWhole` would, before the work whose answer is to stand in the file: its folder is not there. */
export function refuseUnwritable(file: string, option: string): void {
  if (existing(file) !== null || existsSync(dirname(resolve(file)))) return;
  throw new Usage(`${option} "${file}" cannot be written: ENOENT`, 'name a file in a folder that exists');
}

function existing(file: string): string | null {
  try {
    return realpathSync(file);
  } catch {
    return null; // it does not exist yet
  }
}
