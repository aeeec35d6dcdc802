import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { createObject, type DropOptions, dropObject, isWhole, titled } from './objects.ts';

/** A view's own options. `replace`: CREATE OR REPLACE (PostgreSQL). */
export interface ViewOptions extends OperationOptions {
  readonly materialized?: boolean;
  readonly replace?: boolean;
}

/** Views and materialized views. */
export interface ViewOperations {
  /** `select`: the query, or the whole CREATE VIEW. */
  createView(name: TableArgument, select: string, options?: ViewOptions): Promise<void>;
  dropView(name: TableArgument, options?: DropOptions & { readonly materialized?: boolean }): Promise<void>;
}

/** CREATE VIEW and DROP VIEW. */
export function viewOperations(context: OperationContext): ViewOperations {
  const title = (name: TableArgument, materialized = false) =>
    titled(materialized ? 'materialized view' : 'view', qualified(name));
  return {
    createView: async (name, select, options = {}) => {
      const own = title(name, options.materialized);
      const replace = options.replace === true && own.type === 'view' ? 'OR REPLACE ' : '';
      const sql = `CREATE ${replace}${own.type.toUpperCase()} ${context.write.name(own.name)} AS ${select}`;
      await createObject(context, own, isWhole(select) ? select : sql, options);
    },
    dropView: async (name, options = {}) => dropObject(context, title(name, options.materialized), options),
  };
}
