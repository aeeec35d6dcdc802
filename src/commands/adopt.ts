import type { Migrator } from '../migrator.ts';
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
  run: async ({ migrator, options, report, settings }) => {
    if (options.release === true) {
      const released = await migrator.release();
      report({ kind: 'notice', message: handedBack(released, settings.legacy.metaTable) });
      return runAnswer(released);
    }
    const summary = await migrator.adopt();
    report({ kind: 'notice', message: `adopted: the database is at ${summary.to.join(', ') || 'base'}` });
    return runAnswer(summary);
  },
};

function handedBack(
  { names, written, removed, created }: Awaited<ReturnType<Migrator['release']>>,
  table: string,
): string {
  const count = (some: readonly string[], what: string) =>
    some.length === 0 ? [] : [`${some.length} name${some.length === 1 ? '' : 's'} ${what}`];
  const changes = [
    ...count(written, 'written'),
    ...count(removed, 'removed'),
    ...(created ? ['the table was created'] : []),
  ];
  const changed = changes.length === 0 ? 'as it did' : changes.join(', ');
  return `handed back: "${table}" holds ${names.join(', ') || 'none of these migrations'} (${changed})`;
}
