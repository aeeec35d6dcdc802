import { MultipleHeads } from '../errors.ts';
import type { Entry } from '../graph/listing.ts';
import type { Command } from './command.ts';
import { detailLines, entryJson, titleOf } from './lines.ts';

/** `windlass heads`. */
export const heads: Command = {
  name: 'heads',
  summary: 'show the revisions on which nothing builds',
  arguments: '',
  options: [
    { flags: '-v, --verbose', description: 'all about each revision' },
    { flags: '--single', description: 'fail with MULTIPLE_HEADS when there are several' },
    {
      flags: '--against <ref>',
      description: 'of the files as merging that git branch would leave them; fails when there are several heads',
    },
  ],
  examples: ['windlass heads', 'windlass heads --json', 'windlass heads --against origin/main'],
  connects: true,
  run: async ({ migrator, options, json }) => {
    const against = options.against as string | undefined;
    const entries = await migrator.heads({ withCurrent: json, against });
    if (options.single || against !== undefined) refuseSeveral(entries, against);
    return {
      json: entries.map(entryJson),
      text: options.verbose ? entries.flatMap(detailLines) : entries.map((entry) => titleOf(entry)),
    };
  },
};

function refuseSeveral(entries: readonly Entry[], against: string | undefined): void {
  if (entries.length < 2) return;
  const ids = entries.map(({ revision }) => revision);
  if (against === undefined)
    throw new MultipleHeads(
      `there are ${ids.length} heads: ${ids.join(', ')}`,
      `windlass merge ${ids.join(' ')}, or windlass rebase`,
    );
  throw new MultipleHeads(
    `merging ${against} would leave ${ids.length} heads: ${ids.join(', ')}`,
    `git merge ${against}, then windlass rebase the one that is yours: its downRevision becomes the other`,
  );
}
