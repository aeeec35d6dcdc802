import type { SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import type { Made } from './made.ts';
import { made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import { paired } from './pairs.ts';
import { isSameObject } from './same.ts';
import { keyOf, objectThing, tableThing } from './things.ts';

/** The type that a table is OF, as its options say it, or undefined. */
export const typeOf = ({ options }: Table): string | undefined => options.find((option) => option.startsWith('OF '));

/**
 * What frees the tables OF a type while their columns or the type change, and binds them again: only the type could change them else, and a column that it loses is lost with its
 * values. None for a table whose columns would not stand as the type has them.
 */
export function aroundTyped(list: readonly Made[], current: SchemaSnapshot, desired: SchemaSnapshot): readonly Made[] {
  const typed = paired(current.tables, desired.tables, ({ name }) => keyOf(tableThing(name))).kept.filter(
    ([one, other]) => typeOf(one) !== undefined && typeOf(one) === typeOf(other),
  );
  if (typed.length === 0) return [];
  const types = changedTypes(current, desired);
  return typed.flatMap(([one, other]) => {
    const bound = typeOf(one) ?? '';
    const own = list.filter(
      ({ change }) => isOfColumns(change) && keyOf(tableThing(change.table)) === keyOf(tableThing(one.name)),
    );
    const cause = own[0]?.about ?? types.find(({ name }) => identifiersIn(bound).has(name.name));
    if (cause === undefined) return [];
    const because = 'object' in cause ? cause : objectThing(cause);
    const set = (from: readonly string[], to: readonly string[], rank: Made['rank']): Made => ({
      ...made(tableThing(one.name), { kind: 'set table options', table: one.name, from, to }, rank),
      because,
    });
    const free = set([bound], [], 'drop options');
    return standsAlike(one, other) ? [free, set([], [bound], 'table options')] : [free];
  });
}

type OfColumns = Extract<Made['change'], { readonly kind: 'add column' | 'drop column' | 'alter column' }>;

function isOfColumns(change: Made['change']): change is OfColumns {
  if (change.kind === 'alter column') return change.to.type !== undefined;
  return change.kind === 'add column' || change.kind === 'drop column';
}

function changedTypes(current: SchemaSnapshot, desired: SchemaSnapshot): readonly SchemaObject[] {
  const types = ({ objects }: SchemaSnapshot) => objects.filter(({ type }) => type === 'type');
  const { kept } = paired(types(current), types(desired), (object) => keyOf(objectThing(object)));
  return kept.flatMap(([one, other]) => (isSameObject(one, other) ? [] : [other]));
}

// New columns come behind the others.
function standsAlike(current: Table, desired: Table): boolean {
  const names = (table: Table, other: Table, both: boolean) =>
    table.columns.flatMap(({ name }) => (other.columns.some((own) => own.name === name) === both ? [name] : []));
  const order = [...names(current, desired, true), ...names(desired, current, false)];
  return order.every((name, at) => desired.columns[at]?.name === name);
}
