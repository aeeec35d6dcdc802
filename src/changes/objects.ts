import { added, without } from '../model/edit.ts';
import type { ObjectType, OtherObjectType, SchemaObject } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';
import { AS_TEXT, type Names } from './as-text.ts';
import { tableArgument } from './column-sql.ts';
import type { Kinds } from './family.ts';
import { noteSql } from './notes.ts';
import { isOnTable, isSameObject, type Titled, targetWords, title } from './object-names.ts';
import { isNoteAlone, undoneBy } from './undone.ts';

/** A view, function, trigger … made or dropped, kept as the text that makes it. `definition` null: what it was is not known. */
export type ObjectChange =
  | { readonly kind: 'create object'; readonly object: SchemaObject }
  | {
      readonly kind: 'drop object';
      readonly object: Omit<SchemaObject, 'definition'> & { readonly definition: string | null };
      readonly ifExists: boolean;
      readonly cascade: boolean;
    };

type Manner = 'same' | 'nothing' | 'unsupported';

/** The methods of `op` for each type, and what SQLite makes of it: the same, nothing because nothing is lost by it, UNSUPPORTED. */
const TYPES: Readonly<
  Record<Exclude<ObjectType, OtherObjectType>, { readonly method: string; readonly sqlite: Manner }>
> = {
  schema: { method: 'Schema', sqlite: 'nothing' },
  extension: { method: 'Extension', sqlite: 'nothing' },
  sequence: { method: 'Sequence', sqlite: 'unsupported' },
  view: { method: 'View', sqlite: 'same' },
  'materialized view': { method: 'View', sqlite: 'unsupported' },
  function: { method: 'Function', sqlite: 'unsupported' },
  trigger: { method: 'Trigger', sqlite: 'same' },
  policy: { method: 'Policy', sqlite: 'unsupported' },
};

const OTHERS_OF_SQLITE: ReadonlySet<ObjectType> = new Set(['virtual table', 'table', 'index']);

// Others are made by their text alone.
function manner(type: ObjectType): { readonly method: string | null; readonly sqlite: Manner } {
  if (type in TYPES) return TYPES[type as keyof typeof TYPES];
  return { method: null, sqlite: OTHERS_OF_SQLITE.has(type) ? 'same' : 'unsupported' };
}

/** CREATE and DROP of what no model can express. */
export const objects: Kinds<ObjectChange> = {
  'create object': {
    phase: 'create objects',
    destructive: false,
    reverse: ({ object }) => ({ kind: 'drop object', object, ifExists: false, cascade: false }),
    apply: ({ object }, schema) => ({
      ...schema,
      objects: added(schema.objects, object, (other) => isSameObject(other, object), title(object)),
    }),
    sql: ({ object }, write) => {
      if (isNothing(object.type, write)) return [];
      const { comment } = object;
      const noted = comment === undefined || write.dialect === 'sqlite' ? [] : [comment];
      return [
        { sql: object.definition },
        ...noted.map((text) => ({ sql: noteSql({ type: 'object', object }, text, write) })),
      ];
    },
    describe: ({ object }) => `create ${title(object)}`,
    render: ({ object }) => {
      const { method } = manner(object.type);
      if (method === null || isNoteAlone(object)) return { method: 'execute', args: [object.definition] };
      const materialized = object.type === 'materialized view' ? [{ materialized: true }] : [];
      return { method: `create${method}`, args: [...nameArguments(object), object.definition, ...materialized] };
    },
  },
  'drop object': {
    phase: 'drop objects',
    destructive: false,
    reverse: ({ object: { definition, ...object } }) =>
      definition === null ? null : { kind: 'create object', object: { ...object, definition } },
    apply: ({ object, ifExists }, schema) => {
      if (ifExists && !schema.objects.some((other) => isSameObject(other, object))) return schema;
      return { ...schema, objects: without(schema.objects, (other) => isSameObject(other, object), title(object)) };
    },
    sql: ({ object, ifExists, cascade }, write) => {
      if (isNothing(object.type, write)) return [];
      return dropSql(object, { ifExists, cascade }, write).map((sql) => ({ sql }));
    },
    describe: ({ object }) => `drop ${title(object)}`,
    render: ({ object, ifExists, cascade }) => {
      const { method } = manner(object.type);
      if (method === null || isNoteAlone(object))
        return { method: 'execute', args: [dropSql(object, { ifExists, cascade }, AS_TEXT).join(';\n')] };
      const options = {
        ...(object.type === 'materialized view' && { materialized: true }),
        ...(ifExists && { ifExists }),
        ...(cascade && { cascade }),
      };
      return { method: `drop${method}`, args: [...nameArguments(object), options] };
    },
  },
};

function dropSql(
  object: Titled & { readonly definition: string | null },
  how: { ifExists: boolean; cascade: boolean },
  write: Names & Pick<SqlWriter, 'dialect'>,
): readonly string[] {
  const undone = object.definition === null ? null : undoneBy({ ...object, definition: object.definition });
  if (undone !== null) return undone;
  const [type, name] = targetWords(object, write);
  const words = ['DROP', type, ...(how.ifExists ? ['IF EXISTS'] : []), name];
  return [[...words, ...(how.cascade && write.dialect === 'postgres' ? ['CASCADE'] : [])].join(' ')];
}

function nameArguments({ type, name, table, signature }: Titled): readonly unknown[] {
  const own = tableArgument(name);
  if (table !== null && isOnTable(type)) return [tableArgument(table), name.name];
  return signature === null ? [own] : [own, signature];
}

// Whether nothing is to be done for it on this database. Throws UNSUPPORTED.
function isNothing(type: ObjectType, write: SqlWriter): boolean {
  const { sqlite } = manner(type);
  if (write.dialect === 'postgres' || sqlite === 'same') return false;
  if (sqlite === 'nothing') return true;
  return write.unsupported(`a ${type}`, "make it on PostgreSQL only: if (op.sequelize.getDialect() === 'postgres') …");
}
