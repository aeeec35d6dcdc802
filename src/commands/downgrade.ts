import type { Command } from './command.ts';
import { runAnswer } from './lines.ts';
import { refuseScriptOptions, SCRIPT_OPTIONS, script } from './script.ts';
import { DRY_RUN, dryRunAnswer, TRANSACTION } from './transaction.ts';

/** `windlass downgrade`. */
export const downgrade: Command = {
  name: 'downgrade',
  summary: 'lower the database to a revision',
  arguments: '<target>',
  options: [TRANSACTION, DRY_RUN, ...SCRIPT_OPTIONS],
  examples: [
    'windlass downgrade -1',
    'windlass downgrade a1b2c3d4e5f6',
    'windlass downgrade billing@base',
    'windlass downgrade base',
    'windlass downgrade -1 --dry-run',
    'windlass downgrade --sql head:a1b2c3d4e5f6 --output downgrade.sql',
  ],
  connects: true,
  run: async (context) => {
    const { args, migrator, report, options } = context;
    if (options.sql) return script(context, 'down');
    refuseScriptOptions(context, 'downgrade');
    if (options.dryRun === true) return dryRunAnswer(await migrator.tryDowngrade(args[0] ?? ''));
    const summary = await migrator.downgrade(args[0] ?? '');
    if (summary.steps.length === 0)
      report({ kind: 'notice', message: `nothing to do: the database is at ${summary.to.join(', ') || 'base'}` });
    return runAnswer(summary);
  },
};
