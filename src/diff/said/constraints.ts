import { isSame } from '../../model/names.ts';
import type { Constraint, ForeignKey, Index, PrimaryKey, Table } from '../../model/schema.ts';
import { identifiersIn } from '../mentions.ts';
import type { TableBesides } from './besides.ts';

/** The constraints of a table, and the indexes of either side that say what a unique of the other says. */
export interface ConstraintsSaid {
  readonly constraints: readonly Constraint[];
  readonly backed: Backed;
}

/** What stands for a unique constraint of the other side. */
export interface Backed {
  /** Unique indexes of live that the model says as a constraint. */
  readonly kept: readonly Index[];
  /** Unique indexes of the model that live has as a constraint. */
  readonly left: readonly Index[];
}

/**
 * Live's constraints as far as they mean what the model means: names, and all that only SQL can say, are live's. What has no match is dropped or
 * made; a CHECK and an exclusion stay while their columns do.
 */
export function constraintsSaid(live: Table, desired: Table, besides: TableBesides): ConstraintsSaid {
  const unmatched = [...desired.constraints].filter(({ kind }) => kind !== 'check' && kind !== 'exclusion');
  const take = (isIt: (own: Constraint) => boolean): Constraint | undefined => {
    const at = unmatched.findIndex(isIt);
    return at < 0 ? undefined : unmatched.splice(at, 1)[0];
  };
  const left: Index[] = [];
  const lost = goneColumns(live, desired);
  const kept = live.constraints.flatMap((own): readonly Constraint[] => {
    if (lost.size > 0 && own.name !== null && namesOf(own).some((name) => lost.has(name))) return [];
    if (own.kind === 'check' || own.kind === 'exclusion' || own.inherited === true) return [own];
    const said = take((other) => isMeant(own, other));
    if (said !== undefined) return [merged(own, said, besides)];
    if (own.kind !== 'unique') return [];
    const index = desired.indexes.find(
      (other) => !left.includes(other) && isPlain(other) && isSameSet(columnsOf(other), own.columns),
    );
    if (index !== undefined) left.push(index);
    return index === undefined ? [] : [own];
  });
  const indexes = live.indexes.filter(isPlain).filter((index) => {
    const columns = columnsOf(index);
    const byName = desired.indexes.some(({ name }) => name === index.name);
    return !byName && take((own) => own.kind === 'unique' && isSameSet(own.columns, columns)) !== undefined;
  });
  return { constraints: [...kept, ...unmatched], backed: { kept: indexes, left } };
}

/** The columns of live's that the models no longer have. */
export function goneColumns(live: Table, desired: Table): ReadonlySet<string> {
  const stay = new Set(desired.columns.map(({ name }) => name));
  return new Set(live.columns.flatMap(({ name, inherited }) => (stay.has(name) || inherited === true ? [] : name)));
}

// What a CHECK or an exclusion speaks of; without a name (SQLite) it goes with the text of its column.
function namesOf(own: Constraint): readonly string[] {
  if (own.kind !== 'check' && own.kind !== 'exclusion') return [];
  const text = own.kind === 'check' ? own.expression : own.definition;
  return [...identifiersIn(text.replace(/'(?:[^']|'')*'/g, ''))];
}

function isMeant(live: Constraint, desired: Constraint): boolean {
  switch (live.kind) {
    case 'primary key':
    case 'unique':
      return desired.kind === live.kind && isSameSet(live.columns, desired.columns);
    case 'foreign key':
      return desired.kind === 'foreign key' && isSamePair(live, desired);
    default:
      return false;
  }
}

function isSamePair(live: ForeignKey, desired: ForeignKey): boolean {
  const pairs = (own: ForeignKey) => own.columns.map((column, at) => `${column}\0${own.references.columns[at]}`);
  return isSame(live.references.table, desired.references.table) && isSameSet(pairs(live), pairs(desired));
}

function merged(live: Constraint, desired: Constraint, { dialect }: TableBesides): Constraint {
  if (live.kind === 'foreign key' && desired.kind === 'foreign key') {
    const { onDelete, onUpdate, deferrable } = desired;
    return { ...live, onDelete, onUpdate, ...(dialect === 'postgres' && { deferrable }) };
  }
  if (live.kind === 'primary key' && desired.kind === 'primary key') return keyed(live, desired);
  return live;
}

// INTEGER PRIMARY KEY is the rowid, INT PRIMARY KEY is not (SQLite).
function keyed(live: PrimaryKey, { rowid }: PrimaryKey): PrimaryKey {
  const { rowid: _, ...own } = live;
  return rowid === undefined ? own : { ...own, rowid };
}

/** Whether an index does nothing but keep whole columns unique, as a constraint does. */
function isPlain({ unique, parts, where, method }: Index): boolean {
  return (
    unique &&
    where === null &&
    method === null &&
    parts.every((part) => part.column !== null && part.opclass === null && part.collation === null)
  );
}

const columnsOf = ({ parts }: Index) => parts.flatMap(({ column }) => column ?? []);

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && [...one].sort().join('\0') === [...other].sort().join('\0');
}
