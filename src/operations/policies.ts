import type { QualifiedName } from '../model/names.ts';
import type { SqlWriter } from '../model/statement.ts';
import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { createObject, type DropOptions, dropObject, isWhole, titled } from './objects.ts';

/** A policy of row-level security: its parts, as SQL. */
export interface PolicyParts {
  readonly as?: 'PERMISSIVE' | 'RESTRICTIVE';
  readonly for?: 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
  /** Roles; default: PUBLIC. */
  readonly to?: string;
  readonly using?: string;
  readonly check?: string;
}

/** Policies (PostgreSQL). They count when row-level security is on: `setRowSecurity`. */
export interface PolicyOperations {
  /** `definition`: its parts, or the whole CREATE POLICY. */
  createPolicy(
    table: TableArgument,
    name: string,
    definition: string | PolicyParts,
    options?: OperationOptions,
  ): Promise<void>;
  dropPolicy(table: TableArgument, name: string, options?: DropOptions): Promise<void>;
}

/** CREATE POLICY and DROP POLICY. */
export function policyOperations(context: OperationContext): PolicyOperations {
  const title = (table: TableArgument, name: string) => titled('policy', qualified(name), qualified(table));
  return {
    createPolicy: async (table, name, given, options) =>
      createObject(context, title(table, name), policySql(name, qualified(table), given, context.write), options),
    dropPolicy: async (table, name, options) => dropObject(context, title(table, name), options),
  };
}

function policySql(name: string, table: QualifiedName, given: string | PolicyParts, write: SqlWriter): string {
  const create = `CREATE POLICY ${write.quote(name)} ON ${write.name(table)}`;
  if (typeof given === 'string') return isWhole(given) ? given : `${create} ${given}`;
  const { as, for: command, to, using, check } = given;
  return [
    create,
    ...(as === undefined ? [] : [`AS ${as}`]),
    ...(command === undefined ? [] : [`FOR ${command}`]),
    ...(to === undefined ? [] : [`TO ${to}`]),
    ...(using === undefined ? [] : [`USING (${using})`]),
    ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
  ].join(' ');
}
