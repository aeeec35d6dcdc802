import type { SchemaChange } from '../changes/index.ts';
import { nextValue } from '../changes/sequences.ts';
import { display } from '../model/names.ts';
import type { Column, SchemaSnapshot } from '../model/schema.ts';
import { ownerOf } from '../model/sequences.ts';
import { aroundEnums } from './around-enums.ts';
import { aroundRoutines } from './around-routines.ts';
import { enumChanges } from './enums.ts';
import { grantChanges } from './grants.ts';
import { inheritedChanges } from './inherited.ts';
import { keysAgain } from './keys.ts';
import type { Made } from './made.ts';
import { notNullChanges } from './not-nulls.ts';
import { objectChanges } from './object-changes.ts';
import { inOrder } from './order.ts';
import { paired } from './pairs.ts';
import { aroundPublications } from './publications.ts';
import { withRoom } from './room.ts';
import { isEqual } from './same.ts';
import { renamedSequences, sequenceChanges } from './sequences.ts';
import { createdTables, droppedTables, isSameTable, keptTable, tablesByName } from './tables.ts';
import { objectThing, type Thing } from './things.ts';
import { aroundTyped } from './typed.ts';
import { unfolded } from './unfolded.ts';

/** What a comparison may change. */
export interface DiffOptions {
  /** The order of columns: where a table can be rebuilt (SQLite). Default: it is left as it is. */
  readonly columnOrder?: boolean;
}

/**
 * The changes that make `desired` of `current`, in an order in which they run. What ALTER cannot do without losing values is left as it is
 * (`differences` says so), and nothing is renamed: what has another name is dropped and made. Constraints, indexes and objects are found by their
 * name, wherever they stand in their lists. `toSql` of a change may throw UNSUPPORTED on SQLite.
 */
export function diff(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  options: DiffOptions = {},
): readonly SchemaChange[] {
  return changesBetween(current, desired, options).map(({ change }) => change);
}

/** The same, each change with what it is about. */
export function changesBetween(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  { columnOrder = false }: DiffOptions = {},
): readonly Made[] {
  if (isEqual(current, desired)) return []; // the usual case, and a fast one
  const after = unfolded(desired);
  const sides = {
    current: withRenamed(unfolded(current), after),
    desired: after,
    written: [current, desired] as const,
  };
  const list = [...tableChanges(sides, columnOrder), ...enumChanges(sides.current, sides.desired)];
  list.push(...notNullChanges(sides), ...inheritedChanges(list, sides.current, sides.desired));
  list.push(...keysAgain(list, sides.current, sides.desired), ...aroundEnums(list, sides.current, sides.desired));
  list.push(...aroundPublications(list, sides.current), ...aroundTyped(list, sides.current, sides.desired));
  list.push(...sequenceChanges(list, { ...sides, current: unfolded(current) }));
  const { changes, again } = objectChanges(list, sides.current, sides.desired);
  const all = [
    ...list,
    ...aroundRoutines(changes, sides.current, sides.desired),
    ...changes,
    ...grantChanges(current, desired, again),
  ];
  return inOrder(withRoom(withSequences(all, sides), sides.current));
}

// The default of a column whose sequence gets another name follows it.
function withRenamed(current: SchemaSnapshot, desired: SchemaSnapshot): SchemaSnapshot {
  const own = ({ objects }: SchemaSnapshot) => objects.filter(({ type }) => type === 'sequence');
  const { dropped, created } = paired(own(current), own(desired), ({ name }) => display(name));
  const renamed = new Map(renamedSequences(dropped, created).map(([one, other]) => [nextValue(one), nextValue(other)]));
  if (renamed.size === 0) return current;
  const column = (own: Column) => {
    const fresh = own.default === null ? undefined : renamed.get(own.default);
    return fresh === undefined ? own : { ...own, default: fresh };
  };
  return { ...current, tables: current.tables.map((table) => ({ ...table, columns: table.columns.map(column) })) };
}

// A sequence that comes or goes with its column, or with the table, is mended by what does so.
function withSequences(list: readonly Made[], { current, desired }: Sides): readonly Made[] {
  const owned = new Map<string, Thing[]>();
  for (const object of [...current.objects, ...desired.objects]) {
    const column = ownerOf(object);
    if (column === null || object.table === null) continue;
    for (const key of [display(object.table), `${display(object.table)}\0${column}`])
      owned.set(key, [...(owned.get(key) ?? []), objectThing(object)]);
  }
  const covered = ({ change }: Made): readonly Thing[] => {
    if (change.kind === 'create table') return owned.get(display(change.table.name)) ?? [];
    if (change.kind === 'drop table') return owned.get(display(change.name)) ?? [];
    if (change.kind === 'add column') return owned.get(`${display(change.table)}\0${change.column.name}`) ?? [];
    if (change.kind !== 'drop column' && change.kind !== 'set identity') return [];
    return owned.get(`${display(change.table)}\0${change.name}`) ?? [];
  };
  return list.map((one) => {
    const more = covered(one);
    return more.length === 0 ? one : { ...one, covers: [...(one.covers ?? []), ...more] };
  });
}

interface Sides {
  readonly current: SchemaSnapshot;
  readonly desired: SchemaSnapshot;
  readonly written: readonly [current: SchemaSnapshot, desired: SchemaSnapshot];
}

function tableChanges({ current, desired, written }: Sides, ordered: boolean): readonly Made[] {
  const key = ({ name }: { readonly name: SchemaSnapshot['tables'][number]['name'] }) => display(name);
  const { dropped, created, kept } = paired(current.tables, desired.tables, key);
  const [before, after] = written.map(tablesByName) as [
    ReturnType<typeof tablesByName>,
    ReturnType<typeof tablesByName>,
  ];
  const enums = new Set([...current.enums, ...desired.enums].map(key));
  return [
    ...droppedTables(dropped.flatMap((table) => before.get(key(table)) ?? [])),
    ...createdTables(created.flatMap((table) => after.get(key(table)) ?? [])),
    ...kept.flatMap(([one, other]) => {
      if (isSameTable(one, other)) return [];
      const [was, is] = [before.get(key(one)), after.get(key(other))];
      const written = [was ?? one, is ?? other] as const;
      return keptTable({ current: one, desired: other, written, enums, all: [before, after], ordered });
    }),
  ];
}
