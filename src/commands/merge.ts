import type { Command } from './command.ts';
import { write } from './revision.ts';

/** `windlass merge`. */
export const merge: Command = {
  name: 'merge',
  summary: 'write a revision that joins branches',
  arguments: '<revisions...>',
  options: [
    { flags: '-m, --message <text>', description: 'what it does (default: merge …)' },
    { flags: '--branch-label <label...>', description: 'a name for the branch that begins here' },
    { flags: '--rev-id <id>', description: 'an id of your own' },
    { flags: '--splice', description: 'allow parents on which something builds already' },
  ],
  examples: ['windlass merge heads', 'windlass merge a1b2 c3d4 -m "join billing"'],
  connects: false,
  run: (context) => {
    const message = context.options.message ?? `merge ${context.args.join(' and ')}`;
    return write({ ...context, options: { ...context.options, message } }, context.args);
  },
};
