import { withTable } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Partitioning, SchemaSnapshot, Table } from '../model/schema.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';

/** A table that begins or ceases to be a partition of another, or to inherit from others. Null: it belongs to none. */
export interface PartitionChange {
  readonly kind: 'set parents';
  readonly table: QualifiedName;
  readonly from: Partitioning | null;
  readonly to: Partitioning | null;
}

/** An index that becomes a part of the partitioned table's index of that name. */
export interface AttachChange {
  readonly kind: 'attach index';
  readonly table: QualifiedName;
  readonly index: string;
  readonly to: QualifiedName;
}

/** ALTER INDEX … ATTACH PARTITION (PostgreSQL): there is no way back. */
export const attachments: Kinds<AttachChange> = {
  'attach index': {
    phase: 'comments',
    destructive: false,
    reverse: () => null,
    apply: ({ table, index, to }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        indexes: known.indexes.map((own) => (own.name === index ? { ...own, partOf: to } : own)),
      })),
    sql: (change, write) =>
      write.dialect === 'sqlite'
        ? write.unsupported('a partition', 'one table holds all rows there')
        : [{ sql: attachment(change, write) }],
    describe: ({ index, to }) => `index ${index} becomes a part of ${display(to)}`,
    render: (change) => ({ method: 'execute', args: [attachment(change, AS_TEXT)] }),
  },
};

function attachment({ table, index, to }: AttachChange, write: Names): string {
  return `ALTER INDEX ${write.name(to)} ATTACH PARTITION ${write.name({ schema: table.schema, name: index })}`;
}

/** ATTACH and DETACH PARTITION, INHERIT and NO INHERIT (PostgreSQL). */
export const partitions: Kinds<PartitionChange> = {
  'set parents': {
    phase: 'columns',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ table, to }, schema) => withTable(schema, table, (known) => belonging(known, to, schema)),
    sql: (change, write) =>
      write.dialect === 'sqlite'
        ? write.unsupported('a partition', 'one table holds all rows there')
        : statements(change, write).map((sql) => ({ sql })),
    describe: ({ table, to }) =>
      to === null || to.parents.length === 0
        ? `${display(table)} belongs to no other table any more`
        : `${display(table)} belongs to ${to.parents.map(display).join(', ')}`,
    render: (change) => ({ method: 'execute', args: [statements(change, AS_TEXT).join(';\n')] }),
  },
};

function statements({ table, from, to }: PartitionChange, write: Names): readonly string[] {
  const own = write.name(table);
  const [before, after] = [from?.parents ?? [], to?.parents ?? []];
  const gone = before.filter((parent) => from?.bound != null || !after.some((other) => isSame(other, parent)));
  const fresh = after.filter((parent) => to?.bound != null || !before.some((other) => isSame(other, parent)));
  return [
    ...gone.map((parent) =>
      from?.bound != null
        ? `ALTER TABLE ${write.name(parent)} DETACH PARTITION ${own}`
        : `ALTER TABLE ${own} NO INHERIT ${write.name(parent)}`,
    ),
    ...fresh.map((parent) =>
      to?.bound != null
        ? `ALTER TABLE ${write.name(parent)} ATTACH PARTITION ${own} ${to.bound}`
        : `ALTER TABLE ${own} INHERIT ${write.name(parent)}`,
    ),
  ];
}

// The columns that the parents have, too, are theirs; after DETACH and NO INHERIT they are the table's own.
function belonging({ partitioning: _, ...table }: Table, to: Partitioning | null, { tables }: SchemaSnapshot): Table {
  const parents = tables.filter(({ name }) => to?.parents.some((parent) => isSame(parent, name)));
  const names = new Set(parents.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const columns = table.columns.map(({ inherited: _inherited, ...column }) => ({
    ...column,
    ...(names.has(column.name) && { inherited: true as const }),
  }));
  return { ...table, columns, ...(to !== null && { partitioning: to }) };
}
