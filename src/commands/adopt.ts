import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';

/** `windlass adopt`. */
export const adopt: Command = {
  name: 'adopt',
  summary: 'take over a database that sequelize-cli or Umzug has migrated (its table is only read)',
  arguments: '',
  options: [
    { flags: '--release', description: 'hand it back: write what is applied into their table and forget it here' },
  ],
  examples: ['windlass adopt', 'windlass adopt --release'],
  connects: true,
  run: async ({ migrator, options, report }) => {
    if (options.release === true) return runAnswer(await migrator.release());
    const summary = await migrator.adopt();
    report({ kind: 'notice', message: `adopted: the database is at ${summary.to.join(', ') || 'base'}` });
    return runAnswer(summary);
  },
};
