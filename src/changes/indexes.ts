import { added, without, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Index, IndexPart } from '../model/schema.ts';
import { SqlText, type SqlWriter, type Statement } from '../model/statement.ts';
import { collationName, tableArgument } from './column-sql.ts';
import { dependenceSql } from './dependences.ts';
import type { Kinds } from './family.ts';
import { noteSql } from './notes.ts';

/** An index made or dropped. `concurrently`: without locking writers out, outside a transaction (PostgreSQL). */
export type IndexChange =
  | {
      readonly kind: 'create index';
      readonly table: QualifiedName;
      readonly index: Index;
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: 'drop index';
      readonly table: QualifiedName;
      readonly name: string;
      /** Null: the change does not know what it was. */
      readonly was: Index | null;
      readonly concurrently: boolean;
      readonly ifExists: boolean;
    };

/** CREATE INDEX and DROP INDEX. */
export const indexes: Kinds<IndexChange> = {
  'create index': {
    phase: 'add constraints',
    destructive: false,
    reverse: ({ table, index, concurrently }) => ({
      kind: 'drop index',
      table,
      name: index.name,
      was: index,
      concurrently,
      ifExists: false,
    }),
    apply: ({ table, index, ifNotExists }, schema) =>
      withTable(schema, table, (known) => {
        if (ifNotExists && known.indexes.some(({ name }) => name === index.name)) return known;
        return {
          ...known,
          indexes: added(known.indexes, index, ({ name }) => name === index.name, `index ${index.name}`),
        };
      }),
    sql: ({ table, index, concurrently, ifNotExists }, write) => {
      const online = concurrently && write.dialect === 'postgres';
      const sql = indexSql(
        table,
        index,
        write,
        `${online ? 'CONCURRENTLY ' : ''}${ifNotExists ? 'IF NOT EXISTS ' : ''}`,
      );
      const made = online ? { sql, leaves: write.name({ schema: table.schema, name: index.name }) } : { sql };
      return [made, ...indexNote(table, index, write)];
    },
    describe: ({ table, index }) => `create index ${index.name} on ${display(table)}`,
    render: ({ table, index, concurrently, ifNotExists }) => ({
      method: 'addIndex',
      args: [
        tableArgument(table),
        { ...indexArgument(index), ...(concurrently && { concurrently }), ...(ifNotExists && { ifNotExists }) },
      ],
    }),
  },
  'drop index': {
    phase: 'drop constraints',
    destructive: false,
    reverse: ({ table, was, concurrently }) =>
      was === null ? null : { kind: 'create index', table, index: was, concurrently, ifNotExists: false },
    apply: ({ table, name, ifExists }, schema) =>
      withTable(schema, table, (known) => ({
        ...known,
        indexes:
          ifExists && !known.indexes.some((index) => index.name === name)
            ? known.indexes
            : without(known.indexes, (index) => index.name === name, `index ${name} on ${display(table)}`),
      })),
    sql: ({ table, name, concurrently, ifExists }, write) => {
      const online = concurrently && write.dialect === 'postgres' ? 'CONCURRENTLY ' : '';
      return [
        { sql: `DROP INDEX ${online}${ifExists ? 'IF EXISTS ' : ''}${write.name({ schema: table.schema, name })}` },
      ];
    },
    describe: ({ table, name }) => `drop index ${name} on ${display(table)}`,
    render: ({ table, name, concurrently, ifExists }) => ({
      method: 'removeIndex',
      args: [tableArgument(table), name, { ...(concurrently && { concurrently }), ...(ifExists && { ifExists }) }],
    }),
  },
};

/** CREATE INDEX; `words` stand before its name. Throws UNSUPPORTED for what SQLite's indexes do not have. */
export function indexSql(table: QualifiedName, index: Index, write: SqlWriter, words = ''): string {
  const lite = write.dialect === 'sqlite';
  if (lite) refuseOnSqlite(index, write);
  const list = (names: readonly string[]) => names.map(write.quote).join(', ');
  return [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${words}${write.quote(index.name)} ON ${write.name(table)}`,
    index.method === null || lite ? '' : `USING ${index.method}`,
    `(${index.parts.map((part) => partSql(part, write)).join(', ')})`,
    index.include.length === 0 || lite ? '' : `INCLUDE (${list(index.include)})`,
    index.nullsNotDistinct ? 'NULLS NOT DISTINCT' : '',
    index.where === null ? '' : `WHERE ${index.where}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** What stands beside CREATE INDEX: the comment of an index, and the extensions that it depends on. */
export function indexNote(table: QualifiedName, own: Index, write: SqlWriter): readonly Statement[] {
  if (write.dialect === 'sqlite') return [];
  const { name, comment, dependsOn = [] } = own;
  return [
    ...(comment === undefined ? [] : [noteSql({ type: 'index', table, name }, comment, write)]),
    ...dependenceSql({ table, index: name, from: [], to: dependsOn }, write),
  ].map((sql) => ({ sql }));
}

// A method, an operator class and INCLUDE say how fast an index is, not what it means: they are left out.
function refuseOnSqlite(index: Index, write: SqlWriter): void {
  if (index.nullsNotDistinct)
    write.unsupported(`the index "${index.name}" with NULLS NOT DISTINCT`, "index an expression: coalesce(column, '')");
  if (index.parts.some(({ order, nulls }) => nulls !== null && nulls !== (order === 'DESC' ? 'LAST' : 'FIRST')))
    write.unsupported(`the order of NULLs in the index "${index.name}"`, 'leave NULLS FIRST or LAST out there');
}

function partSql({ column, expression, collation, opclass, order, nulls }: IndexPart, write: SqlWriter): string {
  const lite = write.dialect === 'sqlite';
  return [
    column === null ? `(${expression ?? ''})` : write.quote(column),
    collation === null ? '' : `COLLATE ${collationName(collation, write)}`,
    opclass === null || lite ? '' : opclass,
    order ?? '',
    nulls === null || lite ? '' : `NULLS ${nulls}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** An index as `addIndex` takes it. */
export function indexArgument(index: Index): Record<string, unknown> {
  const { name, unique, method, parts, include, where, nullsNotDistinct } = index;
  return {
    name,
    fields: parts.map(partArgument),
    ...(unique && { unique }),
    ...(method !== null && { using: method }),
    ...(include.length > 0 && { include }),
    ...(where !== null && { where: new SqlText(where) }),
    ...(nullsNotDistinct && { nullsNotDistinct }),
  };
}

function partArgument({ column, expression, collation, opclass, order, nulls }: IndexPart): unknown {
  const plain = collation === null && opclass === null && order === null && nulls === null;
  if (plain) return column ?? new SqlText(expression ?? '');
  return {
    ...(column === null ? { expression } : { name: column }),
    ...(collation !== null && { collate: collation }),
    ...(opclass !== null && { operator: opclass }),
    ...(order !== null && { order }),
    ...(nulls !== null && { nulls }),
  };
}
