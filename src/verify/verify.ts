import type { DatabaseTarget } from '../dialects/target.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import { withCopy, withScratch } from '../offline/scratch.ts';
import { adopt } from '../runner/adopt.ts';
import type { RunContext } from '../runner/context.ts';
import { readMeta } from '../runner/meta-table.ts';
import { named } from '../runner/names.ts';
import { reach } from '../runner/reach.ts';
import { readState } from '../runner/state.ts';
import { type OnScratch, verifyChain } from './chain.ts';
import { type DataSource, loadData } from './data.ts';
import { Ears } from './listener.ts';
import { isFault, type Verification } from './result.ts';
import type { Share } from './share.ts';
import { Inexact, Walk } from './walk.ts';

/** How it is done. */
export interface VerifyManner {
  /** Go down the whole line, newest first, too. */
  readonly chain: boolean;
  /** On the target itself, which is left at the last of them. */
  readonly inPlace: boolean;
  /** The rows to go with; null: generated ones. */
  readonly data: DataSource | null;
  /** The part of the work that is done here; null: all of it. The line is gone down with the last part. */
  readonly share: Share | null;
}

/**
 * Proves of each of those revisions that it can be taken back, on a scratch database: up, down, up, with the whole catalog and the rows compared. What they
 * stand on is applied before. A revision's findings do not touch the next one's, which begins with the state that the clean `up` leaves.
 */
export async function verify(
  context: RunContext,
  graph: RevisionGraph,
  wanted: readonly string[],
  manner: VerifyManner,
): Promise<Verification> {
  const ears = new Ears(context.report);
  const quiet: RunContext = { ...context, transaction: 'each', report: ears.report, lines: true };
  const { share } = manner;
  const way = { graph, wanted, share, ears, tell: context.report };
  if (manner.inPlace) {
    const applied = await appliedIn(quiet, graph);
    return new Walk({ ...way, scratch: quiet, applied, copies: false, filling: 'never', exact: true }).run();
  }
  const { data } = manner;
  const onScratch: OnScratch = (use) =>
    withRows(quiet, data, async (scratch) =>
      use(scratch, data === null ? new Set<string>() : await appliedIn(scratch, graph)),
    );
  const filling = data === null ? 'always' : 'unless there are rows';
  let missing: ReadonlySet<string> = new Set();
  const walk = (exact: boolean) =>
    onScratch(async (scratch, applied) => {
      const going = new Walk({ ...way, scratch, applied, copies: true, filling, exact });
      const found = await going.run();
      missing = going.missing;
      return found;
    });
  const found = await walk(false).catch((error: unknown) => {
    if (error instanceof Inexact) return walk(true);
    throw error;
  });
  if (!manner.chain || (share !== null && share.index < share.of)) return found;
  const chain = await verifyChain({ onScratch, graph, wanted, missing, alone: found.revisions, ears });
  return { ...found, ok: found.ok && !chain.some(({ result }) => isFault(result)), chain };
}

// A scratch database with those rows in it. The server itself copies what is on the target's server, unless somebody works on it.
async function withRows<T>(
  context: RunContext,
  data: DataSource | null,
  use: (scratch: RunContext) => Promise<T>,
): Promise<T> {
  const { target } = context;
  let begun = false;
  if (data?.kind === 'database' && context.dialect.name === 'postgres' && isSameServer(data.target, target)) {
    const work = (copy: RunContext) => {
      begun = true;
      return use({ ...copy, standsFor: target, scratch: null });
    };
    try {
      return await withCopy({ ...context, target: data.target }, work);
    } catch (error) {
      if (begun) throw error;
    }
  }
  return withScratch(context, async (scratch) => {
    if (data !== null) await loadData(scratch, data);
    return use(scratch);
  });
}

function isSameServer({ options: one }: DatabaseTarget, { options: other }: DatabaseTarget): boolean {
  return one.host === other.host && one.port === other.port;
}

// What a copy of a database that sequelize-cli migrated has applied, counts too.
async function appliedIn(context: RunContext, graph: RevisionGraph): Promise<ReadonlySet<string>> {
  const db = await reach(context, { create: true });
  try {
    const own = await named(db, context);
    const state = await readState(db, own, graph);
    if (state.rows.length > 0 || (await readMeta(db, own, own.metaTable)) === null) return state.applied;
    await adopt(db, own, graph);
    return (await readState(db, own, graph)).applied;
  } finally {
    await db.close();
  }
}
