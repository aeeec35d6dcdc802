import type { QualifiedName } from './names.ts';
import { objectName } from './not-null.ts';
import type { Column, SchemaObject } from './schema.ts';

/** Whether a column brings a sequence along (PostgreSQL). */
export function counts({ identity }: Column): boolean {
  return identity !== null && identity !== 'autoincrement';
}

const TYPES: readonly (readonly [RegExp, type: string, max: string])[] = [
  [/^(?:bigint|int8)$/i, 'bigint', '9223372036854775807'],
  [/^(?:smallint|int2)$/i, 'smallint', '32767'],
  [/^/, 'integer', '2147483647'],
];

/** The sequence that PostgreSQL makes for a serial or an identity (manual, 8.1.4); `unlogged`: of an UNLOGGED table (since 15). */
export function sequenceOf(table: QualifiedName, column: Column, unlogged = false): SchemaObject {
  const name = { schema: table.schema, name: objectName(table.name, column.name, 'seq') };
  const [, type, max] = TYPES.find(([pattern]) => pattern.test(column.type)) ?? ['', 'integer', '2147483647'];
  const options = column.sequence ?? `INCREMENT BY 1 MINVALUE 1 MAXVALUE ${max} START WITH 1 CACHE 1`;
  const owner = `${whole(table)}.${shown(column.name)}`;
  const definition = `CREATE ${unlogged ? 'UNLOGGED ' : ''}SEQUENCE ${whole(name)} AS ${type} ${options} OWNED BY ${owner}`;
  return { type: 'sequence', name, table, signature: null, definition };
}

const whole = ({ schema, name }: QualifiedName) => (schema === null ? shown(name) : `${shown(schema)}.${shown(name)}`);
// PostgreSQL leaves the quotes out where they say nothing; those of keywords are not known here
const shown = (name: string) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

/** The column that owns a sequence, or null. */
export function ownerOf({ type, table, definition }: SchemaObject): string | null {
  if (type !== 'sequence' || table === null) return null;
  const [, quoted, plain] = / OWNED BY (?:.*\.)?(?:"((?:[^"]|"")*)"|([^".]+))$/.exec(definition) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain ?? null;
}
