import { withColumn, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** A generated column that becomes a plain one and keeps the values that it has. */
export interface ExpressionChange {
  readonly kind: 'drop expression';
  readonly table: QualifiedName;
  readonly name: string;
}

/** DROP EXPRESSION (PostgreSQL; of a stored column). */
export const expressions: Kinds<ExpressionChange> = {
  'drop expression': {
    phase: 'columns',
    destructive: false,
    reverse: () => null, // what was written since would be lost
    apply: ({ table, name }, schema) =>
      withTable(schema, table, (known) => withColumn(known, name, (column) => ({ ...column, generated: null }))),
    sql: (change, write) =>
      write.dialect === 'sqlite'
        ? write.unsupported(
            `making the generated column ${display(change.table)}.${change.name} a plain one`,
            'add a plain column, copy the values by op.batchUpdate, and drop the generated one',
          )
        : [{ sql: dropExpression(change, write) }],
    describe: ({ table, name }) => `drop expression of ${display(table)}.${name}`,
    render: (change) => ({ method: 'execute', args: [dropExpression(change, AS_TEXT)] }),
  },
};

function dropExpression({ table, name }: ExpressionChange, write: Names): string {
  return `ALTER TABLE ${write.name(table)} ALTER COLUMN ${write.quote(name)} DROP EXPRESSION`;
}
