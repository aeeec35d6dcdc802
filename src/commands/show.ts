import type { Command } from './command.ts';
import { detailLines, entryJson } from './lines.ts';

/** `windlass show`. */
export const show: Command = {
  name: 'show',
  summary: 'show all about one revision',
  arguments: '<revision>',
  options: [],
  examples: ['windlass show a1b2', 'windlass show head', 'windlass show current'],
  connects: true,
  run: async ({ migrator, args, json }) => {
    const entries = await migrator.show(args[0] ?? '', { withCurrent: json });
    const documents = entries.map(entryJson);
    return { json: documents.length === 1 ? documents[0] : documents, text: entries.flatMap(detailLines) };
  },
};
