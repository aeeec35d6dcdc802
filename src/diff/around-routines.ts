import { display } from '../model/names.ts';
import type { ObjectType, SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import { adding, dropping } from './constraints.ts';
import { creatingIndex, droppingIndex } from './indexes.ts';
import { type Made, made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import { paired } from './pairs.ts';
import { isEqual } from './same.ts';
import { columnThing, type Thing } from './things.ts';

const ROUTINES: ReadonlySet<ObjectType> = new Set(['function', 'aggregate', 'operator', 'cast']);

/**
 * What calls a routine that is made anew, and stays as it is: defaults, CHECKs, and indexes on an expression or with a condition. They go before it and come back after it. A generated column stays, and
 * the database says so.
 */
export function aroundRoutines(
  list: readonly Made[],
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
): readonly Made[] {
  const routines = remadeRoutines(list);
  if (routines.size === 0) return [];
  const cause = (text: string | null): Thing | undefined =>
    text === null ? undefined : [...identifiersIn(text)].flatMap((word) => routines.get(word) ?? [])[0];
  const { kept } = paired(current.tables, desired.tables, ({ name }) => display(name));
  return kept.flatMap(([one, other]) => around(one, other, cause));
}

// By their bare name: one that is another's costs no more than being said again.
function remadeRoutines(list: readonly Made[]): ReadonlyMap<string, Thing> {
  const nameOf = ({ type, name }: Pick<SchemaObject, 'type' | 'name'>) => `${type} ${display(name)}`;
  const made = new Set(list.flatMap(({ change }) => (change.kind === 'create object' ? nameOf(change.object) : [])));
  return new Map(
    list.flatMap(({ about, change }): readonly (readonly [string, Thing])[] => {
      if (change.kind !== 'drop object' || !ROUTINES.has(change.object.type) || !made.has(nameOf(change.object)))
        return [];
      return [[change.object.name.name, about]];
    }),
  );
}

function around(one: Table, other: Table, cause: (text: string | null) => Thing | undefined): readonly Made[] {
  const table = other.name;
  const stays = <T>(own: T, others: readonly T[]) => others.some((each) => isEqual(each, own));
  const columns = one.columns.flatMap((column): readonly Made[] => {
    const because = cause(column.default);
    if (because === undefined || column.inherited === true) return [];
    const set = (from: string | null, to: string | null, rank: Made['rank']): Made => {
      const parts = { from: { default: from }, to: { default: to }, using: null };
      return {
        ...made(columnThing(table, column.name), { kind: 'alter column', table, name: column.name, ...parts }, rank),
        because,
      };
    };
    const same = other.columns.some(({ name, default: own }) => name === column.name && own === column.default);
    return [set(column.default, null, 'drop options'), ...(same ? [set(null, column.default, 'columns')] : [])];
  });
  const checks = one.constraints.flatMap((own): readonly Made[] => {
    const because = own.kind === 'check' && own.inherited !== true ? cause(own.expression) : undefined;
    if (because === undefined || !stays(own, other.constraints)) return [];
    return [dropping(table, own), adding(table, own)].map((each) => ({ ...each, because }));
  });
  const indexes = one.indexes.flatMap((own): readonly Made[] => {
    const texts = [own.where, ...own.parts.map(({ expression }) => expression)];
    const because = own.partOf === undefined ? texts.map(cause).find((found) => found !== undefined) : undefined;
    if (because === undefined || !stays(own, other.indexes)) return [];
    return [droppingIndex(table, own), creatingIndex(table, own)].map((each) => ({ ...each, because }));
  });
  return [...columns, ...checks, ...indexes];
}
