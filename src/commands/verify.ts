import type { VerifyOptions } from '../migrator.ts';
import { display } from '../model/names.ts';
import { junitXml } from '../reporters/junit.ts';
import type { Finding, Verification, VerifiedRevision } from '../verify/result.ts';
import type { Answer, Command, CommandContext } from './command.ts';
import { refuseUnwritable, writeWhole } from './script.ts';
import { jobsOf, shardOf, verifyAlongside } from './shards.ts';

/** `windlass verify`. */
export const verify: Command = {
  name: 'verify',
  summary: 'prove on a scratch database that revisions can be taken back: up, down, up (exit 1 when one cannot)',
  arguments: '[range]',
  options: [
    { flags: '--last', description: 'only the newest revision (each head)' },
    { flags: '--since <ref>', description: 'only the revisions that are new on this git branch: --since origin/main' },
    { flags: '--chain', description: 'go down the whole line as well, newest first' },
    {
      flags: '--data <source>',
      description: 'go with the rows of a dump.sql, a SQLite file or a URL, instead of generated ones',
    },
    {
      flags: '--in-place',
      description: 'on the database itself, which is left upgraded (never done unless it is said)',
    },
    {
      flags: '--scratch <url>',
      description: 'an empty database to try it on (default: one is created beside yours)',
    },
    {
      flags: '--jobs <n>',
      description: 'so many processes share the work, each on a scratch database of its own (default: 1)',
    },
    { flags: '--shard <k/n>', description: 'only the k-th of n parts of the work: for n machines (2/4)' },
    { flags: '--junit <file>', description: 'write the results as JUnit XML, too' },
  ],
  examples: [
    'windlass verify',
    'windlass verify --last',
    'windlass verify --since origin/main --junit verify.xml',
    'windlass verify --jobs 4',
    'windlass verify --data production.sql',
    'windlass verify a1b2c3d4e5f6:head --json',
  ],
  connects: true,
  run: async (context): Promise<Answer> => {
    const { args, options, report } = context;
    const asked = { range: args[0], ...optionsOf(options) };
    const jobs = jobsOf(context);
    if (options.junit !== undefined) refuseUnwritable(String(options.junit), '--junit');
    const found = jobs === 1 ? await context.migrator.verify(asked) : await verifyAlongside(context, jobs);
    if (options.junit !== undefined)
      writeWhole(String(options.junit), junitXml(found, context.settings.directory), '--junit');
    if (found.ok && asked.shard === undefined) report({ kind: 'notice', message: verdict(found) });
    const json = { ...found, ...(found.ok ? {} : { code: 'VERIFY' }) };
    return { json, text: table(found), exitCode: found.ok ? 0 : 1 };
  },
};

function verdict({ revisions }: Verification): string {
  const irreversible = revisions.filter(({ result }) => result === 'irreversible').length;
  const back = `${count(revisions.length - irreversible)} can be taken back`;
  return irreversible === 0 ? back : `${back}, ${irreversible} declared irreversible`;
}

function optionsOf({ last, since, chain, data, inPlace, shard }: CommandContext['options']): VerifyOptions {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return {
    last: last === true,
    since: text(since),
    chain: chain === true,
    data: text(data),
    inPlace: inPlace === true,
    shard: shardOf(shard),
  };
}

const count = (revisions: number) => `${revisions} revision${revisions === 1 ? '' : 's'}`;
const RESULT_WIDTH = 'irreversible'.length;
const SHOWN = 160;

function table({ revisions, unreached, chain, unfilled }: Verification): readonly string[] {
  const ids = [...revisions.map(({ revision }) => revision), ...unreached];
  const width = Math.max(0, ...ids.map((id) => id.length));
  const cutOff = 'not reached'.padEnd(RESULT_WIDTH);
  return [
    ...revisions.flatMap((verified) => lines(verified, width)),
    ...unreached.map((id) => `${id.padEnd(width)}  ${cutOff}  it stands on one whose up() fails`),
    ...(chain === undefined ? [] : ['', 'The whole line down, newest first:']),
    ...(chain ?? []).flatMap((verified) => lines(verified, width)),
    ...unfilled.map((one) => `no rows for ${display(one.table)}: ${one.reason}`),
  ];
}

function lines(verified: VerifiedRevision, width: number): readonly string[] {
  const { revision, message, result, reason, differences, lost } = verified;
  const said = reason === undefined || reason === '' ? message : `${message}: ${reason}`;
  // what only `up` makes is of no interest to a person
  const shown = lost.filter(({ kind }) => kind !== 'new rows');
  return [
    `${revision.padEnd(width)}  ${result.padEnd(RESULT_WIDTH)}  ${said}`,
    ...differences.map((finding) => `    - ${told(finding)}`),
    ...shown.map(({ detail }) => `    · lost: ${detail}`),
  ];
}

// Of a step that failed, its statement says where.
function told({ kind, object, detail }: Finding): string {
  if ((kind !== 'up' && kind !== 'down') || object === `${kind}()`) return detail;
  return `${detail} (in "${object.replace(/\s+/g, ' ').slice(0, SHOWN)}")`;
}
