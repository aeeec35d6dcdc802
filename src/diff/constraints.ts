import type { SchemaChange } from '../changes/index.ts';
import type { QualifiedName } from '../model/names.ts';
import type { Constraint, Table } from '../model/schema.ts';
import { comesWith } from './columns.ts';
import { type Made, made } from './made.ts';
import { paired } from './pairs.ts';
import { isEqual } from './same.ts';
import { constraintThing } from './things.ts';

interface OfColumns {
  /** They go with their column. */
  readonly gone: ReadonlySet<Constraint>;
  /** Columns that are made anew, and lose their constraints by it. */
  readonly remade: ReadonlySet<string>;
}

const UNTOUCHED: OfColumns = { gone: new Set(), remade: new Set() };

/** What makes the constraints of one table those of the other. */
export function constraintChanges(
  current: Table,
  desired: Table,
  { gone, remade }: OfColumns = UNTOUCHED,
): readonly Made[] {
  const table = desired.name;
  const { dropped, created, kept } = paired(current.constraints, desired.constraints, identityOf);
  const known = new Set(current.columns.map(({ name }) => name));
  const arrived = desired.columns.filter(({ name }) => !known.has(name) || remade.has(name));
  const came = (own: Constraint) => arrived.some(({ name }) => comesWith(own, name));
  return [
    ...dropped.filter((own) => own.inherited !== true && !gone.has(own)).map((own) => dropping(table, own)),
    ...created
      .filter((own) => own.inherited !== true && !came(own) && !isSecond(desired, own))
      .map((own) => adding(table, own)),
    ...kept.flatMap(([one, other]) => {
      if (one.inherited === true || other.inherited === true) return [];
      const lost = 'columns' in one && one.columns.some((name) => remade.has(name));
      if (!lost) return isEqual(one, other) ? [] : changed(table, one, other);
      return [...(gone.has(one) ? [] : [dropping(table, one)]), ...(came(other) ? [] : [adding(table, other)])];
    }),
  ];
}

// Of two keys without a name behind one column the second would take the place of the first (`set references`, SQLite).
function isSecond({ constraints }: Table, own: Constraint): boolean {
  if (own.kind !== 'foreign key' || own.name !== null || own.columns.length !== 1) return false;
  const same = (other: Constraint) =>
    other.kind === 'foreign key' && other.name === null && isEqual(other.columns, own.columns);
  return constraints.filter(same).length > 1;
}

/** What a constraint is found by: its name, or all that it says where it has none (SQLite). */
function identityOf(own: Constraint): string {
  return own.name === null ? `\0${canonical(own)}` : own.name;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

/** A constraint that goes. */
export const dropping = (table: QualifiedName, constraint: Constraint): Made =>
  made(constraintThing(table, constraint), { kind: `drop ${constraint.kind}`, table, constraint } as SchemaChange);

/** A constraint that comes. */
export const adding = (table: QualifiedName, constraint: Constraint): Made =>
  made(constraintThing(table, constraint), { kind: `add ${constraint.kind}`, table, constraint } as SchemaChange);

function changed(table: QualifiedName, current: Constraint, desired: Constraint): readonly Made[] {
  const { name } = desired;
  const inPlace: Made[] = [];
  let now: Constraint = current;
  const [from, to] = [current.comment ?? null, desired.comment ?? null];
  if (name !== null && from !== to) {
    const { comment: _, ...bare } = current;
    now = { ...bare, ...(to !== null && { comment: to }) };
    inPlace.push(
      made(constraintThing(table, desired), { kind: 'set note', on: { type: 'constraint', table, name }, from, to }),
    );
  }
  if (name !== null && 'validated' in now && 'validated' in desired && !now.validated && desired.validated) {
    now = { ...now, validated: true };
    inPlace.push(made(constraintThing(table, desired), { kind: 'validate constraint', table, name }));
  }
  return isEqual(now, desired) ? inPlace : [dropping(table, current), adding(table, desired)];
}
