import type { Column, Constraint } from '../model/schema.ts';
import { SqlText } from '../model/statement.ts';
import { tableArgument } from './column-sql.ts';

/** A column as `createTable` and `addColumn` take it. */
export function columnArgument(column: Column): Record<string, unknown> {
  const { type, nullable, identity, generated, collation, comment } = column;
  return {
    type,
    ...(!nullable && { allowNull: false }),
    ...(column.default !== null && { defaultValue: new SqlText(column.default) }),
    ...(identity !== null && identity !== 'always' && { autoIncrement: true }),
    ...(identity === 'by default' && { autoIncrementIdentity: true }),
    ...(identity === 'always' && { identity }),
    ...(generated !== null && { generated }),
    ...(collation !== null && { collate: collation }),
    ...(comment !== null && { comment }),
  };
}

/** A constraint as `addConstraint` takes it; `name: null` leaves the name to the database. */
export function constraintArgument(constraint: Constraint): Record<string, unknown> {
  const { kind: type, name } = constraint;
  switch (constraint.kind) {
    case 'primary key':
      return { type, name, fields: constraint.columns, ...deferral(constraint) };
    case 'unique': {
      const { columns: fields, nullsNotDistinct } = constraint;
      return { type, name, fields, ...(nullsNotDistinct && { nullsNotDistinct }), ...deferral(constraint) };
    }
    case 'foreign key': {
      const { columns: fields, references, onDelete, onUpdate, match, validated } = constraint;
      const target = { table: tableArgument(references.table), fields: references.columns };
      const actions = { ...(onDelete !== null && { onDelete }), ...(onUpdate !== null && { onUpdate }) };
      const rest = { ...(match !== null && { match }), ...(!validated && { notValid: true }) };
      return { type, name, fields, references: target, ...actions, ...rest, ...deferral(constraint) };
    }
    case 'check': {
      const { expression, validated } = constraint;
      return { type, name, fields: [], where: new SqlText(expression), ...(!validated && { notValid: true }) };
    }
    case 'exclusion':
      return { type, name, fields: [], definition: constraint.definition };
  }
}

function deferral({ deferrable }: { readonly deferrable: 'immediate' | 'deferred' | null }): object {
  return deferrable === null ? {} : { deferrable: `INITIALLY ${deferrable.toUpperCase()}` };
}
