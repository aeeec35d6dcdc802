import type { RevisionGraph } from '../graph/graph.ts';
import { lineage } from '../graph/identify.ts';
import type { Revision } from '../graph/revision.ts';
import { withScratch } from '../offline/scratch.ts';
import { importRevision } from '../revisions/import.ts';
import type { RunContext } from '../runner/context.ts';
import { prepared } from '../runner/prepare.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import type { Step } from '../runner/work.ts';
import { NO_STEPS } from './apart.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { judge } from './judge.ts';
import type { Ears } from './listener.ts';
import type { VerifiedRevision } from './result.ts';
import { failureAt } from './within.ts';

/** What goes up whole and comes down whole. */
export interface ChainWay {
  /** As the migrator made it, with what it hears. */
  readonly context: RunContext;
  readonly graph: RevisionGraph;
  /** Those that come down, newest first; what they stand on only goes up. */
  readonly wanted: readonly string[];
  /** Those that are left out: their `up` fails, or they stand on one of that kind. */
  readonly missing: ReadonlySet<string>;
  readonly ears: Ears;
}

/**
 * The other way of going: all up, then down newest first, each compared with the catalog as it was on the way up. Where a `down` fails or is declared
 * impossible, the rest is tried on a fresh database; what one has left is not said of the next ones again.
 */
export async function verifyChain(way: ChainWay): Promise<readonly VerifiedRevision[]> {
  const { graph, wanted, missing, context } = way;
  const line = lineage(graph, wanted);
  const list = graph.order.flatMap((id) => (line.has(id) && !missing.has(id) ? (graph.byId.get(id) ?? []) : []));
  const results: VerifiedRevision[] = [];
  for (let left = list.length; left > 0; ) {
    const piece = list.slice(0, left);
    if (!piece.some(({ id }) => wanted.includes(id))) break;
    const found = await withScratch(context, (scratch) =>
      prepared(scratch, graph, NO_STEPS, (around) => upAndDown(way, around, piece)),
    );
    results.push(...found);
    left -= found.length;
  }
  return results.filter(({ revision }) => wanted.includes(revision));
}

// As far down as it goes, and the one that does not: at least one.
async function upAndDown(
  { ears }: ChainWay,
  around: StepSurroundings,
  list: readonly Revision[],
): Promise<readonly VerifiedRevision[]> {
  const { context, session, recorder } = around;
  await recorder.createTables();
  const passed: Fingerprint[] = [await takeFingerprint(session.db, context)];
  for (const revision of list) {
    await runStep(around, await stepOf(context, revision, 'up'));
    passed.push(await takeFingerprint(session.db, context));
  }
  const results: VerifiedRevision[] = [];
  const said = new Set<string>();
  for (let at = list.length - 1; at >= 0; at -= 1) {
    const [revision, before, up] = [list[at], passed[at], passed[at + 1]];
    if (revision === undefined || before === undefined || up === undefined) break;
    const result = await oneDown(around, revision, { before, up, ears });
    results.push({ ...result, differences: result.differences.filter((one) => isNew(said, one.detail)) });
    if (result.result === 'irreversible' || result.result === 'down-failed') break;
  }
  return results.map((one) =>
    one.result === 'residue' && one.differences.length === 0 ? { ...one, result: 'ok' } : one,
  );
}

function isNew(said: Set<string>, detail: string): boolean {
  if (said.has(detail)) return false;
  said.add(detail);
  return true;
}

async function oneDown(
  around: StepSurroundings,
  revision: Revision,
  { before, up, ears }: { before: Fingerprint; up: Fingerprint; ears: Ears },
): Promise<VerifiedRevision> {
  const started = performance.now();
  const ended = () => performance.now() - started;
  if (revision.irreversible !== null) return judge(revision, { failure: null }, ended());
  ears.begin();
  try {
    await runStep(around, await stepOf(around.context, revision, 'down'));
  } catch (error) {
    return judge(revision, { before, up, failure: failureAt('down', error, ears) }, ended());
  }
  const down = await takeFingerprint(around.session.db, around.context);
  return judge(revision, { before, up, down, failure: null }, ended());
}

async function stepOf({ directory }: RunContext, revision: Revision, direction: Step['direction']): Promise<Step> {
  return { revision, module: await importRevision(revision, { directory }), direction };
}
