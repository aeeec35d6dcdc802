import { type OperationContext, type OperationOptions, qualified } from './context.ts';
import { createObject, type DropOptions, dropObject, titled } from './objects.ts';

/** Schemas (PostgreSQL). SQLite has none: the name becomes part of the table's, and these do nothing. */
export interface NamespaceOperations {
  createSchema(name: string, options?: OperationOptions): Promise<void>;
  /** With everything in it, and without an error when it is not there, as Sequelize does it, unless the options say otherwise. */
  dropSchema(name: string, options?: DropOptions): Promise<void>;
}

/** CREATE SCHEMA and DROP SCHEMA. */
export function namespaceOperations(context: OperationContext): NamespaceOperations {
  const title = (name: string) => titled('schema', qualified(name));
  return {
    createSchema: async (name, options) =>
      createObject(context, title(name), `CREATE SCHEMA ${context.write.quote(name)}`, options),
    dropSchema: async (name, options = {}) =>
      dropObject(context, title(name), { ifExists: true, cascade: true, ...options }),
  };
}
