import { display } from '../model/names.ts';
import type { SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import { counts, ownerOf, sequenceOf } from '../model/sequences.ts';
import { type Made, made } from './made.ts';
import { paired } from './pairs.ts';
import { isSameObject } from './same.ts';
import { columnThing, objectThing } from './things.ts';

/** Both schemas, unfolded and as they are written. */
export interface Sides {
  readonly current: SchemaSnapshot;
  readonly desired: SchemaSnapshot;
  readonly written: readonly [current: SchemaSnapshot, desired: SchemaSnapshot];
}

/** What makes the sequences of one schema those of the other. Those of columns that come or go, or begin or cease to be an identity, do so with them. */
export function sequenceChanges(list: readonly Made[], { current, desired, written }: Sides): readonly Made[] {
  const own = ({ objects }: SchemaSnapshot) => objects.filter(({ type }) => type === 'sequence');
  const goes = coming(list, written[0], 'drop');
  const comes = coming(list, written[1], 'create');
  const stuck = stuckColumns(current, desired);
  const before = own(current).filter((sequence) => !goes.has(placeOf(sequence)) && !stuck.has(placeOf(sequence)));
  const arrived = own(desired).filter((sequence) => comes.has(placeOf(sequence)));
  const after = own(desired).filter((sequence) => !comes.has(placeOf(sequence)));
  const { dropped, created, kept } = paired(before, after, ({ name }) => display(name));
  const renamed = renamedSequences(dropped, created);
  const isOld = new Set(renamed.map(([one]) => one));
  const isNew = new Set(renamed.map(([, other]) => other));
  return [
    ...arrived.flatMap((sequence) => {
      const made = comes.get(placeOf(sequence));
      return made === undefined || isSameObject(logged(made), logged(sequence)) ? [] : [altering(made, sequence)];
    }),
    ...renamed.map(([one, other]) => renaming(one, other)),
    ...dropped.filter((one) => !isOld.has(one)).flatMap(dropping),
    ...created.filter((one) => !isNew.has(one)).flatMap(creating),
    ...kept.flatMap(([one, other]) => (isSameObject(one, other) ? [] : [altering(one, other)])),
  ];
}

/** Sequences of one column before and after under two names. */
export function renamedSequences(
  dropped: readonly SchemaObject[],
  created: readonly SchemaObject[],
): readonly (readonly [SchemaObject, SchemaObject])[] {
  const owned = (list: readonly SchemaObject[]) => list.filter(({ table }) => table !== null);
  return paired(owned(dropped), owned(created), placeOf).kept;
}

// Before PostgreSQL 15 no sequence is UNLOGGED, whatever its table is.
const logged = (sequence: SchemaObject): SchemaObject => ({
  ...sequence,
  definition: sequence.definition.replace(/^CREATE UNLOGGED /, 'CREATE '),
});

// A column that would lose its values by becoming a generated one stays, and its sequence with it.
function stuckColumns(current: SchemaSnapshot, desired: SchemaSnapshot): ReadonlySet<string> {
  const generated = new Set(
    desired.tables.flatMap(({ name, columns }) =>
      columns.filter((column) => column.generated !== null).map((column) => `${display(name)}\0${column.name}`),
    ),
  );
  if (generated.size === 0) return generated;
  const plain = current.tables.flatMap(({ name, columns }) =>
    columns.filter((column) => column.generated === null).map((column) => `${display(name)}\0${column.name}`),
  );
  return new Set(plain.filter((place) => generated.has(place)));
}

const placeOf = (sequence: SchemaObject) =>
  sequence.table === null ? '' : `${display(sequence.table)}\0${ownerOf(sequence) ?? ''}`;

function altering(from: SchemaObject, to: SchemaObject): Made {
  return made(objectThing(to), { kind: 'alter sequence', from, to });
}

// The old one is what a person sees; the default of the column follows.
function renaming(from: SchemaObject, to: SchemaObject): Made {
  const column = from.table === null ? [] : [columnThing(from.table, ownerOf(from) ?? '')];
  return {
    ...made(objectThing(from), { kind: 'alter sequence', from, to }, 'rename'),
    covers: [objectThing(to), ...column],
  };
}

// It must be there before the table whose default needs it, and the table before it can own the sequence.
function creating(sequence: SchemaObject): readonly Made[] {
  const about = objectThing(sequence);
  const bare = unowned(sequence);
  return [
    made(about, { kind: 'create object', object: bare }, 'create early objects'),
    ...(sequence.table === null ? [] : [made(about, { kind: 'alter sequence', from: bare, to: sequence })]),
  ];
}

function dropping(sequence: SchemaObject): readonly Made[] {
  const about = objectThing(sequence);
  const bare = unowned(sequence);
  const drop = { kind: 'drop object', object: bare, ifExists: false, cascade: false } as const;
  return [
    ...(sequence.table === null ? [] : [made(about, { kind: 'alter sequence', from: sequence, to: bare })]),
    made(about, drop, 'drop early objects'),
  ];
}

function unowned(sequence: SchemaObject): SchemaObject {
  return { ...sequence, table: null, definition: sequence.definition.replace(/ OWNED BY .*$/s, '') };
}

/** The sequences that come or go with a column, by their place, as the database makes them. */
function coming(
  list: readonly Made[],
  { tables }: SchemaSnapshot,
  verb: 'create' | 'drop',
): ReadonlyMap<string, SchemaObject> {
  const found = new Map<string, SchemaObject>();
  const byName = new Map(tables.map((table) => [display(table.name), table]));
  const note = (table: Table | undefined, names?: string) => {
    for (const column of table?.columns ?? [])
      if (counts(column) && (names === undefined || column.name === names) && table !== undefined) {
        const sequence = sequenceOf(table.name, column, table.options.includes('UNLOGGED'));
        found.set(placeOf(sequence), sequence);
      }
  };
  for (const { change } of list) {
    if (change.kind === 'create table' && verb === 'create') note(byName.get(display(change.table.name)));
    if (change.kind === 'drop table' && verb === 'drop') note(byName.get(display(change.name)));
    if (change.kind === 'add column' && verb === 'create') note(byName.get(display(change.table)), change.column.name);
    if (change.kind === 'drop column' && verb === 'drop') note(byName.get(display(change.table)), change.name);
    if (change.kind !== 'set identity') continue;
    if ((verb === 'create' ? change.from : change.to) === null) note(byName.get(display(change.table)), change.name);
  }
  return found;
}
