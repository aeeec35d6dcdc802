import { without, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Constraint, Table } from '../model/schema.ts';
import type { SqlWriter, Statement } from '../model/statement.ts';
import { constraintArgument } from './arguments.ts';
import { constraintName, constraintText, tableArgument } from './column-sql.ts';
import type { ChangeKind, Phase } from './family.ts';

/** A change of that kind: the table, and the whole constraint. */
export interface OnConstraint<Kind extends string, Own extends Constraint> {
  readonly kind: Kind;
  readonly table: QualifiedName;
  readonly constraint: Own;
}

/** The two changes of one kind of constraint, each with the whole constraint, so that it can be taken back. */
export type ConstraintChange<Name extends string, Own extends Constraint> =
  | OnConstraint<`add ${Name}`, Own>
  | OnConstraint<`drop ${Name}`, Own>;

/** The kinds of both changes. */
export type Both<Name extends string, Own extends Constraint> = {
  readonly [Kind in `add ${Name}` | `drop ${Name}`]: ChangeKind<
    Extract<ConstraintChange<Name, Own>, { readonly kind: Kind }>,
    ConstraintChange<Name, Own>
  >;
};

/** What a kind of constraint brings along that is different from the others. */
export interface ConstraintManner<Own extends Constraint> {
  readonly add: Phase;
  readonly drop: Phase;
  /** Its own way to be added, where ALTER TABLE … ADD is not all. */
  readonly sql?: (table: QualifiedName, constraint: Own, write: SqlWriter) => readonly Statement[];
}

/** The kinds "add …" and "drop …" of one kind of constraint. */
export function constraintFamily<Name extends string, Own extends Constraint>(
  name: Name,
  { add, drop, sql = addConstraint }: ConstraintManner<Own>,
): Both<Name, Own> {
  type Change = ConstraintChange<Name, Own>;
  const adding: ChangeKind<Change, Change> = {
    phase: add,
    destructive: false,
    reverse: ({ table, constraint }) => ({ kind: `drop ${name}`, table, constraint }) as Change,
    apply: ({ table, constraint }, schema) => withTable(schema, table, (known) => withConstraint(known, constraint)),
    sql: ({ table, constraint }, write) => sql(table, constraint, write),
    describe: ({ table, constraint }) => `add ${constraintName(table, constraint)}`,
    render: ({ table, constraint }) => ({
      method: 'addConstraint',
      args: [tableArgument(table), constraintArgument(constraint)],
    }),
  };
  const dropping: ChangeKind<Change, Change> = {
    phase: drop,
    destructive: false,
    reverse: ({ table, constraint }) => ({ kind: `add ${name}`, table, constraint }) as Change,
    apply: ({ table, constraint }, schema) => withTable(schema, table, (known) => withoutConstraint(known, constraint)),
    sql: ({ table, constraint }, write) => [
      write.alter(table, { kind: 'drop constraint', name: nameOf(table, constraint, write) }),
    ],
    describe: ({ table, constraint }) => `drop ${constraintName(table, constraint)}`,
    render: ({ table, constraint }) => ({
      method: 'removeConstraint',
      args: [tableArgument(table), constraint.name, { was: constraintArgument(constraint) }],
    }),
  };
  return { [`add ${name}`]: adding, [`drop ${name}`]: dropping } as unknown as Both<Name, Own>;
}

function addConstraint(table: QualifiedName, constraint: Constraint, write: SqlWriter): readonly Statement[] {
  return [write.alter(table, { kind: 'add constraint', text: constraintText(constraint, write) })];
}

function withConstraint(table: Table, constraint: Constraint): Table {
  const taken = constraint.name !== null && table.constraints.some(({ name }) => name === constraint.name);
  if (taken) throw new Error(`there is a constraint ${constraint.name} of ${display(table.name)} already`);
  return { ...table, constraints: [...table.constraints, constraint] };
}

function withoutConstraint(table: Table, constraint: Constraint): Table {
  const same = (other: Constraint) =>
    constraint.name === null ? JSON.stringify(other) === JSON.stringify(constraint) : other.name === constraint.name;
  return { ...table, constraints: without(table.constraints, same, constraintName(table.name, constraint)) };
}

function nameOf(table: QualifiedName, constraint: Constraint, write: SqlWriter): string {
  if (constraint.name !== null) return constraint.name;
  return write.unsupported(`dropping the ${constraintName(table, constraint)}, which has no name`, 'give it a name');
}
