import type { SchemaChange } from '../changes/index.ts';
import { diff } from '../diff/diff.ts';
import type { Difference } from '../diff/differences.ts';
import { display } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';

/** Differences that are mended together, and what mends all of them, in an order in which it runs. */
export interface Mending {
  readonly differences: readonly Difference[];
  readonly changes: readonly SchemaChange[];
}

/**
 * The differences in groups, so that the changes of one group after the other make `desired` of `current`. Of one group are those of one table (on SQLite
 * two rebuilds of it would undo each other) and those that share a change, such as a view that is dropped before both.
 */
export function mendingsOf(
  list: readonly Difference[],
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
): readonly Mending[] {
  const places = new Map(diff(current, desired).map((change, place) => [JSON.stringify(change), place]));
  const placeOf = (change: SchemaChange) => places.get(JSON.stringify(change)) ?? places.size;
  return grouped(list)
    .map((differences) => {
      const all = differences.flatMap(({ changes }) => changes);
      const unique = [...new Map(all.map((change) => [JSON.stringify(change), change])).values()];
      const changes = unique.sort((one, other) => placeOf(one) - placeOf(other));
      return { differences, changes, first: changes.length === 0 ? places.size : Math.min(...changes.map(placeOf)) };
    })
    .sort((one, other) => one.first - other.first);
}

function grouped(list: readonly Difference[]): readonly (readonly Difference[])[] {
  let groups: { readonly keys: ReadonlySet<string>; readonly differences: readonly Difference[] }[] = [];
  for (const difference of list) {
    const keys = difference.changes.flatMap(keysOf);
    const met = groups.filter((group) => keys.some((key) => group.keys.has(key)));
    const joined = {
      keys: new Set([...met.flatMap((group) => [...group.keys]), ...keys]),
      differences: [...met.flatMap(({ differences }) => differences), difference],
    };
    groups = [...groups.filter((group) => !met.includes(group)), joined];
  }
  return groups.map(({ differences }) => differences);
}

function keysOf(change: SchemaChange): readonly string[] {
  const table = tableOf(change);
  return [JSON.stringify(change), ...(table === null ? [] : [`table ${table}`])];
}

function tableOf(change: SchemaChange): string | null {
  if (change.kind === 'create table') return display(change.table.name);
  if ('table' in change && change.table !== null) return display(change.table);
  if (change.kind === 'drop table') return display(change.name);
  return 'object' in change && change.object.table !== null ? display(change.object.table) : null;
}
