import type { ColumnParts } from '../changes/alterations.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column, SchemaSnapshot, Table } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { dependenciesFirst } from './mentions.ts';
import { columnThing } from './things.ts';

/** Tables by their name. */
export type Tables = ReadonlyMap<string, Table>;

/** The parents that a table has on both sides, in the same way: what they change reaches it. */
export function keptParents(current: Table, desired: Table): readonly QualifiedName[] {
  const [before, after] = [current.partitioning, desired.partitioning];
  if (before === undefined || after === undefined || before.bound !== after.bound) return [];
  return after.parents.filter((parent) => before.parents.some((other) => isSame(parent, other)));
}

/** Whether a column of that name is a parent's on one side. */
export function isOfParent(parents: readonly QualifiedName[], column: string, tables: Tables): boolean {
  return parents.some((parent) => tables.get(display(parent))?.columns.some(({ name }) => name === column) === true);
}

type Parts = Pick<ColumnParts, 'default' | 'nullable'>;

/**
 * What makes the columns that tables have of their parents as they are to be: a partition may have a default, a NOT NULL and a comment of its own. `list`: the changes so
 * far; one of a parent reaches the tables below it (PostgreSQL manual, ALTER TABLE), and what it does there is undone where it is not meant.
 */
export function inheritedChanges(
  list: readonly Made[],
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
): readonly Made[] {
  const heirs = desired.tables.filter(({ partitioning }) => (partitioning?.parents.length ?? 0) > 0);
  if (heirs.length === 0) return [];
  const byName = ({ tables }: SchemaSnapshot): Tables => new Map(tables.map((table) => [display(table.name), table]));
  const [before, after] = [byName(current), byName(desired)];
  const reached = reachOf(list);
  const parentsOf = ({ partitioning }: Table) =>
    (partitioning?.parents ?? []).flatMap((name) => after.get(display(name)) ?? []);
  return dependenciesFirst(heirs, parentsOf).flatMap((table) => {
    const was = before.get(display(table.name));
    const kept = was === undefined ? [] : keptParents(was, table);
    const inherited = table.columns.filter((column) => column.inherited === true);
    return inherited.flatMap((column): readonly Made[] => {
      const old = was?.columns.find(({ name }) => name === column.name);
      if (was !== undefined && (old?.inherited !== true || !isOfParent(kept, column.name, after))) return [];
      const parents = parentsOf(table);
      const now = { ...(old ?? givenBy(parents, column)), ...arriving(parents, column.name, reached) };
      const parts = differing(now, column);
      reached.set(placeOf(table.name, column.name), { ...arriving(parents, column.name, reached), ...parts?.to });
      return [
        ...(parts === null ? [] : [altering(table.name, column.name, parts)]),
        ...noting(table.name, old, column),
      ];
    });
  });
}

const placeOf = (table: QualifiedName, column: string) => `${display(table)}\0${column}`;

function reachOf(list: readonly Made[]): Map<string, Parts> {
  const found = new Map<string, Parts>();
  for (const { change } of list) {
    if (change.kind !== 'alter column') continue;
    const key = placeOf(change.table, change.name);
    found.set(key, { ...found.get(key), ...partsOf(change.to) });
  }
  return found;
}

function partsOf({ default: own, nullable }: Parts): Parts {
  return { ...(own !== undefined && { default: own }), ...(nullable !== undefined && { nullable }) };
}

function arriving(parents: readonly Table[], column: string, reached: ReadonlyMap<string, Parts>): Parts {
  return Object.assign({}, ...parents.map(({ name }) => reached.get(placeOf(name, column)) ?? {})) as Parts;
}

// A new table has what its parents say.
function givenBy(parents: readonly Table[], { name, ...column }: Column): Required<Parts> {
  const own = parents.flatMap(({ columns }) => columns.filter((each) => each.name === name));
  if (own.length === 0) return { default: column.default, nullable: column.nullable };
  return {
    default: own.find((each) => each.default !== null)?.default ?? null,
    nullable: own.every(({ nullable }) => nullable),
  };
}

function differing(
  now: Parts,
  { default: own, nullable, generated, notNull }: Column,
): { from: Parts; to: Parts } | null {
  const [other, loose] = [
    generated === null && now.default !== own,
    now.nullable !== nullable && (nullable || notNull === undefined),
  ];
  if (!other && !loose) return null;
  return {
    from: partsOf({ ...(other && { default: now.default }), ...(loose && { nullable: now.nullable }) }),
    to: partsOf({ ...(other && { default: own }), ...(loose && { nullable }) }),
  };
}

function altering(table: QualifiedName, name: string, parts: { readonly from: Parts; readonly to: Parts }): Made {
  const about = columnThing(table, name);
  return made(about, { kind: 'alter column', table, name, ...parts, using: null }, 'columns of partitions');
}

// A comment does not come from the parent, and goes nowhere from here.
function noting(table: QualifiedName, old: Column | undefined, { name, comment }: Column): readonly Made[] {
  if (old === undefined || old.comment === comment) return [];
  const on = { type: 'column', name: table, column: name } as const;
  return [made(columnThing(table, name), { kind: 'set comment', on, from: old.comment, to: comment })];
}
