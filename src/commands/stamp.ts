import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';

/** `windlass stamp`. */
export const stamp: Command = {
  name: 'stamp',
  summary: 'say that the database is at a revision, without running any',
  arguments: '<revisions...>',
  options: [{ flags: '--purge', description: 'forget all that was recorded before, revisions without a file too' }],
  examples: ['windlass stamp head', 'windlass stamp base', 'windlass stamp current  # accept edited files'],
  connects: true,
  run: async ({ args, migrator, options }) => runAnswer(await migrator.stamp(args, { purge: options.purge === true })),
};
