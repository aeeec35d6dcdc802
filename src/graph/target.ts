import { Usage } from '../errors.ts';
import type { RevisionGraph } from './graph.ts';
import { closure } from './graph.ts';
import {
  identify,
  lineage,
  lineOf,
  parseTarget,
  severalFit,
  type TargetText,
  tooFar,
  topOf,
  walkDown,
  walkUp,
  within,
} from './identify.ts';

/** The applied revisions on which no applied revision builds; `dependsOn` does not count. Unknown ids are left out. */
export function currentRevisions(graph: RevisionGraph, applied: ReadonlySet<string>): readonly string[] {
  return topOf(graph, applied);
}

/**
 * The revisions that an identifier names, in any form but a range; none for `base`. Relative ones (`+1`, `-1`) start at current.
 * Throws UNKNOWN_TARGET or MULTIPLE_HEADS.
 */
export function resolveRevisions(
  graph: RevisionGraph,
  applied: ReadonlySet<string>,
  identifier: string,
): readonly string[] {
  const target = parseTarget(graph, identifier);
  if (target.steps === 0) return named(graph, applied, target);
  const from = startOf(graph, applied, target);
  const to =
    target.steps > 0
      ? walkUp(graph, from, target.steps, target.label === null ? null : lineOf(graph, target.label), identifier)
      : downFrom(graph, from, target);
  return to === null ? [] : [to];
}

/** The revisions of a range `a:b`, `a:` or `:b`, both ends included, newest first. Throws USAGE without a colon. */
export function resolveRange(graph: RevisionGraph, applied: ReadonlySet<string>, text: string): readonly string[] {
  const parts = text.split(':');
  if (parts.length !== 2) throw new Usage(`"${text}" is no range`, 'write it as [start]:[end], [start]: or :[end]');
  const [start = '', end = ''] = parts;
  const upper = lineage(graph, end === '' ? graph.heads : resolveRevisions(graph, applied, end));
  const starts = start === '' ? [] : resolveRevisions(graph, applied, start);
  const lower =
    starts.length === 0
      ? upper
      : closure(starts, (id) => [...(graph.children.get(id) ?? []), ...(graph.dependents.get(id) ?? [])]);
  return graph.order.filter((id) => upper.has(id) && lower.has(id)).toReversed();
}

function named(
  graph: RevisionGraph,
  applied: ReadonlySet<string>,
  { text, label, name }: TargetText,
): readonly string[] {
  if (name === 'base') return [];
  if (name === 'current') return currentRevisions(graph, applied).filter((id) => within(graph, id, label));
  if (name === 'head' || name === 'heads') {
    const heads = graph.heads.filter((id) => label === null || graph.labels.get(id)?.includes(label));
    if (name === 'heads' || heads.length <= 1) return heads;
    throw severalFit(
      text,
      heads,
      `name one of them (or label@head), take all with "heads", or join them: windlass merge ${heads.join(' ')}`,
    );
  }
  return [identify(graph, name, label, text)];
}

// Where a relative target starts: the revision named before the sign, else where the database stands on that branch.
function startOf(graph: RevisionGraph, applied: ReadonlySet<string>, target: TargetText): string | null {
  const { name, label, text } = target;
  if (name === 'base') return null;
  const from = name === '' || name === 'current' ? standing(graph, applied, label) : named(graph, applied, target);
  if (from.length > 1) throw severalFit(text, from, 'name the revision to start from, or the branch: label@+1');
  return from[0] ?? null;
}

function standing(graph: RevisionGraph, applied: ReadonlySet<string>, label: string | null): readonly string[] {
  if (label === null) return currentRevisions(graph, applied);
  const line = lineOf(graph, label);
  return topOf(graph, new Set([...line].filter((id) => applied.has(id))));
}

function downFrom(graph: RevisionGraph, from: string | null, { steps, text }: TargetText): string | null {
  if (from === null) throw tooFar(text);
  return walkDown(graph, from, -steps, text);
}
