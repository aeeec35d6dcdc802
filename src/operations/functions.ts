import type { QualifiedName } from '../model/names.ts';
import type { SqlWriter } from '../model/statement.ts';
import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { createObject, type DropOptions, dropObject, titled } from './objects.ts';

/** A function: the parts of CREATE FUNCTION, as SQL. */
export interface FunctionParts {
  /** `value integer, factor integer DEFAULT 2` */
  readonly arguments?: string;
  readonly returns: string;
  /** Default: plpgsql. */
  readonly language?: string;
  /** IMMUTABLE, STRICT, SECURITY DEFINER, … */
  readonly options?: string;
  readonly body: string;
}

/** The parts of a function, or its argument types and the whole statement. */
export type FunctionDefinition =
  | [parts: FunctionParts, options?: OperationOptions]
  | [signature: string, definition: string, options?: OperationOptions];

/** Functions (PostgreSQL). Sequelize's own form, with an array of parameters, stays: see sequelize/corrected.ts. */
export interface FunctionOperations {
  createFunction(name: TableArgument, ...definition: FunctionDefinition): Promise<void>;
  /** `signature`: the argument types, as DROP FUNCTION takes them. */
  dropFunction(name: TableArgument, signature?: string, options?: DropOptions): Promise<void>;
}

/** CREATE FUNCTION and DROP FUNCTION. */
export function functionOperations(context: OperationContext): FunctionOperations {
  return {
    createFunction: async (name, ...[first, second, third]) => {
      const own = titled('function', qualified(name));
      if (typeof first === 'string') return createObject(context, { ...own, signature: first }, String(second), third);
      const signature = argumentTypes(first.arguments ?? '');
      const sql = functionSql(own.name, first, context.write);
      return createObject(context, { ...own, signature }, sql, second as OperationOptions | undefined);
    },
    dropFunction: async (name, signature = '', options) =>
      dropObject(context, { ...titled('function', qualified(name)), signature }, options),
  };
}

// A body is quoted by a dollar tag that it does not hold (PostgreSQL manual, 4.1.2.4).
function functionSql(name: QualifiedName, parts: FunctionParts, write: SqlWriter): string {
  const { arguments: given = '', returns, language = 'plpgsql', options = '', body } = parts;
  let tag = '$body$';
  for (let at = 1; body.includes(tag); at += 1) tag = `$body${at}$`;
  const words = [`RETURNS ${returns}`, `LANGUAGE ${language}`, ...(options === '' ? [] : [options])];
  return `CREATE FUNCTION ${write.name(name)}(${given}) ${words.join(' ')} AS ${tag}${body}${tag}`;
}

// DROP FUNCTION takes the arguments with their names, but not their defaults.
function argumentTypes(given: string): string {
  return given.replace(/\s+(?:DEFAULT\s+|=\s*)(?:'(?:[^']|'')*'|\([^)]*\)|[^,])*/gi, '');
}
