import { createHash } from 'node:crypto';
import type { QualifiedName } from '../../model/names.ts';
import type { EnumType, Grants, SchemaObject, SchemaSnapshot } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import { printed } from './printing.ts';
import { type GrantRow, grantQueries, grantsOf } from './reflect-grants.ts';
import { type ObjectRow, objectQueries, objectsOf } from './reflect-objects.ts';
import { oneStatement, tableQueries } from './reflect-sql.ts';
import { type TableRows, tablesOf } from './reflect-tables.ts';
import { literal } from './state.ts';

interface Rows extends TableRows {
  readonly enums: readonly (QualifiedName & { readonly labels: readonly string[]; readonly comment: string | null })[];
  readonly objects: readonly ObjectRow[];
  readonly grants: readonly GrantRow[];
}

/**
 * The whole schema as PostgreSQL 13 to 18 has it, in two round trips however large it is. What belongs to extensions is left out. All SQL text is
 * what the database prints, whatever the settings of the session; they are as before afterwards, inside a transaction too.
 */
export async function reflect(db: Connection, options: ReflectOptions = {}): Promise<SchemaSnapshot> {
  const { schemas = null, without = [] } = options;
  const [about] = await db.query(
    `SELECT current_setting('server_version_num')::int AS version, current_schema()::text AS own,
  ARRAY(SELECT name FROM pg_prepared_statements WHERE name ~ '^windlass_') AS prepared,
  floor(log(2, pg_relation_size('pg_catalog.pg_attribute')))::text AS size`,
  );
  const version = Number(about?.version);
  const relativeTo = options.relativeTo === undefined ? ((about?.own ?? null) as string | null) : options.relativeTo;
  const queries = { ...tableQueries(version), enums: ENUMS, objects: objectQueries(version), grants: grantQueries() };
  const path = relativeTo === null ? "''" : literal(sqlName(relativeTo));
  const statement = oneStatement({ schemas, without, relativeTo }, queries);
  const statements = again(db, statement, {
    prepared: about?.prepared as readonly string[],
    size: String(about?.size),
  });
  const results = await printed(db, path, statements);
  return snapshotOf(JSON.parse(String(results.at(-1)?.[0]?.snapshot)) as Rows);
}

const asked = new WeakSet<Connection>();

// To plan the statement takes three times as long as to run it (18.4), and a plan without parameters is kept: who asks a second time will ask
// again. A plan for few tables is slow for many: it is made anew when the catalog has doubled.
function again(
  db: Connection,
  statement: string,
  { prepared, size }: { readonly prepared: readonly string[]; readonly size: string },
): readonly string[] {
  if (!asked.has(db)) {
    asked.add(db);
    return [statement];
  }
  const name = `windlass_${createHash('sha256').update(statement).digest('hex').slice(0, 32)}_${size}`;
  const execute = `EXECUTE ${name}`;
  return prepared.includes(name) ? [execute] : [`PREPARE ${name} AS ${statement}`, execute];
}

const sqlName = (name: string) => `"${name.replaceAll('"', '""')}"`;

const ENUMS = `
SELECT n.schema, t.typname AS name, d.description AS comment,
  ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace LEFT JOIN pg_description d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid
WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
ORDER BY n.schema NULLS FIRST, t.typname`;

function snapshotOf(rows: Rows): SchemaSnapshot {
  const enums: readonly EnumType[] = rows.enums.map(({ schema, name, labels, comment }) => ({
    name: { schema, name },
    labels,
    ...(comment !== null && { comment }),
  }));
  const objects: readonly SchemaObject[] = objectsOf(rows.objects);
  const grants: readonly Grants[] = grantsOf(rows.grants);
  return { tables: tablesOf(rows), enums, objects, grants };
}
