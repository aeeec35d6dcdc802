import { Usage } from '../errors.ts';
import type { Direction } from '../events.ts';
import { closure, type RevisionGraph } from './graph.ts';
import { lineage, lineOf, parseTarget, severalFit, type TargetText, tooFar, topOf } from './identify.ts';
import type { Revision } from './revision.ts';
import { currentRevisions, resolveRevisions } from './target.ts';

/** What a run will do: the steps in order, and what is current before and after. */
export interface Plan {
  readonly direction: Direction;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly Revision[];
}

/** What a stamp will do: every revision that counts as applied afterwards. */
export interface StampPlan {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly applied: ReadonlySet<string>;
}

/** The steps that raise the database to the targets: everything they need that is missing. Empty when it is there already. */
export function planUpgrade(graph: RevisionGraph, applied: ReadonlySet<string>, targets: readonly string[]): Plan {
  const wanted = targets.flatMap((target) => upTargets(graph, applied, target));
  const missing = [...lineage(graph, wanted)].filter((id) => !applied.has(id));
  return plan(graph, applied, new Set([...applied, ...missing]), 'up');
}

/** The steps that lower the database to the target: the target's children, their descendants, and all that depends on these. */
export function planDowngrade(graph: RevisionGraph, applied: ReadonlySet<string>, target: string): Plan {
  const off = withFollowers(graph, offTarget(graph, applied, parseTarget(graph, target)));
  return plan(graph, applied, new Set([...applied].filter((id) => !off.has(id))), 'down');
}

/** What counts as applied after a stamp: the targets with all they need; what follows them on their lines does not. */
export function planStamp(
  graph: RevisionGraph,
  applied: ReadonlySet<string>,
  targets: readonly string[],
  options: { purge?: boolean } = {},
): StampPlan {
  const before = options.purge ? new Set<string>() : applied;
  const wanted = targets.flatMap((target) => [...resolveRevisions(graph, applied, target)]);
  const kept = targets.some((target) => target === 'base') ? new Set<string>() : unrelated(graph, before, wanted);
  const after = new Set([...kept, ...lineage(graph, wanted)]);
  return { from: currentRevisions(graph, applied), to: topOf(graph, after), applied: after };
}

function plan(
  graph: RevisionGraph,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  direction: Direction,
): Plan {
  const changed = graph.order.filter((id) => before.has(id) !== after.has(id));
  const ids = direction === 'up' ? changed : changed.toReversed();
  const steps = ids.flatMap((id) => graph.byId.get(id) ?? []);
  return { direction, from: currentRevisions(graph, before), to: currentRevisions(graph, after), steps };
}

function upTargets(graph: RevisionGraph, applied: ReadonlySet<string>, text: string): readonly string[] {
  const { name, steps } = parseTarget(graph, text);
  if (steps === 0 && name === 'base') throw below(text);
  if (steps < 0 && (name === '' || name === 'current')) throw below(text);
  const targets = resolveRevisions(graph, applied, text);
  if (targets.length === 0 && steps !== 0) throw below(text);
  const symbolic = /(?:^|@)(?:heads?|current)$/.test(text);
  const current = new Set(currentRevisions(graph, applied));
  const passed = targets.find((id) => applied.has(id) && !current.has(id));
  if (passed !== undefined && !symbolic) throw below(text);
  return targets;
}

function below(text: string): Usage {
  return new Usage(`upgrade cannot go down to "${text}": the database is above it`, `windlass downgrade ${text}`);
}

// The revisions that a downgrade takes off by itself, before what builds on them.
function offTarget(graph: RevisionGraph, applied: ReadonlySet<string>, target: TargetText): readonly string[] {
  const { label, name, steps, text } = target;
  if (steps > 0 && name === '') throw new Usage(`downgrade cannot go up to "${text}"`, `windlass upgrade ${text}`);
  if (steps < 0 && (name === '' || name === 'current')) return topmost(graph, applied, target);
  if (steps === 0 && name === 'base') return label === null ? [...applied] : carrying(graph, applied, label);

  const stays = resolveRevisions(graph, applied, text);
  if (stays.length === 0) return rootsOf(graph, applied, target);
  const unapplied = stays.find((id) => !applied.has(id));
  if (unapplied !== undefined) {
    throw new Usage(
      `downgrade cannot reach "${text}": ${unapplied} is not applied`,
      `windlass upgrade ${unapplied} applies it`,
    );
  }
  const children = stays.flatMap((id) => graph.children.get(id) ?? []).filter((id) => applied.has(id));
  return label === null ? children : children.filter((id) => graph.labels.get(id)?.includes(label));
}

// `-N`: N revisions from the top of the line; a merge may be the last of them, but not one on the way.
function topmost(
  graph: RevisionGraph,
  applied: ReadonlySet<string>,
  { label, steps, text }: TargetText,
): readonly string[] {
  const tops =
    label === null ? currentRevisions(graph, applied) : topOf(graph, new Set(carrying(graph, applied, label)));
  if (tops.length > 1) throw severalFit(text, tops, 'name the branch (label@-1) or the revision to go to');
  const off: string[] = [];
  for (let at = tops[0]; off.length < -steps; ) {
    if (at === undefined) throw tooFar(text);
    const parents: readonly string[] = graph.byId.get(at)?.parents ?? [];
    off.push(at);
    const goesOn = off.length < -steps || label !== null;
    if (parents.length > 1 && goesOn) throw severalFit(text, parents, `${at} is a merge: name the revision to go to`);
    at = parents[0];
  }
  return off;
}

// `id-N` that ends at base: the whole line of that id goes.
function rootsOf(graph: RevisionGraph, applied: ReadonlySet<string>, { name, label }: TargetText): readonly string[] {
  const line = lineage(graph, resolveRevisions(graph, applied, label === null ? name : `${label}@${name}`));
  return graph.bases.filter((id) => line.has(id) && applied.has(id));
}

function carrying(graph: RevisionGraph, applied: ReadonlySet<string>, label: string): readonly string[] {
  return [...lineOf(graph, label)].filter((id) => applied.has(id) && graph.labels.get(id)?.includes(label));
}

function withFollowers(graph: RevisionGraph, ids: readonly string[]): ReadonlySet<string> {
  return closure(ids, (id) => [...(graph.children.get(id) ?? []), ...(graph.dependents.get(id) ?? [])]);
}

// What a stamp of `wanted` leaves alone: revisions of other lines.
function unrelated(graph: RevisionGraph, before: ReadonlySet<string>, wanted: readonly string[]): ReadonlySet<string> {
  const above = withFollowers(graph, wanted);
  const tops = topOf(graph, before).filter((id) => !above.has(id));
  const kept = lineage(graph, tops);
  return new Set([...kept].filter((id) => before.has(id)));
}
