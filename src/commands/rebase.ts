import type { Command } from './command.ts';

/** `windlass rebase`. */
export const rebase: Command = {
  name: 'rebase',
  summary:
    'make a revision that nobody has applied build on another one: one line of its file changes, and no merge is needed',
  arguments: '<revision>',
  options: [{ flags: '--onto <revision>', description: 'what it is to build on (default: the one other head)' }],
  examples: ['windlass rebase a1b2', 'windlass rebase a1b2 --onto c3d4'],
  connects: true,
  run: async ({ args, options, migrator }) => {
    const done = await migrator.rebase({ revision: args[0] ?? '', onto: options.onto as string | undefined });
    const { revision, from, to, path } = done;
    const text = `${revision} builds on ${to.join(', ')} now, not on ${from.join(', ') || 'base'}: ${path}`;
    return { json: done, text: [from.join() === to.join() ? `${revision} builds on ${to.join(', ')} already` : text] };
  },
};
