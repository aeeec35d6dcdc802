import { display, type QualifiedName } from '../model/names.ts';
import type { ForeignKey, SchemaSnapshot } from '../model/schema.ts';
import { adding, dropping } from './constraints.ts';
import type { Made } from './made.ts';
import { keyOf, type Thing } from './things.ts';
import { hasOtherBase } from './types.ts';

/**
 * The foreign keys that must go for a while, because a key that they point at is made anew, or because both their columns get another type: dropped
 * and added again. A key without a name (SQLite) stays: its database does not look.
 */
export function keysAgain(list: readonly Made[], current: SchemaSnapshot, desired: SchemaSnapshot): readonly Made[] {
  const targets = new Map<string, Map<string, Thing>>();
  const retyped = new Map<string, Thing>();
  for (const { change, about } of list) {
    if (change.kind === 'drop primary key' || change.kind === 'drop unique')
      note(targets, change.table, change.constraint.columns, about);
    if (change.kind === 'drop index' && change.was?.unique === true)
      note(
        targets,
        change.table,
        change.was.parts.flatMap(({ column }) => column ?? []),
        about,
      );
    if (change.kind === 'drop column')
      for (const own of change.was?.constraints ?? [])
        if (own.kind === 'unique') note(targets, change.table, own.columns, about);
    if (change.kind === 'alter column' && isRetyped(change.from?.type, change.to.type))
      retyped.set(`${display(change.table)}\0${change.name}`, about);
    if (change.kind === 'set enum labels')
      for (const { table, column } of change.uses) retyped.set(`${display(table)}\0${column}`, about);
  }
  if (targets.size === 0 && retyped.size === 0) return [];
  const done = new Set(
    list.filter(({ change }) => change.kind === 'drop foreign key').map(({ about }) => keyOf(about)),
  );
  const stays = new Map(desired.tables.map((table) => [display(table.name), table]));
  return current.tables.flatMap((table) =>
    table.constraints.flatMap((own): readonly Made[] => {
      if (own.kind !== 'foreign key' || own.name === null || own.inherited === true) return [];
      const because = stands(own, targets) ?? onRetyped(table.name, own, retyped);
      if (because === undefined) return [];
      const gone = dropping(table.name, own);
      if (done.has(keyOf(gone.about))) return [];
      const again = stays.get(display(table.name))?.constraints.find(({ name }) => name === own.name);
      return again === undefined
        ? []
        : [
            { ...gone, because },
            { ...adding(table.name, again), because },
          ];
    }),
  );
}

function note(
  targets: Map<string, Map<string, Thing>>,
  table: QualifiedName,
  columns: readonly string[],
  about: Thing,
): void {
  const name = display(table);
  targets.set(name, (targets.get(name) ?? new Map<string, Thing>()).set([...columns].sort().join('\0'), about));
}

function stands(
  { references }: ForeignKey,
  targets: ReadonlyMap<string, ReadonlyMap<string, Thing>>,
): Thing | undefined {
  return targets.get(display(references.table))?.get([...references.columns].sort().join('\0'));
}

function onRetyped(table: QualifiedName, key: ForeignKey, retyped: ReadonlyMap<string, Thing>): Thing | undefined {
  const on = (name: QualifiedName, columns: readonly string[]) =>
    columns.flatMap((column) => retyped.get(`${display(name)}\0${column}`) ?? [])[0];
  return on(table, key.columns) ?? on(key.references.table, key.references.columns);
}

// Integers of any length compare with each other, and texts do.
const ALIKE = [/^(?:smallint|integer|bigint)$/, /^(?:text|character varying.*)$/];

function isRetyped(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || !hasOtherBase(one, other)) return false;
  return !ALIKE.some((family) => family.test(one) && family.test(other));
}
