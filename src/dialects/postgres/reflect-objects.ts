import type { ObjectType, SchemaObject } from '../../model/schema.ts';
import { anyOwn, type Kind, type Kinds } from './kinds.ts';
import { GLOBAL_OBJECTS } from './reflect-global-sql.ts';
import { OBJECTS, type ObjectQuery } from './reflect-object-sql.ts';
import { notOfExtension } from './reflect-sql.ts';

/** A row of `objectQueries`. */
export interface ObjectRow {
  readonly type: ObjectType;
  readonly schema: string | null;
  readonly name: string;
  readonly on_schema: string | null;
  readonly on_table: string | null;
  readonly signature: string | null;
  readonly definition: string;
  readonly comment: string | null;
}

const ALL = [...OBJECTS, ...GLOBAL_OBJECTS].map((query, index) => ({ ...query, key: `object ${index}` }));

/** The types of objects that not every database has. */
export const OBJECT_KINDS: readonly Kind[] = ALL.flatMap(({ key, catalog, when = anyOwn(catalog) }) =>
  when === null ? [] : [{ key, present: when }],
);

/** The query of all objects of the types that there are; null: of all types. `version`: server_version_num. */
export function objectQueries(version: number, kinds: Kinds | null): string {
  return together(
    ALL.filter(({ since = 0, until = Infinity }) => version >= since && version < until).filter(
      ({ key, when }) => kinds === null || when === null || kinds.has(key),
    ),
  );
}

/** What is a relation, or goes with one and is gone with it: all else is no matter of tables. */
export const OF_RELATIONS: ReadonlySet<ObjectType> = new Set([
  ...(['sequence', 'view', 'materialized view', 'index', 'trigger', 'policy', 'rule', 'foreign table'] as const),
]);

/** The query of those alone. */
export function relationQueries(): string {
  return together(OBJECTS.filter(({ type }) => OF_RELATIONS.has(type)));
}

/** The query of sequences alone. */
export function sequenceQueries(): string {
  return together(OBJECTS.filter(({ type }) => type === 'sequence'));
}

function together(queries: readonly ObjectQuery[]): string {
  return queries
    .map(
      ({ type, catalog, sql }) => `
SELECT '${type}' AS type, o.schema, o.name, o.on_schema, o.on_table, o.signature, o.definition, d.description AS comment
FROM (SELECT schema::text, name::text, on_schema::text, on_table::text, signature::text, definition::text, id
  FROM (${sql}) AS s(id, schema, name, on_schema, on_table, signature, definition)
  WHERE ${notOfExtension(catalog, 'id')}) o
LEFT JOIN pg_description d ON d.classoid = '${catalog}'::regclass AND d.objoid = o.id AND d.objsubid = 0`,
    )
    .join('\nUNION ALL');
}

/** The objects, in an order that does not depend on the server's. */
export function objectsOf(rows: readonly ObjectRow[]): readonly SchemaObject[] {
  const objects = rows.map(
    ({ type, schema, name, on_schema, on_table, signature, definition, comment }): SchemaObject => ({
      type,
      name: { schema, name },
      table: on_table === null ? null : { schema: on_schema, name: on_table },
      signature,
      definition,
      ...(comment !== null && { comment }),
    }),
  );
  const key = ({ type, name, table, signature }: SchemaObject) =>
    [type, name.schema, name.name, table?.schema, table?.name, signature].join('\0');
  return objects
    .map((object) => [key(object), object] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([, object]) => object);
}
