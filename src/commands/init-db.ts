import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';

/** `windlass init-db`. */
export const initDb: Command = {
  name: 'init-db',
  summary:
    'make a fresh database from the models in one go, where the replayed revisions give the same, and stamp all of them',
  arguments: '',
  options: [
    {
      flags: '--scratch <url>',
      description: 'an empty database to replay the revisions on (default: one is created beside yours)',
    },
  ],
  examples: ['windlass init-db', 'windlass init-db --url sqlite:./test.db'],
  connects: true,
  run: async ({ migrator }) => runAnswer(await migrator.initDb()),
};
