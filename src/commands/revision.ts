import { relative } from 'node:path';
import { Usage } from '../errors.ts';
import type { Answer, Command, CommandContext } from './command.ts';
import { listOption } from './lines.ts';

/** `windlass revision`. */
export const revision: Command = {
  name: 'revision',
  summary: 'write a new revision file',
  arguments: '',
  options: [
    { flags: '-m, --message <text>', description: 'what it does' },
    { flags: '--head <revision>', description: 'what it builds on (default: the head; base begins a new line)' },
    { flags: '--splice', description: 'allow a parent on which something builds already' },
    { flags: '--branch-label <label...>', description: 'a name for the branch that begins here' },
    { flags: '--depends-on <revision...>', description: 'what must be applied before without being a parent' },
    { flags: '--version-path <folder>', description: 'which of the migrations folders' },
    { flags: '--rev-id <id>', description: 'an id of your own' },
  ],
  examples: [
    'windlass revision -m "add booking priority"',
    'windlass revision -m "billing" --head base --branch-label billing',
  ],
  connects: false,
  run: (context) => {
    const head = context.options.head as string | undefined;
    return write(context, head === undefined ? undefined : [head]);
  },
};

/** Writes the file that the options describe, on those parents, and says where it is. */
export async function write(
  { migrator, options, settings }: CommandContext,
  heads: readonly string[] | undefined,
): Promise<Answer> {
  const message = options.message as string | undefined;
  if (message === undefined || message.trim() === '')
    throw new Usage('a revision needs a message', 'add -m "what it does"');
  const { revision: id, path } = await migrator.revision({
    message,
    heads,
    splice: options.splice === true,
    branchLabels: listOption(options.branchLabel),
    dependsOn: listOption(options.dependsOn),
    versionPath: options.versionPath as string | undefined,
    revisionId: options.revId as string | undefined,
  });
  return { json: { revision: id, path }, text: [relative(settings.directory, path)] };
}
