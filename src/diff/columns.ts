import type { ColumnParts } from '../changes/alterations.ts';
import type { Counting } from '../changes/identities.ts';
import type { Column, Constraint, Table } from '../model/schema.ts';
import { counts } from '../model/sequences.ts';
import { isOfParent, keptParents, type Tables } from './inherited.ts';
import { type Made, made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import { paired } from './pairs.ts';
import { isEqual } from './same.ts';
import { columnThing, constraintThing } from './things.ts';
import { castTo, hasOtherBase } from './types.ts';

/** A table before and after, unfolded and as it is written. */
interface Frame {
  readonly current: Table;
  readonly desired: Table;
  readonly written: readonly [current: Table, desired: Table];
  /** The enum types of both schemas, as their columns name them. */
  readonly enums: ReadonlySet<string>;
  /** All tables before and after. */
  readonly all: readonly [before: Tables, after: Tables];
}

interface Columns {
  readonly changes: readonly Made[];
  /** The constraints that go with their column. */
  readonly gone: ReadonlySet<Constraint>;
  /** Generated columns that are dropped and made anew: what is on them, too. */
  readonly remade: ReadonlySet<string>;
}

/** What makes the columns of one table those of the other. Values are never lost: a column that could only be made anew stays, unless it is generated. */
export function columnChanges(frame: Frame): Columns {
  const { current, desired, written } = frame;
  const pairs = paired(current.columns, desired.columns, ({ name }) => name);
  const kept = pairs.kept.filter(([one, other]) => !isEqual(one, other));
  const remade = remadeColumns(frame, kept);
  const parents = keptParents(current, desired);
  const ofParents = ({ name, inherited }: Column) => inherited === true && isOfParent(parents, name, frame.all[1]);
  const going = pairs.dropped.filter(
    ({ name, inherited }) => !(inherited === true && isOfParent(parents, name, frame.all[0])),
  );
  const gone = new Set<Constraint>();
  const stays = new Set(desired.constraints.flatMap(({ name }) => name ?? []));
  const dropping = (column: Column) => drop(written[0], column.name, { gone, stays });
  const adding = (column: Column) => add(written[1], column.name);
  const drops = going.flatMap((column) => [...counter(desired.name, column, 'drop'), dropping(column)]);
  const adds = pairs.created
    .filter((column) => !ofParents(column))
    .flatMap((column) => [adding(column), ...counter(desired.name, column, 'add')]);
  const remades = pairs.kept.filter(([{ name }]) => remade.has(name));
  // a table without columns is beyond SQLite
  const ordered = pairs.kept.length === remades.length ? [...adds, ...drops] : [...drops, ...adds];
  const changes = [
    ...remades.map(([one]): Made => ({ ...dropping(one), rank: 'drop generated columns' })),
    ...kept.filter(([{ name }]) => !remade.has(name)).flatMap(([one, other]) => altered(frame, one, other)),
    ...ordered.map(placed),
    ...remades.map(([, other]): Made => ({ ...adding(other), rank: 'add generated columns' })),
  ];
  return { changes, gone, remade };
}

// AUTOINCREMENT stands behind the key, which comes later and goes before (SQLite).
const plain = (column: Column): Column =>
  column.identity === 'autoincrement' ? { ...column, identity: null } : column;

/** What makes a column count behind its key, or cease to (SQLite). */
export function counter(table: Table['name'], { name, identity }: Column, verb: 'add' | 'drop'): readonly Made[] {
  if (identity !== 'autoincrement') return [];
  const [from, to] = verb === 'add' ? ([null, identity] as const) : ([identity, null] as const);
  return [made(columnThing(table, name), { kind: 'set identity', table, name, from, to })];
}

// What is computed of others goes before them and comes after them.
function placed(one: Made): Made {
  const { change } = one;
  if (change.kind === 'add column' && change.column.generated !== null)
    return { ...one, rank: 'add generated columns' };
  if (change.kind === 'drop column' && change.was?.column.generated != null)
    return { ...one, rank: 'drop generated columns' };
  return one;
}

function remadeColumns({ desired }: Frame, kept: readonly (readonly [Column, Column])[]): ReadonlySet<string> {
  const retyped = kept.filter(([one, other]) => one.type !== other.type || one.collation !== other.collation);
  const names = retyped.map(([{ name }]) => name);
  const uses = ({ generated }: Column) =>
    generated !== null && names.some((name) => identifiersIn(generated.expression).has(name));
  const rewritten = kept.filter(
    ([one, other]) => one.generated !== null && other.generated !== null && !isEqual(one.generated, other.generated),
  );
  const using = names.length === 0 ? [] : desired.columns.filter(uses);
  return new Set([...rewritten.map(([{ name }]) => name), ...using.map(({ name }) => name)]);
}

interface Constraints {
  readonly gone: Set<Constraint>;
  /** Names that have another constraint afterwards: those are dropped by themselves. */
  readonly stays: ReadonlySet<string>;
}

function drop(table: Table, name: string, { gone, stays }: Constraints): Made {
  const column = table.columns.find((own) => own.name === name) as Column;
  const own = table.constraints.filter((each) => goesWith(each, name) && !(each.name !== null && stays.has(each.name)));
  for (const constraint of own) gone.add(constraint);
  return {
    ...made(columnThing(table.name, name), {
      kind: 'drop column',
      table: table.name,
      name,
      was: { column: plain(column), constraints: own },
    }),
    covers: own.map((constraint) => constraintThing(table.name, constraint)),
  };
}

// What can stand behind its column when that comes back.
function goesWith(constraint: Constraint, column: string): boolean {
  if (constraint.kind !== 'unique' && constraint.kind !== 'foreign key') return false;
  if (constraint.comment !== undefined || constraint.more !== undefined || constraint.inherited) return false;
  if (constraint.kind === 'foreign key' && !constraint.validated) return false;
  if (constraint.kind === 'unique' && (constraint.include !== undefined || constraint.parts !== undefined))
    return false;
  return constraint.columns.length === 1 && constraint.columns[0] === column;
}

function add(table: Table, name: string): Made {
  const column = table.columns.find((own) => own.name === name) as Column;
  const constraints = table.constraints.filter((constraint) => comesWith(constraint, name));
  return {
    ...made(columnThing(table.name, name), {
      kind: 'add column',
      table: table.name,
      column: plain(column),
      constraints,
    }),
    covers: constraints.map((constraint) => constraintThing(table.name, constraint)),
  };
}

/** Whether a constraint stands behind its column: an unnamed key (SQLite), which no ALTER TABLE could add. */
export function comesWith(constraint: Constraint, column: string): boolean {
  return constraint.name === null && goesWith(constraint, column);
}

// Its values would be lost if a plain column were made anew as a generated one: it stays, but for NOT NULL and its comment.
function reachable(current: Column, wanted: Column): Column {
  if (current.generated !== null || wanted.generated === null) return wanted;
  // a column that counts by itself is never NULL
  const nullable = wanted.nullable && current.identity === null;
  return { ...current, nullable, comment: wanted.comment };
}

function altered(frame: Frame, current: Column, wanted: Column): readonly Made[] {
  const { desired, enums, written } = frame;
  if (current.inherited === true && wanted.inherited === true)
    if (isOfParent(keptParents(frame.current, desired), wanted.name, frame.all[1])) return [];
  const column = reachable(current, wanted);
  const table = desired.name;
  const { name } = column;
  const say = (change: Made['change']) => made(columnThing(table, name), change);
  const found: Made[] = [];
  if (current.generated !== null && column.generated === null) {
    if (!current.generated.stored) return []; // PostgreSQL 18 cannot, either
    found.push(say({ kind: 'drop expression', table, name }));
  }
  const [from, to] = [countingOf(current), countingOf(column)];
  const options = from === null || to === null ? optionsOf(written[from === null ? 1 : 0], name) : {};
  const mixed = (from === 'autoincrement' && to !== null) || (to === 'autoincrement' && from !== null);
  const identity = from === to || mixed ? [] : [say({ kind: 'set identity', table, name, from, to, ...options })];
  found.push(...identity);
  const parts = partsThatDiffer(current, column);
  if (parts !== null) {
    const using = parts.to.type === undefined ? null : castTo(name, current.type, column.type, enums);
    found.push(say({ kind: 'alter column', table, name, ...parts, using }));
  }
  if (current.comment !== column.comment) {
    const on = { type: 'column', name: table, column: name } as const;
    found.push(say({ kind: 'set comment', on, from: current.comment, to: column.comment }));
  }
  return found;
}

// Those of a sequence that comes with its identity, or goes with it.
function optionsOf({ columns }: Table, name: string): { readonly options?: string } {
  const sequence = columns.find((column) => column.name === name)?.sequence;
  return sequence === undefined ? {} : { options: sequence };
}

// A serial is unfolded here.
const countingOf = ({ identity }: Column): Counting => (identity === 'serial' ? null : identity);

const PARTS = ['type', 'nullable', 'default', 'collation', 'notNullName', 'onConflict'] as const;

const NOT_NULL: readonly (keyof ColumnParts)[] = ['nullable', 'notNullName', 'onConflict'];

function partsThatDiffer(current: Column, desired: Column): { from: ColumnParts; to: ColumnParts } | null {
  // a NOT NULL of which there is more to say is said with that
  const apart = current.nullable && !desired.nullable && desired.notNull !== undefined;
  const names: (keyof ColumnParts)[] = PARTS.filter(
    (part) => current[part] !== desired[part] && !(apart && part === 'nullable'),
  );
  if (names.length === 0) return null;
  // NOT NULL is said anew with all that it says
  if (names.some((part) => NOT_NULL.includes(part)))
    names.push(
      ...NOT_NULL.filter(
        (part) =>
          !names.includes(part) && (current[part] !== undefined || desired[part] !== undefined) && part !== 'nullable',
      ),
    );
  // a collation is said with its type, and a default of another type is said again
  if (names.includes('collation') && !names.includes('type')) names.push('type');
  if (names.includes('type') && !names.includes('collation') && desired.collation !== null) names.push('collation');
  const other = hasOtherBase(current.type, desired.type) && (current.default !== null || desired.default !== null);
  if (names.includes('type') && other && !names.includes('default') && !counts(desired)) names.push('default');
  const pick = (column: Column): ColumnParts => Object.fromEntries(names.map((part) => [part, column[part]]));
  return { from: pick(current), to: pick(desired) };
}
