import type { QualifiedName } from '../../model/names.ts';
import { literal } from './state.ts';

/** What is read. */
export interface Scope {
  /** Null: every schema that is not PostgreSQL's own. */
  readonly schemas: readonly string[] | null;
  /** Tables that are left out with all that is theirs; without a schema: wherever they are. */
  readonly without: readonly QualifiedName[];
  /** The schema whose names are given without it; null: none. */
  readonly relativeTo: string | null;
  /** Whether only the relations are read whose oids the setting `windlass.only` lists. */
  readonly some?: boolean;
}

// A setting and no parameter: the plan is made once, without knowing them.
const ONLY = `ANY (string_to_array(current_setting('windlass.only'), ',')::oid[])`;

/** A query's rows become a JSON array of that name. */
export type Queries = Readonly<Record<string, string>>;

/** One SELECT that answers one row, `snapshot`: JSON text with an array for each query. They see the relations below. */
export function oneStatement(scope: Scope, queries: Queries): string {
  const arrays = Object.entries(queries).map(
    ([name, sql]) => `${literal(name)}, (SELECT coalesce(json_agg(q), '[]'::json) FROM (${sql}) q)`,
  );
  return `WITH ${relations(scope)} SELECT json_build_object(${arrays.join(',\n')})::text AS snapshot`;
}

/** Whether an object of that catalog does not belong to an extension. */
export function notOfExtension(catalog: string, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '${catalog}'::regclass AND x.objid = ${oid} AND x.objsubid = 0 AND x.deptype = 'e')`;
}

// ns: the schemas that are looked at. rel: their tables, views, sequences …, `shown` as SQL text names them.
// bound: what ALTER … DEPENDS ON EXTENSION has been said of.
// own_sequence: sequences that a column owns; `filling`: its default is their nextval. It goes from one to the other by their indexes: the planner, which
// knows no statistics of a new catalog, would compare every default with every sequence.
function relations({ schemas, without, relativeTo, some = false }: Scope): string {
  const home = relativeTo === null ? 'NULL' : literal(relativeTo);
  const wanted =
    schemas === null
      ? `nspname !~ '^pg_' AND nspname <> 'information_schema'`
      : `nspname = ANY (ARRAY[${schemas.map(literal).join(', ')}]::text[])`;
  const left = without.map(
    ({ schema, name }) =>
      `c.relname = ${literal(name)}${schema === null ? '' : ` AND n.full_name = ${literal(schema)}`}`,
  );
  return `named AS (
  SELECT oid, nspname AS full_name, nullif(nspname, ${home}) AS schema, ${wanted} AS wanted, nspowner, nspacl,
    CASE WHEN nspname = ${home} THEN '' ELSE quote_ident(nspname) || '.' END AS prefix
  FROM pg_namespace),
ns AS (SELECT * FROM named WHERE wanted),
rel AS MATERIALIZED (
  SELECT c.*, n.schema, n.prefix || quote_ident(c.relname) AS shown
  FROM pg_class c JOIN ns n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${notOfExtension('pg_class', 'c.oid')}${some ? ` AND c.oid = ${ONLY}` : ''}${left.map((name) => ` AND NOT (${name})`).join('')}),
own_sequence AS MATERIALIZED (
  SELECT d.objid AS oid, d.refobjid AS owner, d.refobjsubid AS owner_column, d.deptype = 'i' AS identity, s.seqtypid,
    s.seqincrement, s.seqstart, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, ${PLAIN} AS plain
  FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid
  WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')${some ? ` AND (d.objid = ${ONLY} OR d.refobjid = ${ONLY})` : ''}),
filling AS MATERIALIZED (
  SELECT f.oid AS attrdef, o.seqtypid, o.plain, q.relpersistence
  FROM own_sequence o JOIN pg_attrdef f ON f.adrelid = o.owner AND f.adnum = o.owner_column${some ? ` AND f.adrelid = ${ONLY}` : ''}
  JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid
  JOIN pg_class q ON q.oid = o.oid),
bound AS MATERIALIZED (
  SELECT d.classid, d.objid, e.extname FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
  WHERE d.deptype = 'x')`;
}

// What CREATE SEQUENCE makes when nothing is said (manual, CREATE SEQUENCE).
const PLAIN = `s.seqincrement = 1 AND s.seqmin = 1 AND s.seqstart = 1 AND s.seqcache = 1 AND NOT s.seqcycle
    AND s.seqmax = CASE s.seqtypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END`;

/** The options of a sequence, as SQL; `s` is its row in pg_sequence. */
export const SEQUENCE_OPTIONS = `'INCREMENT BY ' || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax || ' START WITH ' || s.seqstart
  || ' CACHE ' || s.seqcache || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END`;

/** `; ALTER … DEPENDS ON EXTENSION …` of an object, as SQL, for each extension; `what` is SQL text that names it. */
export function boundSql(catalog: string, oid: string, what: string): string {
  return `coalesce((SELECT string_agg(format(E';\\nALTER %s DEPENDS ON EXTENSION %I', ${what}, b.extname), '' ORDER BY b.extname)
    FROM bound b WHERE b.classid = '${catalog}'::regclass AND b.objid = ${oid}), '')`;
}

/** ` OPTIONS (…)` of what has to do with foreign data, as SQL over its `text[]`; nothing when there are none. */
export function optionsSql(options: string): string {
  return `coalesce((SELECT ' OPTIONS (' || string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ' ORDER BY option_name) || ')'
    FROM pg_options_to_table(${options}) HAVING count(*) > 0), '')`;
}

/** The tables with what stands in their columns, constraints and indexes. `version`: server_version_num. */
export function tableQueries(version: number): Queries {
  return { tables: TABLES, columns: columns(version), constraints: constraints(version), indexes: indexes(version) };
}

const TABLES = `
SELECT rel.oid::int8 AS id, rel.schema, rel.relname AS name, rel.relpersistence = 'u' AS unlogged, rel.relrowsecurity AS secured,
  rel.relforcerowsecurity AS forced, d.description AS comment,
  CASE WHEN rel.relkind = 'p' THEN pg_get_partkeydef(rel.oid) END AS partition_by,
  CASE WHEN rel.relispartition THEN pg_get_expr(rel.relpartbound, rel.oid) END AS bound,
  (SELECT json_agg(json_build_object('schema', n.schema, 'name', p.relname) ORDER BY i.inhseqno)
   FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN named n ON n.oid = p.relnamespace WHERE i.inhrelid = rel.oid) AS parents,
  CASE rel.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' WHEN 'i' THEN
    'USING INDEX ' || (SELECT quote_ident(c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = rel.oid AND i.indisreplident) END AS replica,
  CASE WHEN rel.reloftype <> 0 THEN format_type(rel.reloftype, NULL) END AS of_type
FROM rel LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = rel.oid AND d.objsubid = 0
WHERE rel.relkind IN ('r', 'p') ORDER BY rel.schema NULLS FIRST, rel.relname`;

// Its name; where that alone does not find it, both names in quotes: as `Column` has it.
const collation = (
  oid: string,
) => `(SELECT CASE WHEN m.schema IS NULL OR m.full_name = 'pg_catalog' THEN l.collname::text
    ELSE format('"%s"."%s"', replace(m.full_name, '"', '""'), replace(l.collname, '"', '""')) END FROM pg_collation l JOIN named m ON m.oid = l.collnamespace WHERE l.oid = ${oid})`;

// Since PostgreSQL 15 the sequence of an UNLOGGED table's serial is UNLOGGED, too; pg_dump of an older server has made one that is not.
const columns = (version: number) => `
SELECT rel.oid::int8 AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable,
  pg_get_expr(f.adbin, f.adrelid) AS expression, a.attidentity AS identity, a.attgenerated AS generated,
  CASE WHEN a.attcollation <> t.typcollation THEN ${collation('a.attcollation')} END AS collation,
  d.description AS comment, a.attinhcount > 0 AS inherited,
  fill.plain AND fill.seqtypid = a.atttypid${version < 150000 ? '' : ' AND fill.relpersistence = rel.relpersistence'} AS serial,
  CASE WHEN NOT (s.plain AND s.seqtypid = a.atttypid) THEN ${SEQUENCE_OPTIONS} END AS sequence, ${version < 180000 ? 'NULL' : NOT_NULL_SAID} AS not_null
FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef f ON f.adrelid = rel.oid AND f.adnum = a.attnum LEFT JOIN filling fill ON fill.attrdef = f.oid
LEFT JOIN own_sequence s ON s.owner = rel.oid AND s.owner_column = a.attnum AND s.identity AND a.attidentity <> ''
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = rel.oid AND d.objsubid = a.attnum${
  version < 180000
    ? ''
    : `
LEFT JOIN (${NOT_NULL}) k ON k.conrelid = rel.oid AND k.attnum = a.attnum AND a.attnotnull`
}
WHERE rel.relkind IN ('r', 'p') ORDER BY rel.oid, a.attnum`;

const NOT_NULL = `SELECT own.conrelid, own.conkey[1] AS attnum, own.conname, own.convalidated, own.connoinherit, own.coninhcount, n.description
  FROM pg_constraint own LEFT JOIN pg_description n ON n.classoid = 'pg_constraint'::regclass AND n.objoid = own.oid WHERE own.contype = 'n'`;

// Where more is to be said than NOT NULL; what is the parent's has that one's name, and a name made of those of a table and a column stays with others of theirs (see givenName).
const NOT_NULL_SAID = `CASE WHEN (k.coninhcount = 0 AND k.conname <> rel.relname || '_' || a.attname || '_not_null' AND k.conname !~ '_not_null[0-9]*$') OR k.connoinherit OR NOT k.convalidated OR k.description IS NOT NULL
    THEN json_build_object('name', k.conname, 'no_inherit', k.connoinherit, 'valid', k.convalidated, 'inherited', k.coninhcount > 0, 'comment', k.description) END`;

// A foreign key to a partitioned table has a row for each partition, too: those of the same table are its inner works.
const constraints = (version: number) => `
SELECT k.conrelid::int8 AS "table", k.contype AS kind, k.conname AS name, k.condeferrable AS deferrable, k.condeferred AS deferred,
  k.convalidated AS validated, k.connoinherit AS no_inherit, k.confdeltype AS on_delete, k.confupdtype AS on_update, k.confmatchtype AS match,
  ARRAY(SELECT a.attname FROM unnest(k.conkey) WITH ORDINALITY u(attnum, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY n) AS columns,
  CASE WHEN k.contype = 'f' THEN (SELECT json_build_object('schema', n.schema, 'name', c.relname) FROM pg_class c JOIN named n ON n.oid = c.relnamespace
    WHERE c.oid = k.confrelid) END AS far_table,
  CASE WHEN k.contype = 'f' THEN ARRAY(SELECT a.attname FROM unnest(k.confkey) WITH ORDINALITY u(attnum, n)
    JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum ORDER BY n) END AS far_columns,
  CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) WHEN 'x' THEN pg_get_constraintdef(k.oid) END AS definition,
  CASE WHEN k.contype IN ('p', 'u') AND i.indnatts > i.indnkeyatts THEN ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(attnum, n)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum WHERE n > i.indnkeyatts ORDER BY n) END AS include,
  ${version < 150000 ? 'false' : 'coalesce(i.indnullsnotdistinct, false)'} AS nulls_not_distinct,
  k.coninhcount > 0 AS inherited, d.description AS comment,
  concat_ws('; ', ${unusual(version)},
    (SELECT 'triggers ' || string_agg(DISTINCT g.tgenabled::text, '') FROM pg_trigger g WHERE k.contype = 'f' AND g.tgconstraint = k.oid AND g.tgenabled <> 'O')) AS more
FROM rel JOIN pg_constraint k ON k.conrelid = rel.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')
LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
LEFT JOIN pg_constraint parent ON parent.oid = k.conparentid AND k.conparentid <> 0
LEFT JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
WHERE rel.relkind IN ('r', 'p') AND parent.conrelid IS DISTINCT FROM k.conrelid ORDER BY k.conrelid, k.conname`;

// SET NULL (columns) is PostgreSQL 15's; NOT ENFORCED, PERIOD and WITHOUT OVERLAPS are 18's.
function unusual(version: number): string {
  const cases = [
    ...(version < 150000 ? [] : ['k.confdelsetcols IS NOT NULL']),
    ...(version < 180000 ? [] : ['NOT k.conenforced', 'k.conperiod']),
  ];
  return cases.length === 0 ? 'NULL' : `CASE WHEN ${cases.join(' OR ')} THEN pg_get_constraintdef(k.oid) END`;
}

// pg_get_indexdef of one column leaves out its operator class and its collation. indoption: 1 is DESC, 2 is NULLS FIRST.
// A join of all parts of all indexes: asked for each index by itself, they take three times as long.
const PARTS = `SELECT i.indexrelid, json_agg(json_build_object('column', a.attname, 'expression', CASE WHEN u.attnum = 0 THEN pg_get_indexdef(i.indexrelid, u.n::int, false) END,
     'collation', CASE WHEN u.coll <> 0 AND u.coll <> coalesce(a.attcollation, t.typcollation) THEN ${collation('u.coll')} END,
     'opclass', CASE WHEN NOT o.opcdefault OR own.attoptions IS NOT NULL THEN CASE WHEN o.opcnamespace = 'pg_catalog'::regnamespace THEN '' ELSE s.prefix END || quote_ident(o.opcname)
       || coalesce('(' || array_to_string(own.attoptions, ', ') || ')', '') END,
     'descending', u.option & 1 = 1, 'nulls_first', u.option & 2 = 2) ORDER BY u.n) AS parts
   FROM rel JOIN pg_index i ON i.indrelid = rel.oid
   CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[]) WITH ORDINALITY u(attnum, class, coll, option, n)
   JOIN pg_attribute own ON own.attrelid = i.indexrelid AND own.attnum = u.n JOIN pg_type t ON t.oid = own.atttypid
   JOIN pg_opclass o ON o.oid = u.class JOIN named s ON s.oid = o.opcnamespace
   LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum AND u.attnum <> 0
   WHERE rel.relkind IN ('r', 'p') AND u.n <= i.indnkeyatts GROUP BY i.indexrelid`;

const indexes = (version: number) => `
SELECT i.indrelid::int8 AS "table", c.relname AS name, i.indisunique AS unique, m.amname AS method, i.indisvalid AS valid, d.description AS comment,
  pg_get_expr(i.indpred, i.indrelid) AS predicate, ${version < 150000 ? 'false' : 'i.indnullsnotdistinct'} AS nulls_not_distinct, s.parts,
  CASE WHEN i.indnatts = i.indnkeyatts THEN ARRAY[]::text[] ELSE ARRAY(SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY u(attnum, n)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum WHERE u.n > i.indnkeyatts ORDER BY u.n) END AS include,
  CASE WHEN c.relispartition THEN (SELECT json_build_object('schema', n.schema, 'name', p.relname) FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent
    JOIN named n ON n.oid = p.relnamespace WHERE h.inhrelid = i.indexrelid) END AS part_of,
  (SELECT json_agg(b.extname ORDER BY b.extname) FROM bound b WHERE b.classid = 'pg_class'::regclass AND b.objid = i.indexrelid) AS depends_on
FROM rel JOIN pg_index i ON i.indrelid = rel.oid JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
JOIN (${PARTS}) s ON s.indexrelid = i.indexrelid
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = i.indexrelid AND d.objsubid = 0
WHERE rel.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.indrelid, c.relname`;
