import type { SchemaChange } from '../changes/index.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { applyAll } from './apply-all.ts';
import { compared, type Found, type Sides } from './compared.ts';
import { changesBetween, type DiffOptions } from './diff.ts';
import type { Made } from './made.ts';
import { isEqual } from './same.ts';
import { keyOf } from './things.ts';
import { throughParents } from './through-parents.ts';
import { unfolded } from './unfolded.ts';

/** Something that is not the same in two schemas. */
export interface Difference {
  /** What sort of thing it is: `table`, `column`, `foreign key`, `index`, `enum`, `view`, `grants` … */
  readonly kind: string;
  /** Which: `bookings`, `bookings.priority`, `foreign key bookings_room of bookings`, `index bookings_at`. */
  readonly object: string;
  /** One sentence with both sides. */
  readonly detail: string;
  /** What makes it as desired, in order; none where nothing does without losing values. Of several differences: in the order of `diff`. */
  readonly changes: readonly SchemaChange[];
}

/** How a comparison of a database with models calls its sides. */
export const MODELS: Sides = { current: 'in the database', desired: 'in the models' };

/**
 * Everything that differs between two schemas. Complete whatever `diff` knows: its changes are applied, and what is still not the same after them is
 * named, without changes. None when and only when both are the same.
 */
export function differences(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  sides: Sides = MODELS,
  options: DiffOptions = {},
): readonly Difference[] {
  if (isEqual(current, desired)) return [];
  const list = changesBetween(current, desired, options);
  const target = unfolded(desired);
  const found = compared(unfolded(current), target, sides);
  const left = list.length === 0 ? found : compared(applied(list, current), target, sides);
  const mending = changesByThing(list);
  const reaching = throughParents(list, mending, [current, desired]);
  // what goes with something else is said with that
  const covered = new Set(list.flatMap(({ covers = [] }) => covers.map(keyOf)));
  const remains = (key: string) => (list.length === 0 || reaching(key) !== undefined ? undefined : left.get(key));
  return [
    ...[...found]
      .filter(([key]) => mending.has(key) || left.has(key) || !covered.has(key))
      .flatMap(([key, one]) => told(one, mending.get(key) ?? reaching(key) ?? [], remains(key))),
    ...[...left]
      .filter(([key]) => !found.has(key) && remains(key) !== undefined)
      .map(([, { thing, detail }]) => ({ ...thing, detail, changes: [] })),
  ];
}

function applied(list: readonly Made[], current: SchemaSnapshot): SchemaSnapshot {
  return applyAll(
    list.map(({ change }) => change),
    current,
  );
}

function told(
  { thing, detail }: Found,
  changes: readonly SchemaChange[],
  left: Found | undefined,
): readonly Difference[] {
  const whole: Difference = { ...thing, detail, changes };
  if (left === undefined || changes.length === 0) return [whole];
  return [whole, { ...thing, detail: `nothing mends that ${left.detail}`, changes: [] }];
}

// The changes of each difference, and those that stand around them, all in the order in which they run.
function changesByThing(list: readonly Made[]): ReadonlyMap<string, readonly SchemaChange[]> {
  const found = new Map<string, SchemaChange[]>();
  for (const { about, because, change } of list) {
    const key = keyOf(because ?? about);
    const known = found.get(key);
    if (known === undefined) found.set(key, [change]);
    else known.push(change);
  }
  return found;
}
