import { display, type QualifiedName } from '../model/names.ts';
import type { Constraint, EnumType, Grants, Index, SchemaObject } from '../model/schema.ts';

/** What a difference is about: `kind` is its sort (`column`, `foreign key`, `view` …), `object` its name for a person; no two things share both. */
export interface Thing {
  readonly kind: string;
  readonly object: string;
}

/** A table. */
export const tableThing = (name: QualifiedName): Thing => ({ kind: 'table', object: display(name) });

/** A column: `bookings.priority`. */
export const columnThing = (table: QualifiedName, name: string): Thing => ({
  kind: 'column',
  object: `${display(table)}.${name}`,
});

/** A constraint, by its name or, where it has none (SQLite), by what it is of. */
export function constraintThing(table: QualifiedName, constraint: Constraint): Thing {
  const { kind, name } = constraint;
  return { kind, object: `${kind} ${name ?? `(${contentOf(constraint)})`} of ${display(table)}` };
}

function contentOf(constraint: Constraint): string {
  if (constraint.kind === 'check') return constraint.expression;
  return constraint.kind === 'exclusion' ? constraint.definition : constraint.columns.join(', ');
}

/** An index of a table. */
export const indexThing = (table: QualifiedName, { name }: Pick<Index, 'name'>): Thing => ({
  kind: 'index',
  object: `index ${name} of ${display(table)}`,
});

/** An enum type. */
export const enumThing = ({ name }: Pick<EnumType, 'name'>): Thing => ({
  kind: 'enum',
  object: `enum ${display(name)}`,
});

/** A view, function, trigger … A sequence is the same whichever table owns it. */
export function objectThing({ type, name, table, signature }: Omit<SchemaObject, 'definition'>): Thing {
  const on = table === null || type === 'sequence' ? '' : ` on ${display(table)}`;
  return { kind: type, object: `${type} ${display(name)}${signature === null ? '' : `(${signature})`}${on}` };
}

/** The rights on something. */
export function grantsThing({ on, name, column, signature }: Omit<Grants, 'to'>): Thing {
  const part = column === null ? '' : `.${column}`;
  const own = `${on} ${display(name)}${part}${signature === null ? '' : `(${signature})`}`;
  return { kind: 'grants', object: `grants on ${own}` };
}

/** One text for a thing, to find it by. */
export const keyOf = ({ kind, object }: Thing): string => `${kind}\0${object}`;
