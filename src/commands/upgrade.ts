import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';
import { refuseScriptOptions, SCRIPT_OPTIONS, script } from './script.ts';
import { DRY_RUN, dryRunAnswer, TRANSACTION } from './transaction.ts';

/** `windlass upgrade`. */
export const upgrade: Command = {
  name: 'upgrade',
  summary: 'raise the database to a revision (default: head)',
  arguments: '[target...]',
  options: [
    TRANSACTION,
    DRY_RUN,
    { flags: '--allow-ahead', description: 'pass when the database holds revisions that no file here describes' },
    { flags: '--strict', description: 'refuse a database that was changed since the last run (default: warn)' },
    ...SCRIPT_OPTIONS,
  ],
  examples: [
    'windlass upgrade',
    'windlass upgrade heads --wait 60s',
    'windlass upgrade +1',
    'windlass upgrade billing@head',
    'windlass upgrade heads --transaction all',
    'windlass upgrade --dry-run',
    'windlass upgrade --strict',
    'windlass upgrade --sql',
    'windlass upgrade --sql a1b2c3d4e5f6:head --output upgrade.sql',
  ],
  connects: true,
  run: async (context) => {
    const { args, migrator, report, options } = context;
    if (options.sql) return script(context, 'up');
    refuseScriptOptions(context, 'upgrade');
    const targets = args.length === 0 ? undefined : args;
    if (options.dryRun === true) return dryRunAnswer(await migrator.tryUpgrade(targets));
    const summary = await migrator.upgrade(targets);
    if (summary.steps.length === 0)
      report({ kind: 'notice', message: `nothing to do: the database is at ${summary.to.join(', ') || 'base'}` });
    return runAnswer(summary);
  },
};
