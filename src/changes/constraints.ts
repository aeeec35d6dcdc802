import { without, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Constraint } from '../model/schema.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';

/** A constraint of which the name alone is known, dropped; one that was NOT VALID, looked at. */
export type NamedConstraintChange =
  | { readonly kind: 'drop constraint'; readonly table: QualifiedName; readonly name: string }
  | { readonly kind: 'validate constraint'; readonly table: QualifiedName; readonly name: string };

/** What can be done to a constraint by its name. */
export const constraints: Kinds<NamedConstraintChange> = {
  'drop constraint': {
    phase: 'drop constraints',
    destructive: false,
    reverse: () => null,
    apply: ({ table, name }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        constraints: without(known.constraints, (constraint) => constraint.name === name, `constraint ${name}`),
      })),
    sql: ({ table, name }, write) => [write.alter(table, { kind: 'drop constraint', name })],
    describe: ({ table, name }) => `drop constraint ${name} of ${display(table)}`,
    render: ({ table, name }) => ({ method: 'removeConstraint', args: [tableArgument(table), name] }),
  },
  'validate constraint': {
    phase: 'add foreign keys',
    destructive: false,
    reverse: () => null, // PostgreSQL has no way back, and none is needed
    apply: ({ table, name }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        constraints: known.constraints.map((constraint) => validated(constraint, name)),
      })),
    // on SQLite every row was looked at when the constraint came
    sql: ({ table, name }, write) =>
      write.dialect === 'sqlite'
        ? []
        : [{ sql: `ALTER TABLE ${write.name(table)} VALIDATE CONSTRAINT ${write.quote(name)}` }],
    describe: ({ table, name }) => `validate constraint ${name} of ${display(table)}`,
    render: ({ table, name }) => ({ method: 'validateConstraint', args: [tableArgument(table), name] }),
  },
};

function validated(constraint: Constraint, name: string): Constraint {
  return constraint.name === name && 'validated' in constraint ? { ...constraint, validated: true } : constraint;
}
