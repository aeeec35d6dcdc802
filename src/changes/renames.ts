import { replaced, withColumn, withTable } from '../model/edit.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Constraint, Grants, Index, SchemaSnapshot, Table } from '../model/schema.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';

/** Something with a new name and the same content. */
export type RenameChange =
  | { readonly kind: 'rename table'; readonly from: QualifiedName; readonly to: QualifiedName }
  | { readonly kind: 'rename column'; readonly table: QualifiedName; readonly from: string; readonly to: string }
  | { readonly kind: 'rename index'; readonly table: QualifiedName; readonly from: string; readonly to: string }
  | { readonly kind: 'rename constraint'; readonly table: QualifiedName; readonly from: string; readonly to: string }
  | { readonly kind: 'rename enum'; readonly from: QualifiedName; readonly to: QualifiedName };

/** RENAME, of whatever has a name. */
export const renames: Kinds<RenameChange> = {
  'rename table': {
    phase: 'rename',
    destructive: false,
    reverse: ({ from, to }) => ({ kind: 'rename table', from: to, to: from }),
    apply: ({ from, to }, schema) => renameTable(schema, from, to),
    sql: ({ from, to }, write) => [{ sql: `ALTER TABLE ${write.name(from)} RENAME TO ${write.quote(to.name)}` }],
    describe: ({ from, to }) => `rename table ${display(from)} to ${display(to)}`,
    render: ({ from, to }) => ({ method: 'renameTable', args: [tableArgument(from), tableArgument(to)] }),
  },
  'rename column': {
    phase: 'rename',
    destructive: false,
    reverse: ({ table, from, to }) => ({ kind: 'rename column', table, from: to, to: from }),
    apply: ({ table, from, to }, schema) => renameColumn(schema, table, from, to),
    sql: ({ table, from, to }, write) => [
      { sql: `ALTER TABLE ${write.name(table)} RENAME COLUMN ${write.quote(from)} TO ${write.quote(to)}` },
    ],
    describe: ({ table, from, to }) => `rename column ${from} of ${display(table)} to ${to}`,
    render: ({ table, from, to }) => ({ method: 'renameColumn', args: [tableArgument(table), from, to] }),
  },
  'rename index': {
    phase: 'rename',
    destructive: false,
    reverse: ({ table, from, to }) => ({ kind: 'rename index', table, from: to, to: from }),
    apply: ({ table, from, to }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        indexes: replaced(
          known.indexes,
          ({ name }) => name === from,
          (index) => ({ ...index, name: to }),
          `index ${from}`,
        ),
      })),
    sql: ({ table, from, to }, write) => [
      { sql: `ALTER INDEX ${write.name({ schema: table.schema, name: from })} RENAME TO ${write.quote(to)}` },
    ],
    describe: ({ table, from, to }) => `rename index ${from} of ${display(table)} to ${to}`,
    render: ({ table, from, to }) => ({ method: 'renameIndex', args: [tableArgument(table), from, to] }),
  },
  'rename constraint': {
    phase: 'rename',
    destructive: false,
    reverse: ({ table, from, to }) => ({ kind: 'rename constraint', table, from: to, to: from }),
    apply: ({ table, from, to }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        constraints: replaced(
          known.constraints,
          ({ name }) => name === from,
          (own) => ({ ...own, name: to }),
          `constraint ${from}`,
        ),
      })),
    sql: ({ table, from, to }, write) => [write.alter(table, { kind: 'rename constraint', from, to })],
    describe: ({ table, from, to }) => `rename constraint ${from} of ${display(table)} to ${to}`,
    render: ({ table, from, to }) => ({ method: 'renameConstraint', args: [tableArgument(table), from, to] }),
  },
  'rename enum': {
    phase: 'rename',
    destructive: false,
    reverse: ({ from, to }) => ({ kind: 'rename enum', from: to, to: from }),
    apply: ({ from, to }, schema) => ({
      ...schema,
      enums: replaced(
        schema.enums,
        ({ name }) => isSame(name, from),
        (type) => ({ ...type, name: to }),
        `type ${display(from)}`,
      ),
    }),
    sql: ({ from, to }, write) =>
      write.dialect === 'sqlite' ? [] : [{ sql: `ALTER TYPE ${write.name(from)} RENAME TO ${write.quote(to.name)}` }],
    describe: ({ from, to }) => `rename enum ${display(from)} to ${display(to)}`,
    render: ({ from, to }) => ({ method: 'renameEnum', args: [tableArgument(from), tableArgument(to)] }),
  },
};

function renameTable(schema: SchemaSnapshot, from: QualifiedName, to: QualifiedName): SchemaSnapshot {
  const renamed = withTable(schema, from, (table) => ({ ...table, name: to }));
  const own = { ...renamed, tables: renamed.tables.map((table) => withParent(table, from, to)) };
  const objects = own.objects.map((object) =>
    object.table !== null && isSame(object.table, from) ? { ...object, table: to } : object,
  );
  const isOf = ({ on, name }: Grants) => (on === 'table' || on === 'column') && isSame(name, from);
  const grants = own.grants?.map((held) => (isOf(held) ? { ...held, name: to } : held));
  return withReferences({ ...own, objects, ...(grants !== undefined && { grants }) }, (key) =>
    isSame(key.references.table, from) ? { ...key, references: { ...key.references, table: to } } : key,
  );
}

function withParent(table: Table, from: QualifiedName, to: QualifiedName): Table {
  const { partitioning } = table;
  if (partitioning?.parents.some((parent) => isSame(parent, from)) !== true) return table;
  const parents = partitioning.parents.map((parent) => (isSame(parent, from) ? to : parent));
  return { ...table, partitioning: { ...partitioning, parents } };
}

// Keys, indexes and the foreign keys of other tables follow the column; expressions are text that the database rewrites itself.
function renameColumn(schema: SchemaSnapshot, name: QualifiedName, from: string, to: string): SchemaSnapshot {
  const isHeir = ({ partitioning, columns }: Table) =>
    partitioning?.parents.some((parent) => isSame(parent, name)) === true &&
    columns.some((column) => column.name === from && column.inherited === true);
  return schema.tables
    .filter(isHeir)
    .reduce((now, heir) => renameColumn(now, heir.name, from, to), renameOwnColumn(schema, name, from, to));
}

function renameOwnColumn(schema: SchemaSnapshot, name: QualifiedName, from: string, to: string): SchemaSnapshot {
  const list = (columns: readonly string[]) => columns.map((column) => (column === from ? to : column));
  const ownColumns = (constraint: Constraint): Constraint =>
    'columns' in constraint ? { ...constraint, columns: list(constraint.columns) } : constraint;
  const indexed = (index: Index): Index => ({
    ...index,
    include: list(index.include),
    parts: index.parts.map((part) => (part.column === from ? { ...part, column: to } : part)),
  });
  const own = withTable(schema, name, (table) => {
    const renamed = withColumn(table, from, (column) => ({ ...column, name: to }));
    return { ...renamed, constraints: table.constraints.map(ownColumns), indexes: table.indexes.map(indexed) };
  });
  const isOf = (held: Grants) => held.on === 'column' && held.column === from && isSame(held.name, name);
  const grants = schema.grants?.map((held) => (isOf(held) ? { ...held, column: to } : held));
  return withReferences({ ...own, ...(grants !== undefined && { grants }) }, (key) => {
    const { table, columns } = key.references;
    return isSame(table, name) ? { ...key, references: { table, columns: list(columns) } } : key;
  });
}

type Key = Extract<Constraint, { kind: 'foreign key' }>;

function withReferences(schema: SchemaSnapshot, edit: (key: Key) => Key): SchemaSnapshot {
  const constraint = (own: Constraint) => (own.kind === 'foreign key' ? edit(own) : own);
  const tables: readonly Table[] = schema.tables.map((table) => ({
    ...table,
    constraints: table.constraints.map(constraint),
  }));
  return { ...schema, tables };
}
