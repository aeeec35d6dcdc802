import type { Command } from './command.ts';
import { detailLines, titleOf } from './lines.ts';

/** `windlass current`. */
export const current: Command = {
  name: 'current',
  summary: 'show where the database stands',
  arguments: '',
  options: [
    { flags: '-v, --verbose', description: 'all about each revision' },
    { flags: '--check-heads', description: 'exit 1 when the database is not on all heads' },
  ],
  examples: ['windlass current', 'windlass current --check-heads', 'windlass current --json'],
  connects: true,
  run: async ({ migrator, options, settings }) => {
    const { entries, ...json } = await migrator.current();
    const unknown = json.current
      .filter((id) => !entries.some(({ revision }) => revision === id))
      .map((id) => `${id} (no file here)`);
    const lines = options.verbose
      ? [`Current revision(s) for ${settings.database?.display}:`, ...entries.flatMap(detailLines), ...unknown]
      : [...entries.map((entry) => titleOf(entry, { labels: false })), ...unknown];
    const no = options.checkHeads === true && !json.upToDate;
    return { json, text: no ? [...lines, `pending: ${json.pending.join(', ')}`] : lines, exitCode: no ? 1 : 0 };
  },
};
