import { MultipleHeads, UnknownTarget } from '../errors.ts';
import type { RevisionGraph } from './graph.ts';
import { needs } from './graph.ts';

const SHORTEST_PREFIX = 4;
const SHOWN = 5;

/** What a target's text says, before it is looked up. */
export interface TargetText {
  /** The text as it was typed. */
  readonly text: string;
  /** The branch before `@`, or null. */
  readonly label: string | null;
  /** An id, prefix, label or symbol; empty for a purely relative one. */
  readonly name: string;
  /** Steps up (positive) or down from there. */
  readonly steps: number;
}

/** Takes a target apart. An id or prefix that fits as a whole comes first: file names hold `-` and `+`, too. */
export function parseTarget(graph: RevisionGraph, text: string): TargetText {
  const at = text.indexOf('@');
  const label = at > 0 ? text.slice(0, at) : null;
  const rest = at > 0 ? text.slice(at + 1) : text;
  if (label !== null && !graph.declared.has(label) && !graph.byId.has(text)) throw unknownLabel(graph, text, label);
  const whole = graph.byId.has(rest) || (rest.length >= SHORTEST_PREFIX && candidates(graph, rest, null).length > 0);
  const relative = whole ? null : /^(.*?)([+-]\d+)$/.exec(rest);
  if (relative === null) return { text, label, name: rest, steps: 0 };
  return { text, label, name: relative[1] ?? '', steps: Number(relative[2]) };
}

/** The one revision of an id, a unique prefix (4 characters or more) or a branch label. Throws UNKNOWN_TARGET. */
export function identify(graph: RevisionGraph, name: string, label: string | null, text: string): string {
  const found = graph.byId.has(name) ? [name] : (declaring(graph, name) ?? []);
  if (found.length === 1 && found[0] !== undefined && within(graph, found[0], label)) return found[0];
  if (name.length < SHORTEST_PREFIX) throw unknown(graph, text, name);

  const fits = candidates(graph, name, label);
  if (fits.length === 1 && fits[0] !== undefined) return fits[0];
  if (fits.length === 0) throw unknown(graph, text, name);
  throw new UnknownTarget(
    `"${name}" is ambiguous: ${fits.length} revisions start with it: ${some(fits)}`,
    'type more characters of the one you mean',
  );
}

/** Whether a revision belongs to the branch: it carries the label, or the branch grows out of it. */
export function within(graph: RevisionGraph, id: string, label: string | null): boolean {
  return label === null || (graph.labels.get(id)?.includes(label) ?? false) || lineOf(graph, label).has(id);
}

/** The revisions of a branch: those that carry the label, and what those build on. */
export function lineOf(graph: RevisionGraph, label: string): ReadonlySet<string> {
  const line = new Set(graph.order.filter((id) => graph.labels.get(id)?.includes(label)));
  for (const id of line) for (const parent of graph.byId.get(id)?.parents ?? []) line.add(parent);
  return line;
}

/** The revisions of `set` that nothing else of it builds on. */
export function topOf(graph: RevisionGraph, set: ReadonlySet<string>): readonly string[] {
  return graph.order.filter((id) => set.has(id) && !(graph.children.get(id) ?? []).some((child) => set.has(child)));
}

/** MULTIPLE_HEADS, naming them. */
export function severalFit(text: string, ids: readonly string[], remedy: string): MultipleHeads {
  return new MultipleHeads(`"${text}" is ambiguous: ${some(ids)} all fit`, remedy);
}

/** UNKNOWN_TARGET: more steps than there are. */
export function tooFar(text: string): UnknownTarget {
  return new UnknownTarget(
    `"${text}" goes further than there are revisions`,
    'windlass history shows them; windlass current, where the database stands',
  );
}

/** Walks `count` parents down from a revision; null is base. Throws MULTIPLE_HEADS at a merge, UNKNOWN_TARGET beyond base. */
export function walkDown(graph: RevisionGraph, from: string, count: number, text: string): string | null {
  let at: string | null = from;
  for (let step = 0; step < count; step += 1) {
    if (at === null) throw tooFar(text);
    const parents: readonly string[] = graph.byId.get(at)?.parents ?? [];
    if (parents.length > 1) throw severalFit(text, parents, `${at} is a merge: name the revision to go to`);
    at = parents[0] ?? null;
  }
  return at;
}

/** Walks `count` children up; `from` null is base. Throws MULTIPLE_HEADS at a branch point, UNKNOWN_TARGET beyond the head. */
export function walkUp(
  graph: RevisionGraph,
  from: string | null,
  count: number,
  line: ReadonlySet<string> | null,
  text: string,
): string | null {
  let at = from;
  for (let step = 0; step < count; step += 1) {
    const all = at === null ? graph.bases : (graph.children.get(at) ?? []);
    const next = line === null ? all : all.filter((id) => line.has(id));
    if (next.length === 0) throw tooFar(text);
    if (next.length > 1) throw severalFit(text, next, 'name the revision, or the branch: label@+1');
    at = next[0] ?? null;
  }
  return at;
}

/** A revision and everything it needs, itself included. */
export function lineage(graph: RevisionGraph, ids: Iterable<string>): Set<string> {
  const reached = new Set(ids);
  for (const id of reached) for (const need of needs(graph, id)) reached.add(need);
  return reached;
}

function candidates(graph: RevisionGraph, prefix: string, label: string | null): string[] {
  return graph.order.filter((id) => id.startsWith(prefix) && within(graph, id, label));
}

function declaring(graph: RevisionGraph, label: string): string[] | undefined {
  const id = graph.declared.get(label);
  return id === undefined ? undefined : [id];
}

function unknown(graph: RevisionGraph, text: string, name: string): UnknownTarget {
  const short = name.length < SHORTEST_PREFIX && graph.order.some((id) => id.startsWith(name)) && name !== '';
  const why = short
    ? `"${name}" is shorter than ${SHORTEST_PREFIX} characters`
    : `no revision, label or symbol is called "${text}"`;
  return new UnknownTarget(
    why,
    short ? 'type at least four characters of the id' : 'windlass history shows all revisions',
  );
}

function unknownLabel(graph: RevisionGraph, text: string, label: string): UnknownTarget {
  const labels = [...graph.declared.keys()].sort();
  const known =
    labels.length === 0 ? 'no revision declares a branch label' : `the branch labels are ${labels.join(', ')}`;
  return new UnknownTarget(
    `"${text}" names no branch: no label is called "${label}"`,
    `${known}; windlass branches shows them`,
  );
}

function some(ids: readonly string[]): string {
  const shown = ids.slice(0, SHOWN).join(', ');
  return ids.length <= SHOWN ? shown : `${shown} and ${ids.length - SHOWN} more`;
}
