import type { QualifiedName } from '../../model/names.ts';
import type { SchemaSnapshot } from '../../model/schema.ts';

/** A schema and the one that stands in for it. */
export interface Home {
  readonly schema: string | null;
  readonly scratch: string;
  /** It is the session's own, whose names are given without it. */
  readonly own: boolean;
}

// The properties of a snapshot that hold SQL text, in which names may stand.
const TEXTS = new Set(['type', 'default', 'expression', 'collation', 'opclass', 'where', 'definition']);

/**
 * A snapshot of scratch schemas, reflected relative to the first, as the real ones would give it. What stood outside in the session's own schema
 * (types and functions of extensions, domains) loses that schema's name, as it has none there.
 */
export function inPlace(snapshot: SchemaSnapshot, homes: readonly Home[], own: string | null): SchemaSnapshot {
  const real = new Map<string, string | null>(homes.map((home) => [home.scratch, home.own ? null : home.schema]));
  if (own !== null && own !== 'pg_catalog') real.set(own, null);
  const text = (sql: string) => (sql.includes('.') ? renamed(sql, real) : sql);
  const walk = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return TEXTS.has(key) ? text(value) : value;
    if (Array.isArray(value)) return value.map((each) => walk(each));
    if (value === null || typeof value !== 'object') return value;
    if (isName(value)) return { ...value, schema: schemaOf(value.schema, real) };
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, name)]));
  };
  const objects = snapshot.objects.flatMap((object) => {
    const name = object.type === 'schema' ? real.get(object.name.name) : undefined;
    if (name === undefined) return [object];
    // every database has `public` from the start
    return name === null || name === 'public'
      ? []
      : [{ ...object, name: { schema: null, name }, definition: `CREATE SCHEMA ${written(name)}` }];
  });
  return walk({ ...snapshot, objects, grants: [] }) as SchemaSnapshot;
}

// As quote_ident has it, but for key words.
const written = (name: string) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

function schemaOf(schema: string | null, real: ReadonlyMap<string, string | null>): string | null {
  return schema === null ? null : real.has(schema) ? (real.get(schema) ?? null) : schema;
}

function isName(value: object): value is QualifiedName {
  const keys = Object.keys(value);
  return keys.length === 2 && 'schema' in value && 'name' in value;
}

// Names outside strings, and those that a string gives to regclass.
function renamed(sql: string, real: ReadonlyMap<string, string | null>): string {
  return sql.replace(/'((?:[^']|'')*)'(::regclass)?|[^']+/g, (piece, string?: string, cast?: string) => {
    if (string === undefined) return names(piece, real);
    return cast === undefined ? piece : `'${names(string, real)}'${cast}`;
  });
}

function names(text: string, real: ReadonlyMap<string, string | null>): string {
  return text.replace(/(?<![\w$."])("(?:[^"]|"")+"|[A-Za-z_][\w$]*)\./g, (whole, given: string) => {
    const schema = given.startsWith('"') ? given.slice(1, -1).replaceAll('""', '"') : given;
    if (!real.has(schema)) return whole;
    const name = real.get(schema) ?? null;
    if (name === null) return '';
    return `${written(name)}.`;
  });
}
