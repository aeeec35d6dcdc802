import { withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Column } from '../model/schema.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';

/** The columns of a table in another order. Columns that `to` does not name stand behind, as they did. */
export interface ColumnOrderChange {
  readonly kind: 'set column order';
  readonly table: QualifiedName;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** A rebuild on SQLite; PostgreSQL cannot. */
export const columnOrder: Kinds<ColumnOrderChange> = {
  'set column order': {
    phase: 'columns',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ table, to }, schema) =>
      withTable(schema, table, (known) => ({ ...known, columns: ordered(known.columns, to) })),
    sql: ({ table, to }, write) =>
      write.dialect === 'sqlite'
        ? [write.alter(table, { kind: 'set order', columns: to })]
        : write.unsupported('another order of columns', 'leave it: columns are found by their names'),
    describe: ({ table, to }) => `order the columns of ${display(table)}: ${to.join(', ')}`,
    render: ({ table, to }) => ({ method: 'setColumnOrder', args: [tableArgument(table), to] }),
  },
};

function ordered(columns: readonly Column[], names: readonly string[]): readonly Column[] {
  const place = new Map(names.map((name, at) => [name, at]));
  const at = ({ name }: Column) => place.get(name) ?? names.length;
  return [...columns].sort((one, other) => at(one) - at(other));
}
