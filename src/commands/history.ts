import type { Command } from './command.ts';
import { detailLines, entryJson, historyLine } from './lines.ts';

/** `windlass history`. */
export const history: Command = {
  name: 'history',
  summary: 'show the revisions, newest first',
  arguments: '',
  options: [
    { flags: '-r, --rev-range <range>', description: 'only these: [start]:[end], both included' },
    { flags: '-v, --verbose', description: 'all about each revision' },
    { flags: '-i, --indicate-current', description: 'mark where the database stands' },
  ],
  examples: ['windlass history', 'windlass history -r base:current', 'windlass history -r -3:current -i'],
  connects: true,
  run: async ({ migrator, options, json }) => {
    const indicate = options.indicateCurrent === true;
    const entries = await migrator.history({
      range: options.revRange as string | undefined,
      withCurrent: indicate || json,
    });
    const text = options.verbose
      ? entries.flatMap(detailLines)
      : entries.map((entry) => historyLine(entry, { current: indicate }));
    return { json: entries.map(entryJson), text };
  },
};
