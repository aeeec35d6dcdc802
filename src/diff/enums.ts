import { AS_TEXT } from '../changes/as-text.ts';
import type { EnumUse } from '../changes/enum-types.ts';
import { noteSql } from '../changes/notes.ts';
import { rightsSql } from '../changes/rights.ts';
import { display } from '../model/names.ts';
import type { Column, EnumType, SchemaSnapshot, Table } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { paired } from './pairs.ts';
import { isEqual } from './same.ts';
import { enumThing } from './things.ts';

/** What makes the enum types of one schema those of the other. Labels are added in place; else the type is swapped. */
export function enumChanges(current: SchemaSnapshot, desired: SchemaSnapshot): readonly Made[] {
  const { dropped, created, kept } = paired(current.enums, desired.enums, ({ name }) => display(name));
  return [
    ...dropped.map((was) => made(enumThing(was), { kind: 'drop enum', name: was.name, was, ifExists: false })),
    ...created.map((type) => made(enumThing(type), { kind: 'create enum', type })),
    ...kept.flatMap(([one, other]) => (isEqual(one, other) ? [] : changed(one, other, current, desired))),
  ];
}

function changed(one: EnumType, other: EnumType, current: SchemaSnapshot, desired: SchemaSnapshot): readonly Made[] {
  const [from, to] = [one.comment ?? null, other.comment ?? null];
  const on = { type: 'enum', name: other.name } as const;
  return [
    ...(isEqual(one.labels, other.labels) ? [] : relabelled(one, other, current, desired)),
    ...(from === to ? [] : [made(enumThing(other), { kind: 'set note', on, from, to })]),
  ];
}

/** A column that has an enum type, in a table of the schema. */
export interface EnumColumn extends EnumUse {
  readonly of: Column;
}

/** The columns of an enum type, whichever way it is written. */
export function columnsOf(type: EnumType, tables: readonly Table[]): readonly EnumColumn[] {
  const name = display(type.name);
  return tables.flatMap((table) =>
    table.columns.flatMap((of) => {
      const array = of.type.endsWith('[]');
      if (of.type.replace(/\[\]$/, '').replaceAll('"', '') !== name) return [];
      return [{ table: table.name, column: of.name, array, default: of.default, of }];
    }),
  );
}

function relabelled(
  { name, labels: from, comment }: EnumType,
  type: EnumType,
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
): readonly Made[] {
  const to = type.labels;
  const say = (change: Made['change'], rank?: Made['rank']) => made(enumThing(type), change, rank);
  const uses = columnsOf(type, current.tables);
  const kept = to.filter((label) => from.includes(label));
  const fresh = to.filter((label) => !from.includes(label));
  if (isEqual(kept, from) && !fresh.some((label) => isUsedAtOnce(label, type, desired)))
    return added(type, from, uses).map((change) => say(change));
  const gone = from.filter((label) => !to.includes(label));
  const barred = uses.filter(({ default: own }) => own !== null && gone.some((label) => says(own, label)));
  const freed = uses.map((use) => (barred.includes(use) ? { ...use, default: null } : use));
  const ofType = [
    ...(comment === undefined ? [] : [noteSql({ type: 'enum', name }, comment, AS_TEXT)]),
    ...rightsSql({ on: 'type', name, column: null, signature: null }, current.grants ?? [], AS_TEXT),
  ];
  return [
    ...barred.map(({ table, column, default: own }) => {
      const change = { kind: 'alter column', table, name: column, using: null } as const;
      return say({ ...change, from: { default: own }, to: { default: null } }, 'free labels');
    }),
    say({
      kind: 'set enum labels',
      name,
      from,
      to,
      uses: freed.map(({ of: _, ...use }) => use),
      around: { before: [], after: [], ofType },
    }),
  ];
}

const says = (expression: string, label: string) => expression.includes(`'${label.replaceAll("'", "''")}'`);

// A label cannot be used in the transaction that adds it (PostgreSQL manual, ALTER TYPE).
function isUsedAtOnce(label: string, type: EnumType, { tables }: SchemaSnapshot): boolean {
  return columnsOf(type, tables).some(({ of, table }) => {
    if (of.default !== null && says(of.default, label)) return true;
    const own = tables.find(({ name }) => display(name) === display(table));
    return own !== undefined && says(JSON.stringify([own.constraints, own.indexes]), label);
  });
}

function added({ name, labels: to }: EnumType, from: readonly string[], uses: readonly EnumColumn[]) {
  let labels = from;
  return to
    .filter((label) => !from.includes(label))
    .map((label) => {
      const before = to.slice(to.indexOf(label) + 1).find((other) => from.includes(other)) ?? null;
      const known = { labels, uses: uses.map(({ of: _, ...use }) => use) };
      const place = before === null ? labels.length : labels.indexOf(before);
      labels = [...labels.slice(0, place), label, ...labels.slice(place)];
      return { kind: 'add enum value', name, label, before, after: null, known } as const;
    });
}
