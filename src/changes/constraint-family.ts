import { withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Constraint, Table } from '../model/schema.ts';
import type { SqlWriter, Statement, TableEdit } from '../model/statement.ts';
import { constraintArgument } from './arguments.ts';
import { constraintName, constraintText, tableArgument } from './column-sql.ts';
import type { ChangeKind, Phase } from './family.ts';
import { noteSql } from './notes.ts';

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
    sql: ({ table, constraint }, write) => [
      ...sql(table, constraint, write),
      ...constraintNote(table, constraint, write),
    ],
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
    sql: ({ table, constraint }, write) => [write.alter(table, dropEdit(table, constraint, write))],
    describe: ({ table, constraint }) => `drop ${constraintName(table, constraint)}`,
    render: ({ table, constraint }) => ({ method: 'removeConstraint', args: dropArguments(table, constraint) }),
  };
  return { [`add ${name}`]: adding, [`drop ${name}`]: dropping } as unknown as Both<Name, Own>;
}

/** COMMENT ON the constraint, where it has a comment. */
export function constraintNote(table: QualifiedName, own: Constraint, write: SqlWriter): readonly Statement[] {
  const { name, comment } = own;
  if (name === null || comment === undefined || write.dialect === 'sqlite') return [];
  return [{ sql: noteSql({ type: 'constraint', table, name }, comment, write) }];
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
  // two without a name may say the same (SQLite)
  const at = table.constraints.findIndex(same);
  if (at < 0) throw new Error(`there is no ${constraintName(table.name, constraint)}`);
  return { ...table, constraints: table.constraints.toSpliced(at, 1) };
}

function dropEdit(table: QualifiedName, constraint: Constraint, write: SqlWriter): TableEdit {
  const { kind, name } = constraint;
  if (name !== null) return { kind: 'drop constraint', name };
  if (write.dialect === 'postgres' || kind === 'exclusion')
    return write.unsupported(`dropping the ${constraintName(table, constraint)}, which has no name`, 'give it a name');
  const words =
    kind === 'check' ? constraint.expression : kind === 'foreign key' ? constraint.references.table.name : '';
  return { kind: 'drop unnamed', constraint: kind, columns: kind === 'check' ? [] : constraint.columns, words };
}

// One without a name is found by what it says.
function dropArguments(table: QualifiedName, constraint: Constraint): readonly unknown[] {
  const words = constraintArgument(constraint);
  if (constraint.name !== null) return [tableArgument(table), constraint.name, { was: words }];
  const { name: _, ...rest } = words;
  return [tableArgument(table), rest];
}
