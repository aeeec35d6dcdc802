import type { Command } from './command.ts';
import { detailLines, entryJson, titleOf } from './lines.ts';

/** `windlass branches`. */
export const branches: Command = {
  name: 'branches',
  summary: 'show the branch points and what they branch into',
  arguments: '',
  options: [{ flags: '-v, --verbose', description: 'all about each revision' }],
  examples: ['windlass branches'],
  connects: true,
  run: async ({ migrator, options, json }) => {
    const points = await migrator.branches({ withCurrent: json });
    const text = points.flatMap(({ entry, children }) => {
      const title = titleOf(entry);
      const indent = ' '.repeat(entry.revision.length);
      const into = children.map((child) => `${indent} -> ${titleOf(child)}`);
      return options.verbose ? [...detailLines(entry), ...into] : [title, ...into];
    });
    return { json: points.map(({ entry }) => entryJson(entry)), text };
  },
};
