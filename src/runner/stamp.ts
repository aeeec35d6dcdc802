import type { Connection } from '../dialects/connection.ts';
import type { AppliedKind } from '../dialects/state.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { StampPlan } from '../graph/plan.ts';
import { Backfills } from './backfills.ts';
import type { RunContext } from './context.ts';
import { beginStep } from './lock.ts';
import { named } from './names.ts';
import { Recorder } from './recorder.ts';
import { takeSnapshot } from './snapshot.ts';
import { readState } from './state.ts';

/** How a stamp writes its rows. */
export interface StampOptions {
  readonly kind: Extract<AppliedKind, 'stamped' | 'adopted'>;
  readonly event: 'stamp' | 'adopt' | 'release';
  /** Also forgets revisions that no file describes. */
  readonly purge: boolean;
}

/**
 * Makes the revision table say what `decide` says, in one transaction under the lock; runs no revision. `decide` is given the state as it is
 * once the lock is held. Rows that stay take the checksums of the files as they are now.
 */
export async function stamp(
  db: Connection,
  given: RunContext,
  graph: RevisionGraph,
  decide: (applied: ReadonlySet<string>) => StampPlan,
  options: StampOptions,
): Promise<StampPlan> {
  const context = await named(db, given);
  const recorder = new Recorder(db, context);
  await recorder.createTables();
  await beginStep(db, context);
  try {
    const state = await readState(db, context, graph);
    const plan = decide(state.applied);
    const empties = plan.applied.size === 0 || options.purge;
    const gone = [...state.applied, ...(empties ? state.unknown : [])].filter((id) => !plan.applied.has(id));
    const rows = gone.flatMap((id) => written(recorder, graph, id, 'remove', options));
    const edited = new Set(state.edited);
    const added = graph.order.filter((id) => plan.applied.has(id) && (!state.applied.has(id) || edited.has(id)));
    rows.push(...added.flatMap((id) => written(recorder, graph, id, 'add', options)));
    await new Backfills(db, context).forget([...gone, ...added]);
    // by hand is how a half-done step is brought to either end: what had run of it does not count any more
    if (options.event === 'stamp') rows.push(recorder.forgotten());
    if (options.event === 'release') await recorder.commit([...rows, recorder.withoutSnapshot()]);
    else await recorder.commit(rows, () => takeSnapshot(db, context));
    return plan;
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

function written(
  recorder: Recorder,
  graph: RevisionGraph,
  id: string,
  what: 'add' | 'remove',
  options: StampOptions,
): readonly string[] {
  const checksum = graph.byId.get(id)?.checksum ?? '';
  const row = { revision: id, checksum, durationMs: 0 };
  return [
    what === 'add' ? recorder.added({ ...row, kind: options.kind }) : recorder.removed(id),
    recorder.appended({ ...row, event: options.event, startedAt: new Date(), outcome: 'done' }),
  ];
}
