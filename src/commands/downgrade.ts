import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';

/** `windlass downgrade`. */
export const downgrade: Command = {
  name: 'downgrade',
  summary: 'lower the database to a revision',
  arguments: '<target>',
  options: [],
  examples: [
    'windlass downgrade -1',
    'windlass downgrade a1b2c3d4e5f6',
    'windlass downgrade billing@base',
    'windlass downgrade base',
  ],
  connects: true,
  run: async ({ args, migrator, report }) => {
    const summary = await migrator.downgrade(args[0] ?? '');
    if (summary.steps.length === 0)
      report({ kind: 'notice', message: `nothing to do: the database is at ${summary.to.join(', ') || 'base'}` });
    return runAnswer(summary);
  },
};
