import { canBeSet } from '../changes/table-options.ts';
import { display } from '../model/names.ts';
import type { Column, ForeignKey, Partitioning, SchemaSnapshot, Table } from '../model/schema.ts';
import { orderChange } from './column-order.ts';
import { columnChanges, counter } from './columns.ts';
import { constraintChanges } from './constraints.ts';
import { indexChanges } from './indexes.ts';
import { keptParents, type Tables } from './inherited.ts';
import { type Made, made } from './made.ts';
import { dependenciesFirst } from './mentions.ts';
import type { Pairs } from './pairs.ts';
import type { Rank } from './ranks.ts';
import { isEqual, isSameSet } from './same.ts';
import { columnThing, constraintThing, tableThing } from './things.ts';

/** What makes the tables that are to be, parents before children. A key of a circle is added when all of them are there. */
export function createdTables(created: readonly Table[]): readonly Made[] {
  const { sorted, late } = parentsFirst(created);
  return sorted.flatMap((table) => {
    const about = tableThing(table.name);
    const { rowSecurity, ...plain } = table;
    const bare: Table = {
      ...plain,
      constraints: plain.constraints.filter((own) => !late.has(own)),
      options: plain.options.filter((option) => !option.startsWith('REPLICA IDENTITY ')),
    };
    return [
      made(about, { kind: 'create table', table: bare, ifNotExists: false }),
      ...constraintChanges(bare, table).map((one) => ({ ...one, about })),
      ...wholeTable(bare, table),
    ];
  });
}

/** What drops tables, children before parents. */
export function droppedTables(dropped: readonly Table[]): readonly Made[] {
  const { sorted, late } = parentsFirst(dropped);
  return sorted.reverse().flatMap((table) => {
    const about = tableThing(table.name);
    const bare = { ...table, constraints: table.constraints.filter((own) => !late.has(own)) };
    return [
      ...constraintChanges(table, bare).map((one) => ({ ...one, about })),
      made(about, { kind: 'drop table', name: table.name, was: bare, cascade: false, ifExists: false }),
    ];
  });
}

// The keys that point at a table which comes later. An unnamed one stays: SQLite alone has such keys, and does not look for the table.
function parentsFirst(tables: readonly Table[]): { readonly sorted: Table[]; readonly late: ReadonlySet<unknown> } {
  const byName = new Map(tables.map((table) => [display(table.name), table]));
  const keys = ({ constraints }: Table) => constraints.filter((own): own is ForeignKey => own.kind === 'foreign key');
  const sorted = dependenciesFirst(tables, (table) => [
    ...(table.partitioning?.parents ?? []).flatMap((parent) => byName.get(display(parent)) ?? []),
    ...keys(table).flatMap(({ references }) => byName.get(display(references.table)) ?? []),
  ]);
  const places = new Map(sorted.map((table, at) => [table, at]));
  const late = new Set<unknown>();
  for (const [at, table] of sorted.entries())
    for (const key of keys(table)) {
      const parent = byName.get(display(key.references.table));
      if (key.name !== null && parent !== undefined && (places.get(parent) ?? 0) > at) late.add(key);
    }
  return { sorted, late };
}

/** What a comparison of two schemas knows of a table that both have. */
export interface KeptTable {
  readonly current: Table;
  readonly desired: Table;
  /** The same with its serials as they are written. */
  readonly written: Pairs<Table>['kept'][number];
  readonly enums: ReadonlySet<string>;
  /** All tables before and after. */
  readonly all: readonly [before: Tables, after: Tables];
  /** Whether the order of its columns is changed, too. */
  readonly ordered: boolean;
}

/** What makes one table of the other. */
export function keptTable({ current, desired, written, enums, all, ordered }: KeptTable): readonly Made[] {
  const { changes, gone, remade } = columnChanges({ current, desired, written, enums, all });
  const constraints = constraintChanges(current, desired, { gone, remade });
  return [
    ...(isWithoutRowid(current) && isWithoutRowid(desired)
      ? inOneGo(changes, constraints)
      : [...changes, ...constraints]),
    ...(ordered ? orderChange(current, desired, changes) : []),
    ...(constraints.some(({ change }) => change.kind === 'add primary key') ? countersAgain(current, desired) : []),
    ...indexChanges(current, desired, remade),
    ...wholeTable(current, desired),
  ];
}

// AUTOINCREMENT goes with the key that it stands behind.
function countersAgain(current: Table, desired: Table): readonly Made[] {
  const counted = new Set(current.columns.filter(counts).map(({ name }) => name));
  const both = desired.columns.filter((column) => counts(column) && counted.has(column.name));
  return both.flatMap((column) => [...counter(desired.name, column, 'drop'), ...counter(desired.name, column, 'add')]);
}

const counts = ({ identity }: Column) => identity === 'autoincrement';

const isWithoutRowid = ({ options }: Table) => options.includes('WITHOUT ROWID');

// Such a table has a key at any time: the old one goes in the rebuild in which the new one comes, before a column that it was on.
function inOneGo(columns: readonly Made[], constraints: readonly Made[]): readonly Made[] {
  const isKey = ({ change }: Made) => change.kind === 'drop primary key' || change.kind === 'add primary key';
  const isDrop = ({ change }: Made) => change.kind === 'drop column';
  const keys = constraints.filter(isKey).map((one): Made => ({ ...one, rank: 'columns' }));
  if (keys.length === 0) return [...columns, ...constraints];
  const [drops, others] = [columns.filter(isDrop), columns.filter((one) => !isDrop(one))];
  return [...others, ...keys, ...drops, ...constraints.filter((one) => !isKey(one))];
}

/** Whether two tables say the same; constraints and indexes may stand in any order. */
export function isSameTable(one: Table, other: Table): boolean {
  if (one === other) return true;
  const { constraints, indexes, ...rest } = one;
  const { constraints: ofOther, indexes: onOther, ...others } = other;
  return isSameSet(constraints, ofOther) && isSameSet(indexes, onOther) && isEqual(rest, others);
}

const UNSECURED = { enabled: false, forced: false };

function wholeTable(current: Table, desired: Table): readonly Made[] {
  const table = desired.name;
  const about = tableThing(table);
  const found: Made[] = [];
  found.push(...parentChanges(current, desired));
  found.push(...optionChanges(current, desired));
  const [open, secured] = [current.rowSecurity ?? UNSECURED, desired.rowSecurity ?? UNSECURED];
  if (!isEqual(open, secured)) found.push(made(about, { kind: 'set row security', table, from: open, to: secured }));
  if (current.comment !== desired.comment) {
    const on = { type: 'table', name: table, column: null } as const;
    found.push(made(about, { kind: 'set comment', on, from: current.comment, to: desired.comment }));
  }
  return found;
}

// It leaves a parent before its columns change, and comes to one when they are as that one's.
function parentChanges(current: Table, desired: Table): readonly Made[] {
  const [before, after] = [current.partitioning ?? null, desired.partitioning ?? null];
  const by = before?.by ?? null;
  if (by !== (after?.by ?? null) || isEqual(before, after)) return [];
  const parents = keptParents(current, desired);
  const alone = parents.length === 0 ? null : (after?.bound ?? null);
  const between = by === null && parents.length === 0 ? null : { by, bound: alone, parents };
  const set = (from: Partitioning | null, to: Partitioning | null, rank?: Rank): readonly Made[] =>
    isEqual(from, to)
      ? []
      : [
          {
            ...made(tableThing(desired.name), { kind: 'set parents', table: desired.name, from, to }, rank),
            covers: partsOf(desired),
          },
        ];
  return [...set(before, between), ...set(between, after, 'attach')];
}

// What goes does so before the columns change, what comes after it: STRICT does not take every type.
function optionChanges(current: Table, desired: Table): readonly Made[] {
  const table = desired.name;
  const about = tableThing(table);
  const [from, to] = [current.options.filter(canBeSet), desired.options.filter(canBeSet)];
  const kept = from.filter((option) => to.includes(option));
  return [
    ...(kept.length === from.length
      ? []
      : [made(about, { kind: 'set table options', table, from, to: kept }, 'drop options')]),
    ...(kept.length === to.length ? [] : [made(about, { kind: 'set table options', table, from: kept, to })]),
  ];
}

/** The tables of a snapshot by their name. */
export function tablesByName({ tables }: SchemaSnapshot): ReadonlyMap<string, Table> {
  return new Map(tables.map((table) => [display(table.name), table]));
}

/** What a table that comes or goes brings along or takes with it. */
export function partsOf(table: Table) {
  return [
    ...table.columns.map(({ name }) => columnThing(table.name, name)),
    ...table.constraints.map((own) => constraintThing(table.name, own)),
  ];
}
