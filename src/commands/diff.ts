import { differenceLines } from './check.ts';
import type { Answer, Command } from './command.ts';

/** `windlass diff`. */
export const diff: Command = {
  name: 'diff',
  summary: 'compare two schemas: a URL, models, a revision or a dump each (exit 1 when they differ)',
  arguments: '<current> <desired>',
  options: [
    { flags: '--sql', description: 'answer with the SQL alone that makes the first one the second' },
    {
      flags: '--scratch <url>',
      description: 'an empty database to replay revisions on (default: one is created beside yours)',
    },
  ],
  examples: [
    'windlass diff models head',
    'windlass diff a1b2 head',
    'windlass diff before.json sqlite:./app.db',
    'windlass diff before.sql after.sql --sql',
  ],
  connects: true,
  run: async ({ migrator, args, options, report }): Promise<Answer> => {
    const { equal, differences, sql } = await migrator.compare(args[0] ?? '', args[1] ?? '');
    if (equal) {
      report({ kind: 'notice', message: 'nothing differs' });
      return { json: { equal, differences, sql }, text: [] };
    }
    const text = options.sql === true ? [sql] : differences.flatMap(differenceLines);
    return { json: { equal, differences, sql, code: 'DRIFT' }, text, exitCode: 1 };
  },
};
