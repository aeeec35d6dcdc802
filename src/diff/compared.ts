import type { Grants, SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import { rightsOfBoth } from './owners.ts';
import { paired } from './pairs.ts';
import { excerpts, phrase } from './phrases.ts';
import { isEqual, isSameObject, isSameSet } from './same.ts';
import { isSameTable } from './tables.ts';
import {
  columnThing,
  constraintThing,
  enumThing,
  grantsThing,
  indexThing,
  keyOf,
  objectThing,
  type Thing,
  tableThing,
} from './things.ts';

/** How the two sides of a comparison are called in a sentence. */
export interface Sides {
  readonly current: string;
  readonly desired: string;
}

/** Something that is not the same on both sides, and how. */
export interface Found {
  readonly thing: Thing;
  readonly detail: string;
}

type Say = (thing: Thing, detail: string) => void;

/** Everything that is not the same in two unfolded schemas, by the key of what it is about, in the order of the schema. Whole: no property is left out. */
export function compared(current: SchemaSnapshot, desired: SchemaSnapshot, sides: Sides): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  const say: Say = (thing, detail) => {
    const key = keyOf(thing);
    const known = found.get(key);
    found.set(key, { thing, detail: known === undefined ? detail : `${known.detail}; ${detail}` });
  };
  const compare = comparison(say, sides);
  compare(
    current.tables,
    desired.tables,
    (table) => tableThing(table.name),
    (one, other) => compareTables(one, other, { say, sides, compare }),
  );
  compare(current.enums, desired.enums, enumThing, (one, other) =>
    difference(enumThing(other), one, other, { say, sides }),
  );
  compare(current.objects, desired.objects, objectThing, (one, other) => {
    if (!isSameObject(one, other)) compareObjects(one, other, { say, sides });
  });
  compareGrants(current, desired, { say, sides });
  return found;
}

type Compare = <T>(
  current: readonly T[],
  desired: readonly T[],
  thingOf: (element: T) => Thing,
  both: (current: T, desired: T) => void,
) => void;

function comparison(say: Say, sides: Sides): Compare {
  return (current, desired, thingOf, both) => {
    const { dropped, created, kept } = paired(current, desired, (element) => keyOf(thingOf(element)));
    for (const element of dropped)
      say(thingOf(element), `${subject(thingOf(element))} exists ${sides.current} and not ${sides.desired}`);
    for (const element of created)
      say(thingOf(element), `${subject(thingOf(element))} does not exist ${sides.current}, but does ${sides.desired}`);
    for (const [one, other] of kept) both(one, other);
  };
}

const subject = ({ kind, object }: Thing) => (kind === 'table' || kind === 'column' ? `${kind} ${object}` : object);

interface Telling {
  readonly say: Say;
  readonly sides: Sides;
}

function compareTables(one: Table, other: Table, telling: Telling & { readonly compare: Compare }): void {
  if (isSameTable(one, other)) return;
  const { compare } = telling;
  const { name } = other;
  const { columns, constraints, indexes, ...rest } = one;
  const { columns: ofOther, constraints: onOther, indexes: byOther, ...others } = other;
  const order = commonOrder(one, other);
  difference(tableThing(name), { ...rest, order: order[0] }, { ...others, order: order[1] }, telling);
  compare(
    columns,
    ofOther,
    (column) => columnThing(name, column.name),
    (left, right) => difference(columnThing(name, right.name), left, right, telling),
  );
  compare(
    constraints,
    onOther,
    (own) => constraintThing(name, own),
    (left, right) => difference(constraintThing(name, right), left, right, telling),
  );
  compare(
    indexes,
    byOther,
    (own) => indexThing(name, own),
    (left, right) => difference(indexThing(name, right), left, right, telling),
  );
}

// The names of the columns that both have, in the order of each.
function commonOrder(one: Table, other: Table): readonly [readonly string[], readonly string[]] {
  const names = (table: Table, common: Table) => {
    const there = new Set(common.columns.map(({ name }) => name));
    return table.columns.flatMap(({ name }) => (there.has(name) ? [name] : []));
  };
  return [names(one, other), names(other, one)];
}

function difference(thing: Thing, one: object, other: object, { say, sides }: Telling): void {
  if (isEqual(one, other)) return;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  const properties = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (property) => !isEqual(left[property], right[property]),
  );
  const words = (side: Record<string, unknown>) => properties.map((property) => phrase(property, side[property]));
  const [before, after] = [words(left), words(right)];
  // "is a in the database and b in the models": one verb for both
  const verb = before.length === 1 ? /^(?:is|has|are) /.exec(before[0] ?? '')?.[0] : undefined;
  const second = verb !== undefined && after[0]?.startsWith(verb) ? [after[0].slice(verb.length)] : after;
  say(thing, `${subject(thing)} ${before.join(', ')} ${sides.current} and ${second.join(', ')} ${sides.desired}`);
}

function compareObjects(one: SchemaObject, other: SchemaObject, telling: Telling): void {
  const { definition, ...rest } = one;
  const { definition: ofOther, ...others } = other;
  const thing = objectThing(other);
  difference(thing, rest, others, telling);
  if (definition === ofOther) return;
  const [left, right] = excerpts(definition, ofOther);
  const { current, desired } = telling.sides;
  telling.say(thing, `${subject(thing)} is “${left}” ${current} and “${right}” ${desired}`);
}

function compareGrants(current: SchemaSnapshot, desired: SchemaSnapshot, telling: Telling): void {
  const [before, after] = rightsOfBoth(current, desired) ?? [[], []];
  const { dropped, created, kept } = paired(before, after, (own) => keyOf(grantsThing(own)));
  const tell = (own: Grants, one: Grants['to'] | undefined, other: Grants['to'] | undefined) =>
    difference(grantsThing(own), { to: one }, { to: other }, telling);
  for (const own of dropped) tell(own, own.to, undefined);
  for (const own of created) tell(own, undefined, own.to);
  for (const [one, other] of kept) if (!isSameSet(one.to, other.to)) tell(other, one.to, other.to);
}
