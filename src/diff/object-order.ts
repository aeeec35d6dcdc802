import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { ObjectType, SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import type { Going } from './dependents.ts';
import { type Made, made } from './made.ts';
import { identifiersIn, usedFirst } from './mentions.ts';
import type { Rank } from './ranks.ts';
import { keyOf, objectThing, type Thing } from './things.ts';

/** Whether objects of a type must be there before the tables. */
export const isEarly = (type: ObjectType): boolean => EARLY.has(type) || SPACES.has(type);

const SPACES: ReadonlySet<ObjectType> = new Set([
  'schema',
  'extension',
  'language',
  'foreign data wrapper',
  'server',
  'access method',
]);
const EARLY: ReadonlySet<ObjectType> = new Set([
  'domain',
  'type',
  'collation',
  'text search parser',
  'text search template',
  'text search dictionary',
  'text search configuration',
]);
const ROUTINES: ReadonlySet<ObjectType> = new Set([
  'function',
  'procedure',
  'aggregate',
  'operator',
  'operator class',
  'operator family',
  'cast',
]);

const routineName = ({ type, name }: SchemaObject) => `${type} ${display(name)}`;

// A class mostly has the name of its family, which does not speak of it.
const textOf = ({ type, definition }: SchemaObject) =>
  type === 'operator family' ? definition.replaceAll(/ OPERATOR FAMILY .*? USING /g, ' ') : definition;
// No other object speaks of these by their names, which may be that of a function: a trigger is mostly called as its own.
const UNSPOKEN: ReadonlySet<ObjectType> = new Set(['trigger', 'policy', 'rule', 'event trigger']);
const nameOf = ({ type, name }: SchemaObject) => (UNSPOKEN.has(type) ? '' : name.name);

const cause = (because: Thing | undefined) => (because === undefined ? {} : { because });

/** Drops and creations, each after what it needs and before what needs it. */
export function placed(
  drops: readonly Going[],
  creates: readonly Going[],
  sides: { readonly current: SchemaSnapshot; readonly desired: SchemaSnapshot },
): readonly Made[] {
  const objectsOf = (list: readonly Going[]) => list.map(({ object }) => object);
  const early = new Set([
    ...neededByTables(objectsOf(drops), sides.current),
    ...neededByTables(objectsOf(creates), sides.desired),
  ]);
  const came = new Set(creates.map(({ about }) => keyOf(about)));
  // with arguments of other names it would be in the way of the new one
  const routines = new Set(creates.flatMap(({ object }) => (ROUTINES.has(object.type) ? routineName(object) : [])));
  const rank = (verb: 'create' | 'drop', object: SchemaObject): Rank => {
    const anew = verb === 'drop' && (came.has(keyOf(objectThing(object))) || routines.has(routineName(object)));
    if (SPACES.has(object.type)) return anew ? 'remake spaces' : `${verb} spaces`;
    if (anew && (EARLY.has(object.type) || early.has(object))) return 'remake early objects';
    if (verb === 'drop' && isClone(object, sides.current)) return 'drop constraints';
    return EARLY.has(object.type) || early.has(object) ? `${verb} early objects` : `${verb} late objects`;
  };
  const sorted = (list: readonly Going[]) => {
    const ofObject = new Map(list.map((one) => [one.object, one]));
    const order = usedFirst([...ofObject.keys()].sort(byType), nameOf, textOf);
    return order.flatMap((object) => ofObject.get(object) ?? []);
  };
  return [
    ...sorted(drops)
      .reverse()
      .map(({ object, about, because }) => ({
        ...made(
          about,
          { kind: 'drop object', object, ifExists: isClone(object, sides.current), cascade: false },
          rank('drop', object),
        ),
        ...cause(because),
      })),
    ...sorted(creates).map(({ object, about, because }) => ({
      ...made(about, { kind: 'create object', object }, rank('create', object)),
      ...cause(because),
    })),
  ];
}

/** Whether it is the trigger of a partition that its table has, too: it comes and goes with that one. */
export function isClone({ type, name, table }: SchemaObject, { tables, objects }: SchemaSnapshot): boolean {
  if (type !== 'trigger' || table === null) return false;
  const parents = tables.find((own) => isSame(own.name, table))?.partitioning?.parents ?? [];
  const isOn = (own: SchemaObject, parent: QualifiedName) => own.table !== null && isSame(own.table, parent);
  return parents.some((parent) =>
    objects.some((own) => own.type === 'trigger' && own.name.name === name.name && isOn(own, parent)),
  );
}

// What names nothing of the others still has an order: a wrapper before its server, a view before its trigger; what is there when rights are given
// by default has its own.
const TYPE_ORDER: readonly ObjectType[] = [
  'schema',
  'extension',
  'language',
  'foreign data wrapper',
  'server',
  'type',
  'domain',
  'function',
  'operator family',
  'operator class',
  'view',
  'materialized view',
];
const byType = (one: SchemaObject, other: SchemaObject) => typePlace(one) - typePlace(other);
const typePlace = ({ type }: SchemaObject) =>
  type === 'default privileges'
    ? TYPE_ORDER.length + 1
    : TYPE_ORDER.includes(type)
      ? TYPE_ORDER.indexOf(type)
      : TYPE_ORDER.length;

// Routines that a default, a CHECK, an index or a domain names must be there before the tables; others may need the tables.
function neededByTables(
  objects: readonly SchemaObject[],
  { tables, objects: all }: SchemaSnapshot,
): ReadonlySet<SchemaObject> {
  const routines = objects.filter(({ type }) => ROUTINES.has(type));
  if (routines.length === 0) return new Set();
  const words = new Set(
    [...tables.flatMap(expressionsOf), ...all.filter(({ type }) => EARLY.has(type)).map(textOf)].flatMap((text) => [
      ...identifiersIn(text),
    ]),
  );
  const needed = new Set<SchemaObject>();
  for (let grew = true; grew; ) {
    grew = false;
    for (const object of routines)
      if (!needed.has(object) && words.has(object.name.name)) {
        needed.add(object);
        for (const word of identifiersIn(object.definition)) words.add(word);
        grew = true;
      }
  }
  return needed;
}

function expressionsOf({ columns, constraints, indexes, partitioning }: Table): readonly string[] {
  return [
    ...columns.flatMap(({ default: own, generated }) => [own ?? '', generated?.expression ?? '']),
    ...constraints.map((own) =>
      own.kind === 'check' ? own.expression : own.kind === 'exclusion' ? own.definition : '',
    ),
    ...indexes.flatMap(({ parts, where }) => [
      where ?? '',
      ...parts.map(({ expression, opclass }) => `${expression ?? ''} ${opclass ?? ''}`),
    ]),
    partitioning?.by ?? '',
  ].filter((text) => text !== '');
}
