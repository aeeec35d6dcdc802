import { display } from '../model/names.ts';
import type { ObjectType, SchemaObject } from '../model/schema.ts';
import type { DialectName } from '../model/statement.ts';
import type { Names } from './as-text.ts';

/** What an object is, without its text. */
export type Titled = Omit<SchemaObject, 'definition'>;

const BY_ARGUMENTS: ReadonlySet<ObjectType> = new Set(['function', 'procedure', 'aggregate', 'operator']);
const ON_TABLE: ReadonlySet<ObjectType> = new Set(['trigger', 'policy', 'rule']);

/** Whether a type of object has its name within its table, so that DROP must say ON which. */
export function isOnTable(type: ObjectType): boolean {
  return ON_TABLE.has(type);
}

/** Whether two objects have the same name, whatever they are made of. */
export function isSameObject(one: Titled, other: Titled): boolean {
  return title(one) === title(other);
}

/** An object in a sentence. */
export function title({ type, name, table, signature }: Titled): string {
  const on = table === null ? '' : ` on ${display(table)}`;
  return `${type} ${display(name)}${signature === null ? '' : `(${signature})`}${on}`;
}

/** An object as COMMENT ON has it: `VIEW "guests"`, `TRIGGER "stamped" ON "booking"`, `FUNCTION "twice"(integer)`. */
export function target(object: Titled, write: Writing): string {
  return targetWords(object, write).join(' ');
}

/** The two halves of that, between which DROP has IF EXISTS. */
export function targetWords(object: Titled, write: Writing): readonly [type: string, name: string] {
  return [object.type === 'virtual table' ? 'TABLE' : object.type.toUpperCase(), named(object, write)];
}

type Writing = Names & { readonly dialect?: DialectName };

function named({ type, name, table, signature }: Titled, write: Writing): string {
  if (type === 'operator') return `${operatorName(name.schema, name.name, write)}(${signature ?? ''})`;
  if (BY_ARGUMENTS.has(type)) return `${write.name(name)}(${signature ?? ''})`;
  // `text AS pair`, `english FOR …`: words of SQL, not one name
  if (type === 'cast' || type === 'transform') return `(${name.name})`;
  if (type === 'user mapping') return `FOR ${name.name.replace(/ on (\S+)$/, ' SERVER $1')}`;
  if (type === 'operator class' || type === 'operator family') return `${write.name(name)} USING ${signature ?? ''}`;
  if (table === null || write.dialect === 'sqlite' || !ON_TABLE.has(type)) return write.name(name);
  return `${write.quote(name.name)} ON ${write.name(table)}`;
}

// An operator's own name takes no quotes (manual, 4.1.3).
function operatorName(schema: string | null, name: string, write: Names): string {
  return schema === null ? name : `${write.quote(schema)}.${name}`;
}
