import { Usage } from '../errors.ts';
import type { Direction } from '../events.ts';
import type { RevisionGraph } from './graph.ts';
import { lineage, parseTarget } from './identify.ts';
import { type Plan, planDowngrade, planUpgrade } from './plan.ts';
import { currentRevisions, resolveRevisions } from './target.ts';

/** What a script does: the way from base to where it starts, which is not in it, and its own steps. */
export interface ScriptPlan {
  readonly before: Plan;
  readonly applied: ReadonlySet<string>;
  readonly plan: Plan;
}

/**
 * The plan of a script: `b` starts at base, `a:b` at `a` with all it needs. Knows no database, so that `current` is USAGE; so is a
 * downgrade without a range, as in Alembic. Throws UNKNOWN_TARGET or MULTIPLE_HEADS as an online run does.
 */
export function planScript(graph: RevisionGraph, direction: Direction, targets: readonly string[]): ScriptPlan {
  const [first = ''] = targets;
  const range = rangeOf(graph, first);
  if (range === null && direction === 'down')
    throw new Usage(
      `downgrade --sql takes a range, and "${first}" is none`,
      `say where the script starts: windlass downgrade --sql heads:${first || 'base'}`,
    );
  if (range !== null && targets.length > 1)
    throw new Usage(
      `"${first}" is a range, and no other target goes with it`,
      `windlass ${direction}grade --sql ${first}`,
    );
  const applied = range === null ? new Set<string>() : startOf(graph, range.start);
  const ends = range === null ? targets : [range.end];
  for (const end of ends) refuseCurrent(graph, end);
  return {
    before: planOf(graph, applied),
    applied,
    plan: direction === 'up' ? planUpgrade(graph, applied, ends) : planDowngrade(graph, applied, ends[0] ?? ''),
  };
}

/** Throws USAGE when one of the targets of an online run is a range `a:b`. */
export function refuseRanges(graph: RevisionGraph, direction: Direction, targets: readonly string[]): void {
  const range = targets.find((target) => rangeOf(graph, target) !== null);
  if (range === undefined) return;
  throw new Usage(
    `"${range}" is a range, and the database itself says where a run starts`,
    `windlass ${direction}grade ${range.split(':')[1]}, or write the script of the range: windlass ${direction}grade --sql ${range}`,
  );
}

function rangeOf(graph: RevisionGraph, text: string): { readonly start: string; readonly end: string } | null {
  if (!text.includes(':') || graph.byId.has(text)) return null;
  const parts = text.split(':');
  const [start = '', end = ''] = parts;
  if (parts.length === 2 && start !== '' && end !== '') return { start, end };
  throw new Usage(`"${text}" is no range with a start and an end`, 'write it as a:b, for example base:head');
}

function startOf(graph: RevisionGraph, start: string): ReadonlySet<string> {
  refuseCurrent(graph, start);
  return lineage(graph, resolveRevisions(graph, new Set(), start));
}

function refuseCurrent(graph: RevisionGraph, text: string): void {
  if (parseTarget(graph, text).name !== 'current') return;
  throw new Usage(
    `"${text}" says where a database stands, and a script is made without one`,
    'name the revision; windlass current shows it',
  );
}

function planOf(graph: RevisionGraph, applied: ReadonlySet<string>): Plan {
  const steps = graph.order.filter((id) => applied.has(id)).flatMap((id) => graph.byId.get(id) ?? []);
  return { direction: 'up', from: [], to: currentRevisions(graph, applied), steps };
}
