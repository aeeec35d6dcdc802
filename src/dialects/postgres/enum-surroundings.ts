import type { EnumSurroundings } from '../../changes/enum-types.ts';
import type { QualifiedName } from '../../model/names.ts';
import type { Row } from '../connection.ts';
import { sqlWriter } from './sql.ts';
import { literal } from './state.ts';

// Constraints that compare the column: CHECKs, foreign keys from and to it, exclusions. The foreign keys come back last, when their keys are there.
const CONSTRAINTS = (type: string) => `
SELECT DISTINCT k.oid, k.conrelid::regclass::text AS owner, quote_ident(k.conname) AS name, pg_get_constraintdef(k.oid) AS definition, k.contype = 'f' AS last,
  obj_description(k.oid, 'pg_constraint') AS comment
FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
JOIN pg_constraint k ON (k.conrelid = a.attrelid AND a.attnum = ANY (k.conkey)) OR (k.confrelid = a.attrelid AND a.attnum = ANY (k.confkey))
WHERE t.oid = to_regtype(${type}) AND k.contype IN ('c', 'f', 'x') AND k.conparentid = 0 AND k.coninhcount = 0 ORDER BY last, k.oid`;

// Indexes whose predicate or expression may hold a label; a plain one is converted with its column.
const INDEXES = (type: string) => `
SELECT DISTINCT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
JOIN pg_index i ON i.indrelid = a.attrelid AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL)
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
WHERE t.oid = to_regtype(${type}) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 1`;

const OF_TYPE = (type: string) => `
SELECT obj_description(t.oid, 'pg_type') AS comment, quote_ident(pg_get_userbyid(t.typowner)) AS owner, t.typowner = current_user::regrole AS mine,
  ARRAY(SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
    FROM aclexplode(t.typacl) a WHERE a.grantee <> t.typowner)::text[] AS grants, t.typacl IS NOT NULL AS granted
FROM pg_type t WHERE t.oid = to_regtype(${type})`;

/** What must go before an enum type is swapped and come back afterwards, as PostgreSQL itself prints it. */
export async function enumSurroundings(
  ask: (sql: string) => Promise<readonly Row[]>,
  name: QualifiedName,
): Promise<EnumSurroundings> {
  const type = literal(sqlWriter.name(name));
  const constraints = await ask(CONSTRAINTS(type));
  const indexes = await ask(INDEXES(type));
  const [facts] = await ask(OF_TYPE(type));
  return {
    before: [
      ...[...constraints].reverse().map(({ owner, name: own }) => `ALTER TABLE ${owner} DROP CONSTRAINT ${own}`),
      ...indexes.map(({ name: own }) => `DROP INDEX ${own}`),
    ],
    after: [
      ...indexes.map(({ definition }) => String(definition)),
      ...constraints.flatMap(({ owner, name: own, definition, comment }) => [
        `ALTER TABLE ${owner} ADD CONSTRAINT ${own} ${definition}`,
        ...(comment === null ? [] : [`COMMENT ON CONSTRAINT ${own} ON ${owner} IS ${literal(String(comment))}`]),
      ]),
    ],
    ofType: facts === undefined ? [] : ofType(sqlWriter.name(name), facts),
  };
}

function ofType(type: string, { comment, owner, mine, grants, granted }: Row): readonly string[] {
  return [
    ...(comment === null ? [] : [`COMMENT ON TYPE ${type} IS ${literal(String(comment))}`]),
    // PUBLIC may use a new type until somebody takes that away (PostgreSQL manual, 5.8)
    ...(granted === true ? [`REVOKE ALL ON TYPE ${type} FROM PUBLIC`] : []),
    ...(grants as readonly string[]).map((grantee) => `GRANT USAGE ON TYPE ${type} TO ${grantee}`),
    ...(mine === true ? [] : [`ALTER TYPE ${type} OWNER TO ${owner}`]),
  ];
}
