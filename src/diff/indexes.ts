import type { QualifiedName } from '../model/names.ts';
import type { Index, Table } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { paired } from './pairs.ts';
import type { Rank } from './ranks.ts';
import { isEqual } from './same.ts';
import { indexThing } from './things.ts';

/** What makes the indexes of one table those of the other. `remade`: columns that are made anew, and lose their indexes by it. */
export function indexChanges(current: Table, desired: Table, remade: ReadonlySet<string>): readonly Made[] {
  const table = desired.name;
  const parts = (list: readonly Index[]) => new Set(list.flatMap((own) => (own.partOf === undefined ? [] : own.name)));
  const [before, after] = [parts(current.indexes), parts(desired.indexes)];
  // what is a part on one side comes and goes with the partitioned table's
  const isOwn = ({ name }: Index) => !before.has(name) && !after.has(name);
  const attached = desired.indexes.filter(({ name, partOf }) => partOf !== undefined && !before.has(name));
  const alone = new Set(current.indexes.flatMap(({ name }) => (before.has(name) ? [] : name)));
  const { dropped, created, kept } = paired(
    current.indexes.filter(isOwn),
    desired.indexes.filter(isOwn),
    ({ name }) => name,
  );
  const lost = ({ parts, include }: Index) =>
    remade.size > 0 && [...include, ...parts.map(({ column }) => column)].some((name) => remade.has(name ?? ''));
  return [
    ...dropped.map((index) => droppingIndex(table, index)),
    ...created.map((index) => creatingIndex(table, index)),
    ...renamedParts(current, desired),
    ...attached.flatMap((index) => (alone.has(index.name) ? attaching(table, index) : [])),
    ...kept.flatMap(([one, other]) =>
      lost(one) || lost(other) ? [droppingIndex(table, one), creatingIndex(table, other)] : changed(table, one, other),
    ),
  ];
}

// PostgreSQL names the parts of a partitioned index itself.
function renamedParts(current: Table, desired: Table): readonly Made[] {
  const only = (list: readonly Index[], others: readonly Index[]) =>
    list.filter(({ name, partOf }) => partOf !== undefined && !others.some((other) => other.name === name));
  const [gone, fresh] = [only(current.indexes, desired.indexes), only(desired.indexes, current.indexes)];
  return gone.flatMap((own) => {
    const other = fresh.find(({ name: _, ...rest }) => isEqual({ ...rest, name: own.name }, own));
    if (other === undefined) return [];
    const rename = { kind: 'rename index', table: desired.name, from: own.name, to: other.name } as const;
    return [{ ...made(indexThing(desired.name, own), rename), covers: [indexThing(desired.name, other)] }];
  });
}

function attaching(table: QualifiedName, own: Index): readonly Made[] {
  const { partOf, name } = own;
  return partOf === undefined
    ? []
    : [made(indexThing(table, own), { kind: 'attach index', table, index: name, to: partOf }, 'comments')];
}

/** An index that goes. */
export const droppingIndex = (table: QualifiedName, index: Index): Made =>
  made(indexThing(table, index), {
    kind: 'drop index',
    table,
    name: index.name,
    was: index,
    concurrently: false,
    ifExists: false,
  });

/** An index that comes; what a broken CREATE INDEX CONCURRENTLY has left cannot be made on purpose. */
export function creatingIndex(table: QualifiedName, { valid: _, ...index }: Index): Made {
  return made(indexThing(table, index), {
    kind: 'create index',
    table,
    index,
    concurrently: false,
    ifNotExists: false,
  });
}

function changed(table: QualifiedName, current: Index, desired: Index): readonly Made[] {
  const { comment: before, dependsOn: was = [], ...one } = current;
  const { comment: after, dependsOn: is = [], ...other } = desired;
  const { valid: _, ...asValid } = other;
  if (other.valid === false && isEqual(one, asValid)) return [];
  if (!isEqual(one, other)) return [droppingIndex(table, current), creatingIndex(table, desired)];
  const [from, to] = [before ?? null, after ?? null];
  const on = { type: 'index', table, name: desired.name } as const;
  return [
    ...dependence(table, desired, was, is),
    ...(from === to ? [] : [made(indexThing(table, desired), { kind: 'set note', on, from, to })]),
  ];
}

// An extension that goes takes along what still depends on it.
function dependence(table: QualifiedName, own: Index, from: readonly string[], to: readonly string[]): readonly Made[] {
  const kept = from.filter((name) => to.includes(name));
  const set = (before: readonly string[], after: readonly string[], rank?: Rank) =>
    before.length === after.length
      ? []
      : [
          made(
            indexThing(table, own),
            { kind: 'set dependence', table, index: own.name, from: before, to: after },
            rank,
          ),
        ];
  return [...set(from, kept, 'drop options'), ...set(kept, to, 'comments')];
}
