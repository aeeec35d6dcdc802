import { isAbsolute, relative } from 'node:path';
import { parseCommand, type WorkflowCommand } from './commands.ts';

/** What a step says at a place of a file; GitHub shows it in the diff of the pull request. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title: string | null;
  /** From the root of the repository. */
  readonly file: string | null;
  readonly line: number | null;
}

/** What a step has printed so far, as GitHub's log shows it. */
export interface Heard {
  /** With the masks that were known when each line came. */
  readonly log: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly groups: readonly string[];
  /** Commands that GitHub no longer heeds, and secrets in plain sight. */
  readonly problems: readonly string[];
}

/** Reads the output of a step line by line. */
export interface Listener {
  take(line: string): void;
  readonly heard: Heard;
}

/** What the job knows of secrets. */
export interface Secrets {
  /** Grows by `::add-mask::`, for all steps of the job. */
  readonly masks: Set<string>;
  /** What no line may show, in any spelling, once the masks are applied. */
  readonly forbidden: readonly string[];
}

const SILENT = new Set(['debug', 'endgroup', 'echo', 'add-matcher', 'remove-matcher']);
const LEVELS = new Set(['error', 'warning', 'notice']);

/** Listens to one step of a job in that workspace. */
export function listen(workspace: string, secrets: Secrets): Listener {
  const heard = {
    log: [] as string[],
    annotations: [] as Annotation[],
    groups: [] as string[],
    problems: [] as string[],
  };
  let stopped: string | null = null; // the token of ::stop-commands::, which starts them again
  const obey = (command: WorkflowCommand) => {
    if (command.name === 'add-mask') return mask(secrets.masks, command.data);
    if (command.name === 'stop-commands') stopped = command.data.toLowerCase();
    else if (command.name === 'group') heard.groups.push(command.data);
    else if (LEVELS.has(command.name)) heard.annotations.push(annotation(command, workspace));
    else if (!SILENT.has(command.name)) heard.problems.push(`::${command.name}:: is no command that GitHub heeds`);
  };
  return {
    heard,
    take: (line) => {
      const command = parseCommand(line);
      if (stopped === null && command !== null) obey(command);
      if (stopped !== null && command?.name === stopped) stopped = null;
      if (command?.name === 'add-mask') return; // the runner prints ::add-mask::***
      const shown = masked(line, secrets.masks);
      heard.log.push(shown);
      for (const secret of secrets.forbidden)
        if (shown.includes(secret))
          heard.problems.push(`a secret stands in the log: ${shown.replaceAll(secret, '<secret>')}`);
    },
  };
}

/** That text with every mask made `***`, the longest first. */
export function masked(text: string, masks: ReadonlySet<string>): string {
  return [...masks]
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

// GitHub masks each line of a secret of several.
function mask(masks: Set<string>, secret: string): void {
  for (const line of [secret, ...secret.split(/\r?\n/)]) if (line.trim() !== '') masks.add(line);
}

// An absolute path below the workspace becomes one from its root (`IssueCommandExtension` of actions/runner).
function annotation({ name, properties, data }: WorkflowCommand, workspace: string): Annotation {
  const { file, line, title } = properties;
  const place = file !== undefined && isAbsolute(file) ? relative(workspace, file) : file;
  return {
    level: name as Annotation['level'],
    message: data,
    title: title ?? null,
    file: place ?? null,
    line: line === undefined ? null : Number(line),
  };
}
