import type { Column, Constraint, KeyPart } from '../model/schema.ts';
import { SqlText } from '../model/statement.ts';
import { tableArgument } from './column-sql.ts';

/** A column as `createTable` and `addColumn` take it. */
export function columnArgument(column: Column): Record<string, unknown> {
  const { type, nullable, identity, generated, collation, comment, sequence, notNullName, onConflict, notNull } =
    column;
  return {
    type,
    ...(!nullable && { allowNull: false }),
    ...(column.default !== null && { defaultValue: new SqlText(column.default) }),
    ...(identity !== null && identity !== 'always' && { autoIncrement: true }),
    ...(identity === 'by default' && { autoIncrementIdentity: true }),
    ...(identity === 'always' && { identity }),
    ...(generated !== null && { generated: { ...generated, expression: new SqlText(generated.expression) } }),
    ...(collation !== null && { collate: collation }),
    ...(comment !== null && { comment }),
    ...defined({ sequence, notNullName, onConflict, notNull }),
  };
}

/** A constraint as `addConstraint` takes it; `name: null` leaves the name to the database. */
export function constraintArgument(constraint: Constraint): Record<string, unknown> {
  const { kind: type, name, comment, more } = constraint;
  return { type, name, ...own(constraint), ...defined({ comment, more }) };
}

function own(constraint: Constraint): object {
  switch (constraint.kind) {
    case 'primary key': {
      const { include, onConflict, rowid } = constraint;
      return { fields: fieldsOf(constraint), ...defined({ include, onConflict, rowid }), ...deferral(constraint) };
    }
    case 'unique': {
      const { nullsNotDistinct, include, onConflict } = constraint;
      const rest = { ...(nullsNotDistinct && { nullsNotDistinct }), ...defined({ include, onConflict }) };
      return { fields: fieldsOf(constraint), ...rest, ...deferral(constraint) };
    }
    case 'foreign key': {
      const { columns: fields, references, onDelete, onUpdate, match, validated } = constraint;
      const target = { table: tableArgument(references.table), fields: references.columns };
      const actions = { ...(onDelete !== null && { onDelete }), ...(onUpdate !== null && { onUpdate }) };
      const rest = { ...(match !== null && { match }), ...(!validated && { notValid: true }) };
      return { fields, references: target, ...actions, ...rest, ...deferral(constraint) };
    }
    case 'check': {
      const { expression, validated, noInherit } = constraint;
      return { where: new SqlText(expression), ...(!validated && { notValid: true }), ...defined({ noInherit }) };
    }
    case 'exclusion':
      return { definition: constraint.definition };
  }
}

// A column's name, or with what the key says of it.
function fieldsOf({
  columns,
  parts,
}: {
  readonly columns: readonly string[];
  readonly parts?: readonly KeyPart[];
}): readonly unknown[] {
  return columns.map((name, at) => {
    const { collation = null, order = null } = parts?.[at] ?? {};
    if (collation === null && order === null) return name;
    return { name, ...(collation !== null && { collate: collation }), ...(order !== null && { order }) };
  });
}

function defined(words: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}

function deferral({ deferrable }: { readonly deferrable: 'immediate' | 'deferred' | null }): object {
  return deferrable === null ? {} : { deferrable: `INITIALLY ${deferrable.toUpperCase()}` };
}
