import type { Command } from './command.ts';
import { detailLines, entryJson, titleOf } from './lines.ts';

/** `windlass heads`. */
export const heads: Command = {
  name: 'heads',
  summary: 'show the revisions on which nothing builds',
  arguments: '',
  options: [{ flags: '-v, --verbose', description: 'all about each revision' }],
  examples: ['windlass heads', 'windlass heads --json'],
  connects: true,
  run: async ({ migrator, options, json }) => {
    const entries = await migrator.heads({ withCurrent: json });
    return {
      json: entries.map(entryJson),
      text: options.verbose ? entries.flatMap(detailLines) : entries.map((entry) => titleOf(entry)),
    };
  },
};
