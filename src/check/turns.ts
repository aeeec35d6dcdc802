import type { SchemaChange } from '../changes/index.ts';
import type { Difference } from '../diff/differences.ts';

/** Differences that are mended together, and the changes that do so, each with its place among all. */
export interface Span {
  readonly differences: readonly Difference[];
  readonly changes: readonly (readonly [place: number, change: SchemaChange])[];
}

const WORD = /[\p{L}_][\p{L}\p{N}_$]*/gu;

/** The same with those made one that speak of each other and whose changes stand by turns: neither could run before the other. A word too many costs a larger group. */
export function inTurns(spans: readonly Span[]): readonly Span[] {
  const owners = new Map<string, number[]>();
  const words = spans.map(({ changes }) => wordsOf(changes.map(([, change]) => change)));
  for (const [at, { changes }] of spans.entries())
    for (const name of new Set(changes.flatMap(([, change]) => namesOf(change))))
      owners.set(name, [...(owners.get(name) ?? []), at]);
  const pairs = words.flatMap((own, at) =>
    [...own].flatMap((word) =>
      (owners.get(word) ?? []).flatMap((other) => (other === at ? [] : [[at, other] as const])),
    ),
  );
  const root = spans.map((_, at) => at);
  const merged = [...spans];
  const rootOf = (at: number): number => (root[at] === at || root[at] === undefined ? at : rootOf(root[at]));
  for (let grown = true; grown; ) {
    grown = false;
    for (const [one, other] of pairs) {
      const [left, right] = [rootOf(one), rootOf(other)];
      const [own, its] = [merged[left], merged[right]];
      if (left === right || own === undefined || its === undefined || !overlap(own, its)) continue;
      root[right] = left;
      merged[left] = joined(own, its);
      grown = true;
    }
  }
  return merged.filter((_, at) => rootOf(at) === at);
}

function overlap(one: Span, other: Span): boolean {
  const [first, last, start, end] = [one.changes[0], one.changes.at(-1), other.changes[0], other.changes.at(-1)];
  if (first === undefined || last === undefined || start === undefined || end === undefined) return false;
  return first[0] <= end[0] && start[0] <= last[0];
}

function joined(one: Span, other: Span): Span {
  return {
    differences: [...one.differences, ...other.differences],
    changes: [...one.changes, ...other.changes].sort(([left], [right]) => left - right),
  };
}

function wordsOf(changes: readonly SchemaChange[]): ReadonlySet<string> {
  return new Set(
    JSON.stringify(changes)
      .replace(/\\[nrt]/g, ' ')
      .match(WORD),
  );
}

// The words of what a change makes, alters or drops.
function namesOf(change: SchemaChange): readonly string[] {
  const own = change as { readonly [key in 'table' | 'name' | 'object' | 'type' | 'from' | 'to']?: unknown };
  const things = [own.table, own.name, own.object, own.type, own.from, own.to];
  return things.flatMap(nameOf).flatMap((name) => name.match(WORD) ?? []);
}

// A qualified name, a thing that has one, or a table that is made.
function nameOf(thing: unknown): readonly string[] {
  if (typeof thing !== 'object' || thing === null || !('name' in thing)) return [];
  const { name } = thing as { readonly name: unknown };
  return typeof name === 'string' ? [name] : nameOf(name);
}
