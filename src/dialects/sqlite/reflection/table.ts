import type { Check, Constraint, Index, Table } from '../../../model/schema.ts';
import type { ConstraintText } from '../ddl/constraint.ts';
import type { ColumnText, TableText } from '../ddl/create-table.ts';
import { checkExpression } from '../normalize.ts';
import type { TableEntry } from './catalog.ts';
import { columnOf } from './column.ts';
import { foreignKeyOf, type Parents } from './foreign-key.ts';
import { keyOf } from './key.ts';

/** A table as the snapshot has it. Its constraints come in an order of their own: that of the text means nothing. */
export function tableOf(entry: TableEntry, text: TableText, indexes: readonly Index[], parents: Parents): Table {
  const constraints = [
    ...text.columns.flatMap((column) =>
      column.constraints.flatMap((constraint) => constraintOf(entry, constraint, column, parents) ?? []),
    ),
    ...text.constraints.flatMap((constraint) => constraintOf(entry, constraint, null, parents) ?? []),
  ];
  const rowid = constraints.flatMap((own) => (own.kind === 'primary key' && own.rowid === true ? own.columns : []));
  return {
    name: { schema: null, name: entry.name },
    columns: text.columns.map((column) => columnOf(entry, column, rowid.includes(column.name))),
    constraints: inOrder(constraints),
    indexes: [...indexes].sort((one, other) => compared(one.name, other.name)),
    comment: null,
    options: [...(text.strict ? ['STRICT'] : []), ...(text.withoutRowid ? ['WITHOUT ROWID'] : [])],
  };
}

/** Compares two texts letter by letter, for sorting. */
export function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function inOrder(constraints: readonly Constraint[]): readonly Constraint[] {
  const keyed = constraints.map((constraint) => ({ constraint, key: JSON.stringify(constraint) }));
  return keyed.sort((one, other) => compared(one.key, other.key)).map(({ constraint }) => constraint);
}

function constraintOf(
  entry: TableEntry,
  constraint: ConstraintText,
  column: ColumnText | null,
  parents: Parents,
): Constraint | null {
  switch (constraint.kind) {
    case 'primary key':
    case 'unique':
      return keyOf(entry, constraint, column);
    case 'references':
    case 'foreign key':
      return foreignKeyOf(entry, constraint, column?.name ?? null, parents);
    case 'check':
      return checkOf(entry, constraint);
    default:
      return null; // of the column itself
  }
}

function checkOf({ scope }: TableEntry, { name, tokens }: ConstraintText): Check {
  return { kind: 'check', name, expression: checkExpression(tokens, scope), validated: true };
}
