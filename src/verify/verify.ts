import type { RevisionGraph } from '../graph/graph.ts';
import { withScratch } from '../offline/scratch.ts';
import type { RunContext } from '../runner/context.ts';
import { Ears } from './listener.ts';
import type { Verification } from './result.ts';
import { Walk } from './walk.ts';

/**
 * Proves of each of those revisions that it can be taken back, on a scratch database: up, down, up, with the whole catalog compared. What they stand on is
 * applied before. A revision's findings do not touch the next one's, which begins with the state that the clean `up` leaves.
 */
export async function verify(
  context: RunContext,
  graph: RevisionGraph,
  wanted: readonly string[],
): Promise<Verification> {
  const ears = new Ears(context.report);
  const quiet: RunContext = { ...context, transaction: 'each', report: ears.report };
  return withScratch(quiet, (scratch) => new Walk({ scratch, graph, wanted, ears, tell: context.report }).run());
}
