import type { Command } from './command.ts';

/** `windlass edit`. */
export const edit: Command = {
  name: 'edit',
  summary: "open a revision's file in $VISUAL or $EDITOR",
  arguments: '<revision>',
  options: [],
  examples: ['windlass edit head', 'EDITOR="code --wait" windlass edit current'],
  connects: true,
  run: async ({ args, migrator, edit: open }) => {
    const paths = (await migrator.show(args[0] ?? '')).map(({ path }) => path);
    for (const path of paths) await open(path);
    return { json: { paths }, text: paths };
  },
};
