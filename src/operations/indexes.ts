import type { SchemaChange } from '../changes/index.ts';
import { is, nameOf, sameName, tokensOf } from '../dialects/sqlite/ddl/tokens.ts';
import type { QualifiedName } from '../model/names.ts';
import { dotted, type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { type IndexField, type IndexOptions, indexOf } from './index-words.ts';

/** What `removeIndex` takes. Without `ifExists` an index that is not there is an error. */
export interface RemoveIndexOptions extends OperationOptions {
  readonly concurrently?: boolean;
  readonly ifExists?: boolean;
}

/** The operations on indexes. */
export interface IndexOperations {
  addIndex(
    table: TableArgument,
    fields: readonly IndexField[] | IndexOptions,
    options?: IndexOptions | string,
    rawTable?: string,
  ): Promise<void>;
  removeIndex(table: TableArgument, index: string | readonly string[], options?: RemoveIndexOptions): Promise<void>;
  renameIndex(table: TableArgument, before: string, after: string, options?: OperationOptions): Promise<void>;
}

/** `addIndex` says everything that CREATE INDEX can; `removeIndex` fails when there is no such index. */
export function indexOperations(context: OperationContext): IndexOperations {
  const { write, words } = context;
  return {
    addIndex: async (table, fields, options, rawTable) => {
      const own = Array.isArray(fields) ? { ...(options as IndexOptions), fields } : (fields as IndexOptions);
      const raw = Array.isArray(fields) ? rawTable : (options as string | undefined);
      const name = await dotted(table, context);
      const index = indexOf(name, own, words, raw === undefined ? name : qualified(raw));
      const { concurrently = false, ifNotExists = false } = own;
      await context.make([{ kind: 'create index', table: name, index, concurrently, ifNotExists }], own);
    },
    removeIndex: async (table, index, options = {}) => {
      const own = await dotted(table, context);
      const name = typeof index === 'string' ? index : words.indexName(own, index);
      const { concurrently = false, ifExists = false } = options;
      await context.make([{ kind: 'drop index', table: own, name, was: null, concurrently, ifExists }], options);
    },
    renameIndex: async (table, from, to, options) => {
      const name = await dotted(table, context);
      const changes: readonly SchemaChange[] =
        write.dialect === 'postgres'
          ? [{ kind: 'rename index', table: name, from, to }]
          : await madeAgain(context, name, from, to);
      await context.make(changes, options);
    },
  };
}

// SQLite has no ALTER INDEX: the index is made again from its own text.
async function madeAgain(
  { ask, write }: OperationContext,
  table: QualifiedName,
  from: string,
  to: string,
): Promise<readonly SchemaChange[]> {
  const [row] = await ask(
    `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name = ${write.literal(from)} COLLATE NOCASE AND sql IS NOT NULL`,
  );
  if (row === undefined) throw new Error(`there is no index "${from}" on "${table.name}"`);
  const sql = String(row.sql);
  const on = tokensOf(sql).findIndex((token) => is(token, 'ON'));
  const name = tokensOf(sql)[on - 1];
  if (name === undefined || !sameName(nameOf(name), from))
    throw new Error(`the text of the index "${from}" is not understood: ${sql}`);
  return [
    { kind: 'execute', up: `DROP INDEX ${write.quote(String(row.name))}`, down: null },
    { kind: 'execute', up: sql.slice(0, name.start) + write.quote(to) + sql.slice(name.end), down: null },
  ];
}
