import { needs, type RevisionGraph } from '../graph/graph.ts';
import { lineage } from '../graph/identify.ts';
import type { Revision } from '../graph/revision.ts';
import { importRevision } from '../revisions/import.ts';
import type { RunContext } from '../runner/context.ts';
import { prepared } from '../runner/prepare.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import type { Step } from '../runner/work.ts';
import { NO_STEPS, withNothingAbove } from './apart.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { judge } from './judge.ts';
import type { Ears } from './listener.ts';
import { residueOf } from './residue.ts';
import type { Finding, VerifiedRevision, VerifyResult } from './result.ts';
import { rowFindings } from './row-losses.ts';
import { failureAt } from './within.ts';

/** Gives `use` a scratch database for a while, with what is applied there already. */
export type OnScratch = <T>(use: (scratch: RunContext, applied: ReadonlySet<string>) => Promise<T>) => Promise<T>;

/** What goes up whole and comes down whole. */
export interface ChainWay {
  readonly onScratch: OnScratch;
  readonly graph: RevisionGraph;
  /** Those that come down, newest first; what they stand on only goes up. */
  readonly wanted: readonly string[];
  /** Those that are left out: their `up` fails, or they stand on one of that kind. */
  readonly missing: ReadonlySet<string>;
  /** What was found of each alone. */
  readonly alone: readonly VerifiedRevision[];
  readonly ears: Ears;
}

/** How far down one scratch database went. */
interface Descent {
  readonly results: readonly VerifiedRevision[];
  /** What is left to try, on a fresh one. */
  readonly left: readonly Revision[];
}

/**
 * The other way of going: all up, then down newest first, each compared with the catalog as it was on the way up. Where a `down` fails or is declared
 * impossible, the rest is tried on a fresh database. What one has left is not said of the next ones: where that is not what was found of the
 * revision alone, it is tried again on a fresh one, too.
 */
export async function verifyChain(way: ChainWay): Promise<readonly VerifiedRevision[]> {
  const { graph, wanted, missing, onScratch } = way;
  const line = lineage(graph, wanted);
  const results: VerifiedRevision[] = [];
  let list = graph.order.flatMap((id) => (line.has(id) && !missing.has(id) ? (graph.byId.get(id) ?? []) : []));
  while (list.some(({ id }) => wanted.includes(id))) {
    const piece = list;
    const descent = await onScratch((scratch, applied) =>
      prepared(scratch, withNothingAbove(graph), NO_STEPS, (around) =>
        upAndDown(
          way,
          around,
          piece.filter(({ id }) => !applied.has(id)),
        ),
      ),
    );
    results.push(...descent.results);
    list = [...descent.left];
  }
  return results.filter(({ revision }) => wanted.includes(revision));
}

async function upAndDown(way: ChainWay, around: StepSurroundings, list: readonly Revision[]): Promise<Descent> {
  const { context, session, recorder } = around;
  await recorder.createTables();
  const passed: Fingerprint[] = [await takeFingerprint(session.db, context)];
  for (const revision of list) {
    const failed = await oneUp(way, around, revision);
    if (failed !== null) return { results: [failed], left: without(way.graph, list, revision.id) };
    passed.push(await takeFingerprint(session.db, context));
  }
  return down(way, around, list, passed);
}

// As far down as it goes, and the one that does not: at least one.
async function down(
  { ears, alone }: ChainWay,
  around: StepSurroundings,
  list: readonly Revision[],
  passed: readonly Fingerprint[],
): Promise<Descent> {
  const results: VerifiedRevision[] = [];
  let now = passed.at(-1);
  for (let at = list.length - 1; at >= 0; at -= 1) {
    const [revision, before, up] = [list[at], passed[at], passed[at + 1]];
    if (revision === undefined || before === undefined || up === undefined || now === undefined) break;
    const known = leftIn(now, up);
    const { result, state } = await oneDown(around, revision, { before, up, ears });
    const differences = result.differences.filter((one) => !known.has(textOf(one)));
    const stuck = result.result === 'irreversible' || result.result === 'down-failed';
    const sure = known.size === 0 || isAsAlone(alone, revision, differences);
    if (!sure) return { results, left: list.slice(0, at + 1) };
    const damaged = new Set(state === up ? [] : rowFindings(before, up, state).damaged.map(textOf));
    results.push({ ...result, result: resultOf(result.result, differences, damaged), differences });
    if (stuck) return { results, left: list.slice(0, at) };
    now = state;
  }
  return { results, left: [] };
}

// Of what is its own alone.
function resultOf(whole: VerifyResult, own: readonly Finding[], damaged: ReadonlySet<string>): VerifyResult {
  if (whole !== 'residue') return whole === 'data-loss' && own.length === 0 ? 'ok' : whole;
  if (own.length === 0) return 'ok';
  return own.every((one) => damaged.has(textOf(one))) ? 'data-loss' : 'residue';
}

// What those before it have left behind: it is theirs, not what the next one does.
function leftIn(now: Fingerprint, expected: Fingerprint): ReadonlySet<string> {
  if (now === expected) return new Set();
  const rows = rowFindings(expected, expected, now);
  const found = [...residueOf(expected, expected, now).differences, ...rows.left, ...rows.damaged];
  return new Set(found.map(textOf));
}

// Nothing more than alone, and nothing less: what others have left may hide something, too. There are other rows here.
function isAsAlone(alone: readonly VerifiedRevision[], { id }: Revision, found: readonly Finding[]): boolean {
  const own = alone.find(({ revision }) => revision === id)?.differences ?? [];
  const inSchema = own.filter(({ kind }) => !['rows', 'counter', 'up'].includes(kind));
  const among = (list: readonly Finding[]) => (one: Finding) =>
    list.some(({ kind, object }) => kind === one.kind && object === one.object);
  return found.every(among(own)) && inSchema.every(among(found));
}

const textOf = ({ kind, object, detail }: Finding) => JSON.stringify([kind, object, detail]);

function without(graph: RevisionGraph, list: readonly Revision[], id: string): readonly Revision[] {
  const gone = new Set([id]);
  return list.filter((revision) => {
    if (needs(graph, revision.id).some((need) => gone.has(need))) gone.add(revision.id);
    return !gone.has(revision.id);
  });
}

async function oneUp(
  { ears }: ChainWay,
  around: StepSurroundings,
  revision: Revision,
): Promise<VerifiedRevision | null> {
  ears.begin();
  const started = performance.now();
  try {
    await runStep(around, await stepOf(around.context, revision, 'up'));
    return null;
  } catch (error) {
    return judge(revision, { failure: failureAt('up', error, ears) }, performance.now() - started);
  }
}

async function oneDown(
  around: StepSurroundings,
  revision: Revision,
  { before, up, ears }: { before: Fingerprint; up: Fingerprint; ears: Ears },
): Promise<{ readonly result: VerifiedRevision; readonly state: Fingerprint }> {
  const started = performance.now();
  const ended = () => performance.now() - started;
  if (revision.irreversible !== null) return { result: judge(revision, { failure: null }, ended()), state: up };
  ears.begin();
  try {
    await runStep(around, await stepOf(around.context, revision, 'down'));
  } catch (error) {
    return { result: judge(revision, { before, up, failure: failureAt('down', error, ears) }, ended()), state: up };
  }
  const state = await takeFingerprint(around.session.db, around.context);
  return { result: judge(revision, { before, up, down: state, failure: null }, ended()), state };
}

async function stepOf({ directory }: RunContext, revision: Revision, direction: Step['direction']): Promise<Step> {
  return { revision, module: await importRevision(revision, { directory }), direction };
}
