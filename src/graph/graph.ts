import { Cycle, DuplicateId, MissingParent } from '../errors.ts';
import type { Revision } from './revision.ts';

/** All revisions and how they build on each other. */
export interface RevisionGraph {
  readonly byId: ReadonlyMap<string, Revision>;
  /** Every id once, after its parents and what it depends on; the same whatever the order of the files. */
  readonly order: readonly string[];
  /** Who builds on a revision (by `downRevision`). */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** Who names a revision in `dependsOn`. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** The revisions nothing builds on. */
  readonly heads: readonly string[];
  /** The revisions that build on nothing. */
  readonly bases: readonly string[];
  /** The branch labels of a revision's whole line, sorted: a label reaches down to a branch point and up to the heads. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Label → the revision that declares it. */
  readonly declared: ReadonlyMap<string, string>;
}

/**
 * The graph of those revisions, in linear time. Throws DUPLICATE_ID (ids and labels), MISSING_PARENT and CYCLE, naming
 * the files.
 */
export function buildGraph(revisions: readonly Revision[]): RevisionGraph {
  const byId = new Map<string, Revision>();
  for (const revision of revisions) {
    const twin = byId.get(revision.id);
    if (twin !== undefined) throw duplicateId(twin, revision);
    byId.set(revision.id, revision);
  }
  for (const revision of revisions) refuseMissing(revision, byId);
  const children = reversed(revisions, ({ parents }) => parents);
  const dependents = reversed(revisions, ({ dependsOn }) => dependsOn);
  const order = sorted(byId, children, dependents);
  const declared = declaredLabels(revisions);
  return {
    byId,
    order,
    children,
    dependents,
    heads: order.filter((id) => !children.has(id)),
    bases: order.filter((id) => byId.get(id)?.parents.length === 0),
    labels: effectiveLabels(order, byId, children),
    declared,
  };
}

/** What a revision needs applied before it: its parents and what it depends on. */
export function needs(graph: RevisionGraph, id: string): readonly string[] {
  const revision = graph.byId.get(id);
  return revision === undefined ? [] : [...revision.parents, ...revision.dependsOn];
}

/** Those ids and all that `next` reaches from them. */
export function closure(from: Iterable<string>, next: (id: string) => Iterable<string>): Set<string> {
  const reached = new Set(from);
  for (const id of reached) for (const other of next(id)) reached.add(other);
  return reached;
}

const placeOf = (revision: Revision | undefined) =>
  revision === undefined ? {} : { place: { path: revision.path, line: null } };

function duplicateId(one: Revision, other: Revision): DuplicateId {
  return new DuplicateId(
    `two files have the revision id "${one.id}": ${one.path} and ${other.path}`,
    'give one of them another id (and name it in the downRevision of what builds on it)',
    placeOf(other),
  );
}

function refuseMissing(revision: Revision, byId: ReadonlyMap<string, Revision>): void {
  for (const [field, ids] of [
    ['downRevision', revision.parents],
    ['dependsOn', revision.dependsOn],
  ] as const) {
    const missing = ids.find((id) => !byId.has(id));
    if (missing === undefined) continue;
    throw new MissingParent(
      `${revision.path} names "${missing}" in ${field}, and no file has that id`,
      `bring back the file of ${missing}, or mend ${field} of ${revision.id}`,
      placeOf(revision),
    );
  }
}

function reversed(
  revisions: readonly Revision[],
  targets: (revision: Revision) => readonly string[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const revision of revisions) {
    for (const target of new Set(targets(revision))) {
      const list = found.get(target);
      if (list === undefined) found.set(target, [revision.id]);
      else list.push(revision.id);
    }
  }
  for (const list of found.values()) list.sort();
  return found;
}

// Depth first from the last revisions down, so that a branch stays together; by hand, because a line of 10,000 is too deep for recursion.
function sorted(
  byId: ReadonlyMap<string, Revision>,
  children: ReadonlyMap<string, readonly string[]>,
  dependents: ReadonlyMap<string, readonly string[]>,
): string[] {
  const ids = [...byId.keys()].sort();
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const last = ids.filter((id) => !children.has(id) && !dependents.has(id));
  const stack: string[] = [...ids].reverse().concat([...last].reverse());
  while (stack.length > 0) {
    const id = stack.at(-1) ?? '';
    if (state.get(id) === 'done') {
      stack.pop();
      continue;
    }
    const wanting = requirements(byId, id).filter((need) => state.get(need) !== 'done');
    if (wanting.length === 0) {
      state.set(id, 'done');
      order.push(id);
      stack.pop();
      continue;
    }
    state.set(id, 'open');
    const circular = wanting.find((need) => state.get(need) === 'open');
    if (circular !== undefined) throw cycle(circular, byId);
    stack.push(...wanting.reverse());
  }
  return order;
}

function requirements(byId: ReadonlyMap<string, Revision>, id: string): string[] {
  const revision = byId.get(id);
  return revision === undefined ? [] : [...new Set([...revision.parents, ...revision.dependsOn])].sort();
}

function cycle(start: string, byId: ReadonlyMap<string, Revision>): Cycle {
  const from = new Map<string, string>();
  for (const id of closure(requirements(byId, start), (id) => requirements(byId, id))) {
    for (const need of requirements(byId, id)) if (!from.has(need)) from.set(need, id);
  }
  const line = [start];
  for (let at = from.get(start); at !== undefined && at !== start && line.length <= byId.size; at = from.get(at))
    line.push(at);
  const names = [...line, start].map((id) => `${id} (${byId.get(id)?.path ?? ''})`);
  return new Cycle(
    `revisions build on each other in a circle: ${names.join(' → ')}`,
    'mend the downRevision or dependsOn of one of them',
    placeOf(byId.get(start)),
  );
}

function declaredLabels(revisions: readonly Revision[]): Map<string, string> {
  const declared = new Map<string, Revision>();
  for (const revision of revisions) {
    for (const label of revision.labels) {
      const twin = declared.get(label);
      if (twin !== undefined && twin.id !== revision.id) {
        throw new DuplicateId(
          `two revisions declare the branch label "${label}": ${twin.path} and ${revision.path}`,
          'rename one of the labels',
          placeOf(revision),
        );
      }
      declared.set(label, revision);
    }
  }
  return new Map([...declared].map(([label, { id }]) => [label, id]));
}

// As Alembic maps them: to all descendants, and down the line until a branch point or a merge.
function effectiveLabels(
  order: readonly string[],
  byId: ReadonlyMap<string, Revision>,
  children: ReadonlyMap<string, readonly string[]>,
): Map<string, readonly string[]> {
  const labels = new Map<string, readonly string[]>();
  for (const id of order) {
    const { parents = [], labels: own = [] } = byId.get(id) ?? {};
    const inherited = parents.map((parent) => labels.get(parent) ?? []);
    labels.set(id, union([...inherited, own]));
  }
  for (const id of order) {
    const own = byId.get(id)?.labels ?? [];
    if (own.length === 0) continue;
    for (let at: string | undefined = id; at !== undefined; ) {
      const revision: Revision | undefined = byId.get(at);
      if (revision === undefined || (children.get(at)?.length ?? 0) > 1 || revision.parents.length > 1) break;
      labels.set(at, union([labels.get(at) ?? [], own]));
      at = revision.parents[0];
    }
  }
  return labels;
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? []; // shared, not copied: a long line costs nothing
  return [...new Set(filled.flat())].sort();
}
