import { withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Table } from '../model/schema.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';

/** Row-level security of a table: whether its policies count, and whether they count for its owner, too. `from` null: not known. */
export interface RowSecurityChange {
  readonly kind: 'set row security';
  readonly table: QualifiedName;
  readonly from: RowSecurity | null;
  readonly to: RowSecurity;
}

/** PostgreSQL manual, 5.9. */
export interface RowSecurity {
  readonly enabled: boolean;
  readonly forced: boolean;
}

/** ENABLE, DISABLE and FORCE ROW LEVEL SECURITY. */
export const rowSecurity: Kinds<RowSecurityChange> = {
  'set row security': {
    phase: 'create objects',
    destructive: false,
    reverse: ({ from, to, ...change }) => (from === null ? null : { ...change, from: to, to: from }),
    apply: ({ table, to }, schema) => withTable(schema, table, (known) => secured(known, to)),
    sql: ({ table, to }, write) => {
      if (write.dialect === 'sqlite')
        return write.unsupported(
          'row-level security',
          "set it on PostgreSQL only: if (op.sequelize.getDialect() === 'postgres') …",
        );
      const alter = `ALTER TABLE ${write.name(table)}`;
      return [
        { sql: `${alter} ${to.enabled ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY` },
        { sql: `${alter} ${to.forced ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY` },
      ];
    },
    describe: ({ table, to }) => `${to.enabled ? 'enable' : 'disable'} row security of ${display(table)}`,
    render: ({ table, to }) => ({ method: 'setRowSecurity', args: [tableArgument(table), to] }),
  },
};

function secured({ rowSecurity: _, ...table }: Table, to: RowSecurity): Table {
  return to.enabled || to.forced ? { ...table, rowSecurity: to } : table;
}
