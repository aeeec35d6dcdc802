import { replaced, withEnum, withTable } from '../model/edit.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { SchemaObject, SchemaSnapshot } from '../model/schema.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import type { Kinds } from './family.ts';
import { isSameObject, type Titled, target, title } from './object-names.ts';

/** What a comment stands on beside tables and columns (`set comment`): an index or a constraint of a table, an enum type, an object. */
export type Noted =
  | { readonly type: 'index' | 'constraint'; readonly table: QualifiedName; readonly name: string }
  | { readonly type: 'enum'; readonly name: QualifiedName }
  | { readonly type: 'object'; readonly object: Titled };

/** Such a comment set, or taken away (`to` null). */
export interface NoteChange {
  readonly kind: 'set note';
  readonly on: Noted;
  readonly from: string | null;
  readonly to: string | null;
}

/** COMMENT ON whatever is no table and no column (PostgreSQL). SQLite has no comments: nothing is done there. */
export const notes: Kinds<NoteChange> = {
  'set note': {
    phase: 'comments',
    destructive: false,
    reverse: ({ from, to, ...change }) => ({ ...change, from: to, to: from }),
    apply: ({ on, to }, schema) => noted(schema, on, to),
    sql: ({ on, to }, write) => (write.dialect === 'sqlite' ? [] : [{ sql: noteSql(on, to, write) }]),
    describe: ({ on, to }) => `${to === null ? 'drop' : 'set'} comment on ${place(on)}`,
    render: ({ on, to }) => ({ method: 'execute', args: [noteSql(on, to, AS_TEXT)] }),
  },
};

/** COMMENT ON … IS …; null takes it away. */
export function noteSql(on: Noted, text: string | null, write: Names): string {
  return `COMMENT ON ${targetOf(on, write)} IS ${text === null ? 'NULL' : write.literal(text)}`;
}

function targetOf(on: Noted, write: Names): string {
  switch (on.type) {
    case 'index':
      return `INDEX ${write.name({ schema: on.table.schema, name: on.name })}`;
    case 'constraint':
      return `CONSTRAINT ${write.quote(on.name)} ON ${write.name(on.table)}`;
    case 'enum':
      return `TYPE ${write.name(on.name)}`;
    case 'object':
      return target(on.object, write);
  }
}

function place(on: Noted): string {
  if (on.type === 'object') return title(on.object);
  return on.type === 'enum' ? `enum ${display(on.name)}` : `${on.type} ${on.name} of ${display(on.table)}`;
}

type Commented = { readonly comment?: string | null };

function withNote<T extends Commented>({ comment: _, ...rest }: T, text: string | null): T {
  return { ...rest, ...(text !== null && { comment: text }) } as T;
}

function noted(schema: SchemaSnapshot, on: Noted, text: string | null): SchemaSnapshot {
  if (on.type === 'enum') return withEnum(schema, on.name, (type) => withNote(type, text));
  if (on.type === 'object') {
    const same = (other: SchemaObject) => isSameObject(other, on.object);
    return { ...schema, objects: replaced(schema.objects, same, (own) => withNote(own, text), title(on.object)) };
  }
  const named = ({ name }: { readonly name: string | null }) => name === on.name;
  return withTable(schema, on.table, (table) =>
    on.type === 'index'
      ? { ...table, indexes: replaced(table.indexes, named, (own) => withNote(own, text), `index ${on.name}`) }
      : {
          ...table,
          constraints: replaced(table.constraints, named, (own) => withNote(own, text), `constraint ${on.name}`),
        },
  );
}
