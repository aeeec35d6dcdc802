import { Usage } from '../errors.ts';
import type { MigratorEvent } from '../events.ts';
import type { VerifyOptions } from '../migrator.ts';
import type { Verification } from '../verify/result.ts';
import type { CommandContext } from './command.ts';

const MOST = 64;

/** How many processes `--jobs` asks for. Throws USAGE for what is no number, and with options that one process must serve. */
export function jobsOf({ options, settings }: Pick<CommandContext, 'options' | 'settings'>): number {
  const { jobs, shard, inPlace } = options;
  if (jobs === undefined) return 1;
  const count = /^\d+$/.test(String(jobs)) ? Number(jobs) : 0;
  if (count < 1 || count > MOST)
    throw new Usage(`--jobs "${jobs}" is not a number from 1 to ${MOST}`, 'windlass verify --jobs 4');
  if (count === 1) return 1;
  const borrowed = settings.scratch?.dialect === 'postgres';
  const others = { '--shard': shard, '--in-place': inPlace, '--scratch': borrowed ? true : undefined };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined && value !== false) ?? [];
  if (other === undefined) return count;
  throw new Usage(
    `--jobs ${count} needs ${other === '--shard' ? 'all of the work' : 'a database for each process'}: ${other} does not go with it`,
    'leave one of them out',
  );
}

/** What `--shard` names. Throws USAGE for what is no part. */
export function shardOf(shard: unknown): VerifyOptions['shard'] {
  if (shard === undefined) return undefined;
  const [, index, of] = (/^(\d{1,4})\/(\d{1,4})$/.exec(String(shard)) ?? []).map(Number);
  if (index !== undefined && of !== undefined && index >= 1 && index <= of) return { index, of };
  throw new Usage(`--shard "${shard}" is not one of several parts`, 'windlass verify --shard 1/4');
}

/** Lets so many processes of this command line do a part each, and puts together what they found: the same as one process finds. */
export async function verifyAlongside(
  { alongside, report }: Pick<CommandContext, 'alongside' | 'report'>,
  jobs: number,
): Promise<Verification> {
  const heard = together(report);
  const failed = new AbortController();
  const parts = Array.from({ length: jobs }, (_, at) =>
    alongside({
      options: ['--shard', `${at + 1}/${jobs}`],
      without: ['--jobs', '--junit'],
      heard,
      until: failed.signal,
    }).catch((error: unknown) => {
      failed.abort(error); // the others have no use any more
      throw error;
    }),
  );
  const ended = await Promise.allSettled(parts);
  failed.signal.throwIfAborted();
  return ended.map((each) => (each as PromiseFulfilledResult<unknown>).value as Verification).reduce(joined);
}

// The last part has seen all tables, and has gone down the line.
function joined(one: Verification, next: Verification): Verification {
  return {
    ok: one.ok && next.ok,
    revisions: [...one.revisions, ...next.revisions],
    unreached: [...one.unreached, ...next.unreached],
    unfilled: next.unfilled,
    ...(next.chain !== undefined && { chain: next.chain }),
  };
}

// Progress counts all parts, and what each of them says is said once.
function together(report: CommandContext['report']): (event: MigratorEvent) => void {
  const said = new Set<string>();
  let index = 0;
  return (event) => {
    if (event.kind === 'verified') {
      report({ ...event, index });
      index += 1;
    } else if (!('message' in event) || !said.has(event.message)) {
      if ('message' in event) said.add(event.message);
      report(event);
    }
  };
}
