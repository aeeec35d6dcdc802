import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';

/** `windlass upgrade`. */
export const upgrade: Command = {
  name: 'upgrade',
  summary: 'raise the database to a revision (default: head)',
  arguments: '[target...]',
  options: [
    { flags: '--allow-ahead', description: 'pass when the database holds revisions that no file here describes' },
  ],
  examples: [
    'windlass upgrade',
    'windlass upgrade heads --wait 60s',
    'windlass upgrade +1',
    'windlass upgrade billing@head',
  ],
  connects: true,
  run: async ({ args, migrator, report }) => {
    const summary = await migrator.upgrade(args.length === 0 ? undefined : args);
    if (summary.steps.length === 0)
      report({ kind: 'notice', message: `nothing to do: the database is at ${summary.to.join(', ') || 'base'}` });
    return runAnswer(summary);
  },
};
