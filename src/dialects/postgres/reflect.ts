import type { QualifiedName } from '../../model/names.ts';
import type { EnumType, Grants, SchemaObject, SchemaSnapshot } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import { byKeptPlan, FACTS, remembered, type SessionFacts } from './kept-plan.ts';
import { type Kinds, presentOf } from './kinds.ts';
import { printed } from './printing.ts';
import { GRANT_KINDS, type GrantRow, grantQueries, grantsOf, relationGrants } from './reflect-grants.ts';
import {
  OBJECT_KINDS,
  type ObjectRow,
  objectQueries,
  objectsOf,
  relationQueries,
  sequenceQueries,
} from './reflect-objects.ts';
import { oneStatement, type Scope, tableQueries } from './reflect-sql.ts';
import { type TableRows, tablesOf } from './reflect-tables.ts';
import { literal } from './state.ts';

interface Rows extends TableRows {
  readonly enums: readonly (QualifiedName & { readonly labels: readonly string[]; readonly comment: string | null })[];
  readonly objects: readonly ObjectRow[];
  readonly grants: readonly GrantRow[];
  readonly kinds?: readonly { readonly keys: readonly string[] }[];
}

/**
 * The whole schema as PostgreSQL 13 to 18 has it, in two round trips however large it is. What belongs to extensions is left out. All SQL text is
 * what the database prints, whatever the settings of the session; they are as before afterwards, inside a transaction too.
 */
export async function reflect(db: Connection, options: ReflectOptions = {}): Promise<SchemaSnapshot> {
  const [first] = await db.query(`SELECT ${FACTS}::text AS facts, ${PRESENT}::text AS kinds`);
  const facts = remembered(db, JSON.parse(String(first?.facts)) as SessionFacts);
  for (let kinds = new Set(JSON.parse(String(first?.kinds)) as readonly string[]); ; ) {
    const queries = { ...queriesOf(facts, ofKinds(kinds)), kinds: `SELECT ${PRESENT} AS keys` };
    const statement = oneStatement(scopeOf(options, facts), queries);
    const rows = await answered(db, options, facts, again(db, statement, facts));
    const there = new Set(rows.kinds?.[0]?.keys);
    if ([...there].every((key) => kinds.has(key))) return snapshotOf(rows);
    kinds = there; // somebody has made the first of its kind meanwhile
  }
}

/** Which relations, and what of them. */
export interface Part {
  readonly oids: readonly number[];
  /** Also everything that is no relation. */
  readonly globals: boolean;
  /** They are tables and sequences without rights, triggers, policies and rules: the shorter query is enough. */
  readonly plain: boolean;
}

/** Some relations, with all that goes with them. */
export async function reflectPart(
  db: Connection,
  options: ReflectOptions,
  facts: SessionFacts,
  { oids, globals, plain }: Part,
): Promise<SchemaSnapshot> {
  const queries = queriesOf(facts, globals ? OF_ALL : plain ? OF_TABLES : OF_RELATIONS);
  const statement = oneStatement({ ...scopeOf(options, facts), some: true }, queries);
  const only = `SELECT set_config('windlass.only', '${oids.join(',')}', true)`;
  return snapshotOf(await answered(db, options, facts, [only, ...byKeptPlan(statement, facts)]));
}

async function answered(
  db: Connection,
  options: ReflectOptions,
  facts: SessionFacts,
  statements: readonly string[],
): Promise<Rows> {
  const { relativeTo } = scopeOf(options, facts);
  const results = await printed(db, relativeTo === null ? "''" : literal(sqlName(relativeTo)), statements);
  return JSON.parse(String(results.at(-1)?.[0]?.snapshot)) as Rows;
}

function scopeOf({ schemas, without = [], relativeTo }: ReflectOptions, { own }: SessionFacts): Scope {
  return { schemas: schemas ?? null, without, relativeTo: relativeTo === undefined ? own : relativeTo };
}

interface Extent {
  readonly objects: (version: number) => string;
  readonly grants: (version: number) => string;
  readonly enums: string;
}

function queriesOf({ version }: SessionFacts, { objects, grants, enums }: Extent) {
  return { ...tableQueries(version), enums, objects: objects(version), grants: grants(version) };
}

const asked = new WeakSet<Connection>();

// To plan the statement takes three times as long as to run it (18.4), and a plan without parameters is kept: who asks a second time will ask again.
function again(db: Connection, statement: string, facts: SessionFacts): readonly string[] {
  if (asked.has(db)) return byKeptPlan(statement, facts);
  asked.add(db);
  return [statement];
}

const sqlName = (name: string) => `"${name.replaceAll('"', '""')}"`;

const ENUMS = `
SELECT n.schema, t.typname AS name, d.description AS comment,
  ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace LEFT JOIN pg_description d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid
WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
ORDER BY n.schema NULLS FIRST, t.typname`;

const NONE = 'SELECT WHERE false';

const PRESENT = presentOf([...OBJECT_KINDS, ...GRANT_KINDS]);

const ofKinds = (kinds: Kinds | null): Extent => ({
  objects: (version) => objectQueries(version, kinds),
  grants: (version) => grantQueries(version, kinds),
  enums: ENUMS,
});
const OF_ALL = ofKinds(null);
const OF_RELATIONS: Extent = {
  objects: relationQueries,
  grants: relationGrants,
  enums: NONE,
};
const OF_TABLES: Extent = { objects: sequenceQueries, grants: () => NONE, enums: NONE };

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
