import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';
import { createObject, type DropOptions, dropObject, titled, whole } from './objects.ts';

/** Sequences and extensions (PostgreSQL). On SQLite an extension is nothing. */
export interface SequenceOperations {
  /** `definition`: what follows the name (INCREMENT, START, OWNED BY …), or the whole statement. */
  createSequence(name: TableArgument, definition?: string, options?: OperationOptions): Promise<void>;
  dropSequence(name: TableArgument, options?: DropOptions): Promise<void>;
  /** `definition`: what follows the name (SCHEMA …, VERSION …), or the whole statement. */
  createExtension(name: string, definition?: string, options?: OperationOptions): Promise<void>;
  dropExtension(name: string, options?: DropOptions): Promise<void>;
}

/** CREATE and DROP of both. */
export function sequenceOperations(context: OperationContext): SequenceOperations {
  const create =
    (type: 'sequence' | 'extension') =>
    async (name: TableArgument, definition = '', options?: OperationOptions) => {
      const own = titled(type, qualified(name));
      await createObject(context, own, whole(type.toUpperCase(), own.name, definition, context.write), options);
    };
  const drop = (type: 'sequence' | 'extension') => async (name: TableArgument, options?: DropOptions) =>
    dropObject(context, titled(type, qualified(name)), options);
  return {
    createSequence: create('sequence'),
    dropSequence: drop('sequence'),
    createExtension: create('extension'),
    dropExtension: drop('extension'),
  };
}
