import type { RevisionGraph } from '../graph/graph.ts';
import { planUpgrade } from '../graph/plan.ts';
import { currentRevisions } from '../graph/target.ts';
import type { DatabaseState } from './state.ts';

/**
 * Where a database stands beside the files. `ahead`: every file is applied, and more; an application of this version may serve (a
 * roll-out is going on). `behind`: something is pending.
 */
export interface Status {
  readonly state: 'current' | 'behind' | 'ahead';
  readonly current: readonly string[];
  readonly heads: readonly string[];
  readonly pending: readonly string[];
  /** Applied revisions without a file. */
  readonly unknown: readonly string[];
  readonly upToDate: boolean;
  /** The command that applies what is pending; null when nothing is. */
  readonly remedy: string | null;
}

/** The status of a database in that state; `unadopted` says that sequelize-cli has been there, and `upgrade` would be refused. */
export function statusOf(graph: RevisionGraph, state: DatabaseState, unadopted = false): Status {
  const pending = planUpgrade(graph, state.applied, ['heads']).steps.map(({ id }) => id);
  const kind = pending.length > 0 ? 'behind' : state.unknown.length > 0 ? 'ahead' : 'current';
  return {
    state: kind,
    current: [...currentRevisions(graph, state.applied), ...state.unknown],
    heads: graph.heads,
    pending,
    unknown: state.unknown,
    upToDate: kind !== 'behind',
    remedy: kind === 'behind' ? remedyOf(graph, unadopted) : null,
  };
}

function remedyOf(graph: RevisionGraph, unadopted: boolean): string {
  if (unadopted) return 'windlass adopt';
  return graph.heads.length > 1 ? 'windlass upgrade heads' : 'windlass upgrade';
}
