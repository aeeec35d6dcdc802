import type { SchemaChange } from '../changes/index.ts';
import { type DiffOptions, diff } from '../diff/diff.ts';
import type { Difference } from '../diff/differences.ts';
import { identifiersIn } from '../diff/mentions.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';
import { inTurns, type Span } from './turns.ts';

/** What can be mended there: a table of SQLite is made anew, with its columns in any order. */
export function mendableOn(dialect: DialectName): DiffOptions {
  return { columnOrder: dialect === 'sqlite' };
}

/** Differences that are mended together, and what mends all of them, in an order in which it runs. */
export interface Mending {
  readonly differences: readonly Difference[];
  readonly changes: readonly SchemaChange[];
}

/**
 * The differences in groups, so that the changes of one group after the other make `desired` of `current`. Of one group are those of one table (on SQLite
 * two rebuilds of it would undo each other), those that share a change, such as a view that is dropped before both, those that speak of a table that comes
 * or goes (a foreign key is to be dropped before one, and made after another), and those that speak of each other and would have to run by turns.
 */
export function mendingsOf(
  list: readonly Difference[],
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  options: DiffOptions,
): readonly Mending[] {
  const places = new Map(diff(current, desired, options).map((change, place) => [JSON.stringify(change), place]));
  const placeOf = (change: SchemaChange) => places.get(JSON.stringify(change)) ?? places.size;
  const spans = grouped(list, movedTables(list)).map((differences): Span => {
    const all = differences.flatMap(({ changes }) => changes);
    const unique = [...new Map(all.map((change) => [JSON.stringify(change), change])).values()];
    const changes = unique.map((change) => [placeOf(change), change] as const);
    return { differences, changes: changes.sort(([one], [other]) => one - other) };
  });
  const firstOf = ({ changes }: Span) => changes[0]?.[0] ?? places.size;
  return [...inTurns(spans)]
    .sort((one, other) => firstOf(one) - firstOf(other))
    .map(({ differences, changes }) => ({ differences, changes: changes.map(([, change]) => change) }));
}

function movedTables(list: readonly Difference[]): ReadonlySet<string> {
  const moved = list.flatMap(({ changes }) =>
    changes.flatMap((change) =>
      change.kind === 'create table' ? change.table.name.name : change.kind === 'drop table' ? change.name.name : [],
    ),
  );
  return new Set(moved);
}

function grouped(list: readonly Difference[], moved: ReadonlySet<string>): readonly (readonly Difference[])[] {
  let groups: { readonly keys: ReadonlySet<string>; readonly differences: readonly Difference[] }[] = [];
  for (const difference of list) {
    const keys = difference.changes.flatMap((change) => keysOf(change, moved));
    const met = groups.filter((group) => keys.some((key) => group.keys.has(key)));
    const joined = {
      keys: new Set([...met.flatMap((group) => [...group.keys]), ...keys]),
      differences: [...met.flatMap(({ differences }) => differences), difference],
    };
    groups = [...groups.filter((group) => !met.includes(group)), joined];
  }
  return groups.map(({ differences }) => differences);
}

function keysOf(change: SchemaChange, moved: ReadonlySet<string>): readonly string[] {
  const table = tableOf(change);
  const text = JSON.stringify(change);
  const spoken =
    moved.size === 0 ? [] : [...identifiersIn(text.replaceAll('\\"', ''))].filter((name) => moved.has(name));
  return [text, ...(table === null ? [] : [`table ${table}`]), ...spoken.map((name) => `moved ${name}`)];
}

function tableOf(change: SchemaChange): string | null {
  const name = tableNameOf(change);
  return name === null ? null : display(name);
}

function tableNameOf(change: SchemaChange): QualifiedName | null {
  if (change.kind === 'create table') return change.table.name;
  if ('table' in change && change.table !== null) return change.table;
  if (change.kind === 'drop table') return change.name;
  return 'object' in change ? change.object.table : null;
}
