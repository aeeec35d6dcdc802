import { existsSync, readFileSync } from 'node:fs';
import type { Finding, Verification, VerifiedRevision } from '../../verify/result.ts';
import type { Documents } from '../documents.ts';
import { type ActionFinding, type FindingKind, finding } from '../finding.ts';
import { program } from '../program.ts';
import type { Stage } from '../stage.ts';

const SHOWN = 20;

/**
 * Proves on a scratch database that the revisions can be taken back: with rows in it and everything compared, and what it finds of one revision does not touch
 * the next. The given database is left alone. An error ends the step.
 */
export async function prove(stage: Stage, range: string | null = null): Promise<Verification> {
  const { story, demand } = stage;
  const found = await demand<Documents['verify']>(['verify', ...(range === null ? await which(stage) : [range])]);
  for (const verified of found.revisions) {
    const told = story.revision(verified.revision);
    told.result = verified.result;
    told.legs = { ...told.legs, ...verified.legs };
    story.findings.push(...findingsOf(verified));
  }
  if (found.unreached.length > 0)
    story.notes.push(`not reached, because they stand on one that fails: ${found.unreached.join(', ')}`);
  for (const { table, reason } of found.unfilled)
    story.notes.push(`no rows could be made for ${[table.schema, table.name].filter(Boolean).join('.')}: ${reason}`);
  if (found.revisions.length === 0) story.notes.push('there was no new revision to prove');
  return found;
}

async function which(stage: Stage): Promise<readonly string[]> {
  const { inputs, story } = stage;
  if (inputs.roundTrip === 'every') return [];
  // the one that the step has gone to, which need not be a head
  const [current, ...others] = inputs.target === null && inputs.steps === null ? [] : (story.after?.current ?? []);
  if (current !== undefined && others.length === 0) return [`${current}:${current}`];
  if (inputs.roundTrip === 'last') return ['--last'];
  const base = baseOf(stage.environment);
  if (base !== null && (await isCommit(stage, base))) return ['--since', base];
  const missing =
    base === null
      ? 'this event names no base'
      : `git does not know ${base} here: fetch-depth: 0 of actions/checkout brings it`;
  story.notes.push(`round-trip: new fell back to last: ${missing}`);
  return ['--last'];
}

// What a pull request goes into; else what a push began with.
function baseOf({ GITHUB_BASE_REF, GITHUB_EVENT_PATH = '' }: Stage['environment']): string | null {
  if (GITHUB_BASE_REF) return `origin/${GITHUB_BASE_REF}`;
  if (GITHUB_EVENT_PATH === '' || !existsSync(GITHUB_EVENT_PATH)) return null;
  const { before } = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')) as { before?: unknown };
  return typeof before === 'string' && /[1-9a-f]/.test(before) ? before : null; // zeros: a new branch
}

async function isCommit({ inputs }: Stage, ref: string): Promise<boolean> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  return (await program('git', args, { cwd: inputs.directory }).catch(() => 1)) === 0; // git may not be there
}

function findingsOf(verified: VerifiedRevision): readonly ActionFinding[] {
  const { revision, message, path, result, reason, differences, lines } = verified;
  if (result === 'ok') return [];
  const common = { revision, path };
  if (result === 'irreversible') {
    const why = reason === undefined || reason === '' ? '' : `: ${reason}`;
    return [
      finding(result, `${revision} ${message} cannot be taken back, as it says itself${why}`, {
        ...common,
        line: lines?.down ?? null,
      }),
    ];
  }
  const groups = new Map<string, { kind: Exclude<FindingKind, 'error'>; line: number | null; list: Finding[] }>();
  for (const one of differences) {
    const [kind, line] = [kindOf(one, result), lineOf(one, verified)];
    const group = groups.get(`${kind} ${line}`) ?? { kind, line, list: [] };
    groups.set(`${kind} ${line}`, { ...group, list: [...group.list, one] });
  }
  return [...groups.values()].map(({ kind, line, list }) =>
    finding(kind, `${revision} ${message}: ${sentence(list)}`, { ...common, line, remedy: REMEDY[kind] ?? null }),
  );
}

// What is wrong on empty tables is found beside an `up` that fails on rows alone.
function kindOf({ kind, onlyWithRows }: Finding, result: VerifiedRevision['result']): Exclude<FindingKind, 'error'> {
  if (onlyWithRows) return 'rows';
  if (result !== 'up-failed') return result as Exclude<FindingKind, 'error'>;
  return kind === 'up' ? 'up-failed' : kind === 'down' ? 'down-failed' : 'residue';
}

// On the scratch database are rows that Windlass has made: others than those of a production database.
const REMEDY: Readonly<Partial<Record<FindingKind, string>>> = {
  rows: 'let up() make rows fit first; or leave "rows" out of fail-on, and prove it with rows of your own: windlass verify --data dump.sql',
};

// A down that fails or loses rows is said at its function; what is left, at the call that left it where that is known.
function lineOf({ line }: Finding, { result, lines }: VerifiedRevision): number | null {
  if (result === 'up-failed') return line ?? lines?.up ?? null;
  if (result !== 'residue') return lines?.down ?? null;
  return line ?? lines?.down ?? null;
}

function sentence(list: readonly Finding[]): string {
  const more = list.length > SHOWN ? `; and ${list.length - SHOWN} more` : '';
  return `${list
    .slice(0, SHOWN)
    .map(({ detail }) => detail)
    .join('; ')}${more}`;
}
