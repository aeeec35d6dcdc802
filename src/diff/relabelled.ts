import { isSame } from '../model/names.ts';
import type { EnumType, SchemaSnapshot, Table } from '../model/schema.ts';
import type { Rename } from './rename.ts';
import { typeOf } from './typed.ts';

type Relabelled = Extract<Rename, { readonly kind: 'rename enum value' }>;
type RenamedColumn = Extract<Rename, { readonly kind: 'rename column' }>;

/**
 * The labels that must have been renamed where one schema has become the other by ALTER TYPE, which neither drops a label nor moves one: as many of them are gone as
 * are new between two that stayed.
 */
export function relabelled(current: SchemaSnapshot, desired: SchemaSnapshot): readonly Relabelled[] {
  return current.enums.flatMap((type) => {
    const target = desired.enums.find(({ name }) => isSame(name, type.name));
    return target === undefined ? [] : renames(type, target);
  });
}

/** Likewise the columns of tables that are OF a type: ALTER TYPE … RENAME ATTRIBUTE alone puts another name in the place of one. */
export function renamedAttributes(current: SchemaSnapshot, desired: SchemaSnapshot): readonly RenamedColumn[] {
  return current.tables.flatMap((table) => {
    const target = desired.tables.find(({ name }) => isSame(name, table.name));
    if (target === undefined || typeOf(table) === undefined || typeOf(table) !== typeOf(target)) return [];
    const knows = ({ columns }: Table, name: string) => columns.some((own) => own.name === name);
    return table.columns.flatMap((own, at): readonly RenamedColumn[] => {
      const to = target.columns[at];
      if (to === undefined || to.type !== own.type || knows(target, own.name) || knows(table, to.name)) return [];
      return [{ kind: 'rename column', table: target.name, from: own.name, to: to.name }];
    });
  });
}

function renames(current: EnumType, desired: EnumType): readonly Relabelled[] {
  const stays = current.labels.filter((label) => desired.labels.includes(label));
  if (desired.labels.filter((label) => stays.includes(label)).some((label, at) => label !== stays[at])) return [];
  const [before, after] = [current, desired].map(({ labels }) => between(labels, stays));
  return (before ?? []).flatMap((gone, at) => {
    const fresh = after?.[at] ?? [];
    if (gone.length !== fresh.length) return [];
    return gone.map((from, place): Relabelled => {
      return { kind: 'rename enum value', name: desired.name, from, to: fresh[place] ?? from };
    });
  });
}

// The labels before, between and behind those that stay.
function between(labels: readonly string[], stays: readonly string[]): readonly (readonly string[])[] {
  const ends = [-1, ...stays.map((label) => labels.indexOf(label)), labels.length];
  return ends.slice(1).map((end, at) => labels.slice((ends[at] ?? -1) + 1, end));
}
