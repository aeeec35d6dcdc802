import type { Connection } from '../dialects/connection.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { StampPlan } from '../graph/plan.ts';
import { type AppliedKind, patiently } from './applied.ts';
import type { RunContext } from './context.ts';
import { beginStep } from './lock.ts';
import { Recorder } from './recorder.ts';
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
  context: RunContext,
  graph: RevisionGraph,
  decide: (applied: ReadonlySet<string>) => StampPlan,
  options: StampOptions,
): Promise<StampPlan> {
  const recorder = new Recorder(db, context);
  await recorder.createTables();
  await beginStep(db, context);
  try {
    const state = await readState(db, context, graph);
    const plan = decide(state.applied);
    const empties = plan.applied.size === 0 || options.purge;
    const gone = [...state.applied, ...(empties ? state.unknown : [])].filter((id) => !plan.applied.has(id));
    for (const id of gone) await write(recorder, graph, id, 'remove', options);
    const edited = new Set(state.edited);
    for (const id of graph.order.filter((id) => plan.applied.has(id) && (!state.applied.has(id) || edited.has(id)))) {
      await write(recorder, graph, id, 'add', options);
    }
    await patiently(context, () => db.query('COMMIT'));
    return plan;
  } catch (error) {
    await db.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function write(
  recorder: Recorder,
  graph: RevisionGraph,
  id: string,
  what: 'add' | 'remove',
  options: StampOptions,
): Promise<void> {
  const checksum = graph.byId.get(id)?.checksum ?? '';
  if (what === 'add') await recorder.add(id, checksum, 0, options.kind);
  else await recorder.remove(id);
  await recorder.append({
    revision: id,
    checksum,
    event: options.event,
    startedAt: new Date(),
    durationMs: 0,
    outcome: 'done',
  });
}
