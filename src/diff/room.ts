import type { SchemaChange } from '../changes/index.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Constraint, Index, Partitioning, SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import { counts, sequenceOf } from '../model/sequences.ts';
import { dropping } from './constraints.ts';
import type { Made } from './made.ts';
import { constraintThing, keyOf } from './things.ts';

/**
 * The changes so that a name is free before something new takes it. Tables, indexes, keys and sequences share their names in a schema (PostgreSQL's
 * pg_class), indexes in a SQLite database, where capitals make no other name: a table that has such a name goes before anything is made, and with it the
 * tables that point at it; so does a partition before another of its table; a key of a column that stays for longer lets go first.
 */
export function withRoom(list: readonly Made[], current: SchemaSnapshot): readonly Made[] {
  const taken = new Set(list.flatMap(({ change }) => namesMade(change)));
  if (taken.size === 0) return list;
  const early = earlyTables(list, current, taken);
  const isEarly = (table: QualifiedName) => early.has(display(table));
  const lets = (table: QualifiedName) => (own: Constraint) =>
    own.kind === 'foreign key' ? isEarly(own.references.table) : own.name !== null && taken.has(inSchemaOf(table, own));
  return list.flatMap((one): readonly Made[] => {
    const { change } = one;
    if (change.kind === 'drop table' && isEarly(change.name)) return [{ ...one, rank: 'rename' }];
    if (change.kind === 'drop object' && change.object.type === 'sequence' && taken.has(keyIn(change.object.name)))
      return [{ ...one, rank: 'remake early objects' }];
    if (change.kind !== 'drop column' || change.was === null) return [one];
    const first = change.was.constraints.filter(lets(change.table));
    return first.length === 0 ? [one] : [...first.map((own) => dropping(change.table, own)), without(one, first)];
  });
}

// A column that goes without them, for they have gone before.
function without(one: Made, gone: readonly Constraint[]): Made {
  const { change, covers = [] } = one;
  if (change.kind !== 'drop column' || change.was === null) return one;
  const { was, table } = change;
  const keys = new Set(gone.map((own) => keyOf(constraintThing(table, own))));
  const constraints = was.constraints.filter((own) => !gone.includes(own));
  return {
    ...one,
    change: { ...change, was: { ...was, constraints } },
    covers: covers.filter((thing) => !keys.has(keyOf(thing))),
  };
}

// Those that have such a name, and those that point at them or are parts of them: they go before.
function earlyTables(
  list: readonly Made[],
  { objects }: SchemaSnapshot,
  taken: ReadonlySet<string>,
): ReadonlySet<string> {
  const going = list.flatMap(({ change }) => (change.kind === 'drop table' && change.was !== null ? change.was : []));
  const owned = new Map<string, SchemaObject[]>();
  for (const object of objects)
    if (object.type === 'sequence' && object.table !== null)
      owned.set(display(object.table), [...(owned.get(display(object.table)) ?? []), object]);
  const names = (table: Table) => [
    ...namesOf(table),
    ...boundsOf(table.partitioning),
    ...(owned.get(display(table.name)) ?? []).map(({ name }) => keyIn(name)),
  ];
  const early = new Set(going.filter((table) => names(table).some((name) => taken.has(name))).map(nameOf));
  const needs = ({ constraints, partitioning }: Table) => [
    ...constraints.flatMap((own) => (own.kind === 'foreign key' ? display(own.references.table) : [])),
    ...(partitioning?.parents ?? []).map(display),
  ];
  for (let before = -1; before !== early.size; ) {
    before = early.size;
    for (const table of going) if (needs(table).some((name) => early.has(name))) early.add(nameOf(table));
  }
  return early;
}

// No two partitions of a table hold the same rows: what is none of its names, and taken like one.
const boundsOf = (own: Partitioning | null | undefined): readonly string[] =>
  own?.bound == null ? [] : own.parents.map((parent) => `partition of ${keyIn(parent)}`);
const nameOf = ({ name }: Table) => display(name);
const keyIn = (name: QualifiedName) => display(name).toLowerCase();

function namesMade(change: SchemaChange): readonly string[] {
  switch (change.kind) {
    case 'create table':
      return [...namesOf(change.table), ...boundsOf(change.table.partitioning)];
    case 'set parents':
      return boundsOf(change.to);
    case 'create index':
      return [inSchemaOf(change.table, change.index)];
    case 'add primary key':
    case 'add unique':
    case 'add exclusion':
      return [inSchemaOf(change.table, change.constraint)];
    default:
      return [];
  }
}

function namesOf(table: Table): readonly string[] {
  const { name, constraints, indexes, columns } = table;
  const keys = constraints.filter(({ kind, name: own }) => own !== null && kind !== 'foreign key' && kind !== 'check');
  return [
    keyIn(name),
    ...[...indexes, ...keys].map((own) => inSchemaOf(name, own)),
    ...columns.filter(counts).map((column) => keyIn(sequenceOf(name, column).name)),
  ];
}

const inSchemaOf = ({ schema }: QualifiedName, { name }: Pick<Index | Constraint, 'name'>) =>
  keyIn({ schema, name: name ?? '' });
