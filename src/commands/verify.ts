import type { Finding, Verification, VerifiedRevision } from '../verify/result.ts';
import type { Answer, Command } from './command.ts';

/** `windlass verify`. */
export const verify: Command = {
  name: 'verify',
  summary: 'prove on a scratch database that revisions can be taken back: up, down, up (exit 1 when one cannot)',
  arguments: '[range]',
  options: [
    { flags: '--last', description: 'only the newest revision (each head)' },
    {
      flags: '--scratch <url>',
      description: 'an empty database to try it on (default: one is created beside yours)',
    },
  ],
  examples: ['windlass verify', 'windlass verify --last', 'windlass verify a1b2c3d4e5f6:head --json'],
  connects: true,
  run: async ({ migrator, args, options, report }): Promise<Answer> => {
    const found = await migrator.verify({ range: args[0], last: options.last === true });
    if (found.ok) report({ kind: 'notice', message: `${count(found.revisions.length)} can be taken back` });
    const json = { ...found, ...(found.ok ? {} : { code: 'VERIFY' }) };
    return { json, text: table(found), exitCode: found.ok ? 0 : 1 };
  },
};

const count = (revisions: number) => `${revisions} revision${revisions === 1 ? '' : 's'}`;

function table({ revisions, unreached }: Verification): readonly string[] {
  const ids = [...revisions.map(({ revision }) => revision), ...unreached];
  const width = Math.max(0, ...ids.map((id) => id.length));
  return [
    ...revisions.flatMap((verified) => lines(verified, width)),
    ...unreached.map(
      (id) => `${id.padEnd(width)}  ${'not reached'.padEnd(RESULT_WIDTH)}  it stands on one whose up() fails`,
    ),
  ];
}

const RESULT_WIDTH = 'irreversible'.length;

function lines(verified: VerifiedRevision, width: number): readonly string[] {
  const { revision, message, result, reason, differences, lost } = verified;
  const said = reason === undefined || reason === '' ? message : `${message}: ${reason}`;
  return [
    `${revision.padEnd(width)}  ${result.padEnd(RESULT_WIDTH)}  ${said}`,
    ...differences.map((finding) => `    - ${told(finding)}`),
    ...lost.filter(({ kind }) => kind !== 'new rows').map(({ detail }) => `    · lost: ${detail}`),
  ];
}

// Of a step that failed, its statement says where.
function told({ kind, object, detail }: Finding): string {
  if ((kind !== 'up' && kind !== 'down') || object === `${kind}()`) return detail;
  return `${detail} (in "${object.replace(/\s+/g, ' ').slice(0, SHOWN)}")`;
}

const SHOWN = 160;
