import type { RevisionGraph } from './graph.ts';
import type { Revision } from './revision.ts';
import { currentRevisions, resolveRange } from './target.ts';

/** One revision as `history`, `heads`, `branches`, `current` and `show` tell of it. */
export interface Entry {
  readonly revision: string;
  readonly parents: readonly string[];
  readonly dependsOn: readonly string[];
  /** The labels of its whole line. */
  readonly labels: readonly string[];
  readonly message: string;
  readonly doc: string;
  readonly path: string;
  readonly current: boolean;
  /** Nothing builds on it. */
  readonly head: boolean;
  /** Nothing builds on it, but something depends on it. */
  readonly effectiveHead: boolean;
  readonly branchPoint: boolean;
  readonly mergePoint: boolean;
  readonly children: readonly string[];
}

/** All revisions, or those of a range `a:b`, newest first. */
export function history(graph: RevisionGraph, applied: ReadonlySet<string>, range?: string): readonly Entry[] {
  const ids = range === undefined ? graph.order.toReversed() : resolveRange(graph, applied, range);
  return entries(graph, applied, ids);
}

/** The heads. */
export function headEntries(graph: RevisionGraph, applied: ReadonlySet<string>): readonly Entry[] {
  return entries(graph, applied, graph.heads);
}

/** The branch points. */
export function branchEntries(graph: RevisionGraph, applied: ReadonlySet<string>): readonly Entry[] {
  return history(graph, applied).filter(({ branchPoint }) => branchPoint);
}

/** Where the database stands. */
export function currentEntries(graph: RevisionGraph, applied: ReadonlySet<string>): readonly Entry[] {
  return entries(graph, applied, currentRevisions(graph, applied));
}

/** The entries of those ids, in their order; unknown ids are left out. */
export function entries(graph: RevisionGraph, applied: ReadonlySet<string>, ids: readonly string[]): readonly Entry[] {
  const current = new Set(currentRevisions(graph, applied));
  return ids.flatMap((id) => {
    const revision = graph.byId.get(id);
    return revision === undefined ? [] : entry(graph, current, revision);
  });
}

function entry(graph: RevisionGraph, current: ReadonlySet<string>, revision: Revision): Entry {
  const { id, parents, dependsOn, message, doc, path } = revision;
  const children = graph.children.get(id) ?? [];
  return {
    revision: id,
    parents: [...parents].sort(),
    dependsOn,
    labels: graph.labels.get(id) ?? [],
    message,
    doc,
    path,
    current: current.has(id),
    head: children.length === 0,
    effectiveHead: children.length === 0 && graph.dependents.has(id),
    branchPoint: children.length > 1,
    mergePoint: parents.length > 1,
    children,
  };
}
