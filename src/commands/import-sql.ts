import type { Command } from './command.ts';
import { derivedAnswer, requestOf } from './revision.ts';

/** `windlass import-sql`. */
export const importSql: Command = {
  name: 'import-sql',
  summary: 'write the first revision from a hand-kept file of SQL',
  arguments: '<file>',
  options: [
    { flags: '-m, --message <text>', description: 'what it does (default: the name of the file)' },
    { flags: '--rev-id <id>', description: 'an id of your own' },
    { flags: '--dry-run', description: 'print the file instead of writing it' },
    {
      flags: '--scratch <url>',
      description: 'an empty database to execute it on (default: one is created beside yours)',
    },
  ],
  examples: ['windlass import-sql init.sql'],
  connects: true,
  run: async ({ args: [file = ''], options, migrator, settings, report }) => {
    const message = options.message ?? `from ${file.split(/[\\/]/).at(-1)}`;
    const output = options.dryRun === true ? 'text' : 'file';
    const found = await migrator.importSql(file, { ...requestOf({ ...options, message }, undefined), output });
    if (found.changes.length === 0) report({ kind: 'notice', message: `${file} makes nothing` });
    return derivedAnswer(found, settings.directory);
  },
};
