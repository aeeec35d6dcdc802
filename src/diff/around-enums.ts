import { display } from '../model/names.ts';
import type { Constraint, Index, SchemaSnapshot, Table } from '../model/schema.ts';
import { adding, dropping } from './constraints.ts';
import { creatingIndex, droppingIndex } from './indexes.ts';
import type { Made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import { isEqual } from './same.ts';

/**
 * What compares labels of an enum type that is swapped, and stays as it is: indexes with a condition or an expression, CHECKs and exclusions. They
 * hold the old type's labels: dropped before, made after. A plain index is converted with its column.
 */
export function aroundEnums(list: readonly Made[], current: SchemaSnapshot, desired: SchemaSnapshot): readonly Made[] {
  const swaps = list.flatMap(({ change, about }) => (change.kind === 'set enum labels' ? [{ change, about }] : []));
  if (swaps.length === 0) return [];
  const [before, after] = [current, desired].map(
    ({ tables }) => new Map(tables.map((table) => [display(table.name), table])),
  );
  return swaps.flatMap(({ change, about: because }) => {
    const owners = new Map(change.uses.map(({ table, column }) => [display(table), column]));
    return [...owners].flatMap(([name, column]) => {
      const [one, other] = [before?.get(name), after?.get(name)];
      return one === undefined || other === undefined
        ? []
        : around(one, other, column).map((own) => ({ ...own, because }));
    });
  });
}

function around(current: Table, desired: Table, column: string): readonly Made[] {
  const table = desired.name;
  const indexes = current.indexes.filter((own) => own.partOf === undefined && textOfIndex(own) !== '');
  const constraints = current.constraints.filter(
    (own) => own.inherited !== true && own.name !== null && identifiersIn(textOf(own)).has(column),
  );
  return [
    ...indexes
      .filter((own) => stays(own, desired.indexes))
      .flatMap((own) => [droppingIndex(table, own), creatingIndex(table, own)]),
    ...constraints
      .filter((own) => stays(own, desired.constraints))
      .flatMap((own) => [dropping(table, own), adding(table, own)]),
  ];
}

const stays = <T extends { readonly name: string | null }>(own: T, list: readonly T[]) =>
  list.some((other) => other.name === own.name && isEqual(other, own));

function textOfIndex({ where, parts }: Index): string {
  return `${where ?? ''}${parts.map(({ expression }) => expression ?? '').join('')}`;
}

function textOf(own: Constraint): string {
  return own.kind === 'check' ? own.expression : own.kind === 'exclusion' ? own.definition : '';
}
