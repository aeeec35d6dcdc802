import type { QualifiedName } from '../model/names.ts';
import type { ObjectType, SchemaObject } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';
import type { OperationContext, OperationOptions } from './context.ts';

/** How an object is dropped. */
export interface DropOptions extends OperationOptions {
  readonly ifExists?: boolean;
  readonly cascade?: boolean;
}

/** An object without the text that makes it. */
export type ObjectTitle = Omit<SchemaObject, 'definition'>;

/** An object's type and name. */
export function titled(type: ObjectType, name: QualifiedName, table: QualifiedName | null = null): ObjectTitle {
  return { type, name, table, signature: null };
}

/** Makes an object from the statement that creates it. */
export async function createObject(
  context: OperationContext,
  title: ObjectTitle,
  definition: string,
  options?: OperationOptions,
): Promise<void> {
  await context.make([{ kind: 'create object', object: { ...title, definition } }], options);
}

/** Drops an object. */
export async function dropObject(
  context: OperationContext,
  title: ObjectTitle,
  options: DropOptions = {},
): Promise<void> {
  const { ifExists = false, cascade = false } = options;
  await context.make([{ kind: 'drop object', object: { ...title, definition: null }, ifExists, cascade }], options);
}

/** Whether a text is the whole statement that creates something, as the database prints it. */
export function isWhole(text: string): boolean {
  return /^\s*CREATE\s/i.test(text);
}

/** `CREATE <kind> <name> <definition>`, or the definition itself when it is whole. */
export function whole(kind: string, name: QualifiedName, definition: string, write: SqlWriter): string {
  return isWhole(definition) ? definition : `CREATE ${kind} ${write.name(name)} ${definition}`.trim();
}
