import type { ObjectType } from '../../model/schema.ts';
import { anyOwn, anyRelation } from './kinds.ts';
import { boundSql, optionsSql, SEQUENCE_OPTIONS } from './reflect-sql.ts';

/** One type of object: the query of all that are in the schemas looked at. */
export interface ObjectQuery {
  readonly type: ObjectType;
  /** Where its comments and its belonging to an extension are found. */
  readonly catalog: string;
  /** The first version that has it. */
  readonly since?: number;
  /** The first version that has it differently. */
  readonly until?: number;
  /** SQL: whether there can be any; default: whether the catalog has a row that the server did not bring itself. Null: it is always looked. */
  readonly when?: string | null;
  /** Columns: id, schema, name, schema and name of the table that it goes with, signature, definition. */
  readonly sql: string;
}

// `kind` of a view: its text, what is set beside it (check option, security barrier), its columns' defaults and comments.
const view = (kind: string, letter: string) => `
SELECT rel.oid, rel.schema, rel.relname, NULL, NULL, NULL,
  'CREATE ${kind} ' || rel.shown || coalesce(' WITH (' || array_to_string(rel.reloptions, ', ') || ')', '') || E' AS\\n' || rtrim(pg_get_viewdef(rel.oid), ';')
  || coalesce((SELECT string_agg(format(E';\\nALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', rel.shown, a.attname, pg_get_expr(f.adbin, f.adrelid)), '' ORDER BY a.attnum)
    FROM pg_attrdef f JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum WHERE f.adrelid = rel.oid), '')
  || coalesce((SELECT string_agg(format(E';\\nCOMMENT ON COLUMN %s.%I IS %L', rel.shown, a.attname, d.description), '' ORDER BY a.attnum)
    FROM pg_description d JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND d.objoid = rel.oid AND d.objsubid > 0), '')
  || ${boundSql('pg_class', 'rel.oid', `'${kind} ' || rel.shown`)}
FROM rel WHERE rel.relkind = '${letter}'`;

// ALTER TABLE … ENABLE|DISABLE of a trigger or rule; 'O' is what it has from the start.
const firing = (what: string, letter: string, table: string, name: string) =>
  `CASE ${letter} WHEN 'O' THEN '' ELSE format(E';\\nALTER TABLE %s %s ${what} %I', ${table},
    CASE ${letter} WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, ${name}) END`;

const SEQUENCES = `
SELECT rel.oid, rel.schema, rel.relname, o.schema, o.relname, NULL,
  CASE WHEN rel.relpersistence = 'u' THEN 'CREATE UNLOGGED SEQUENCE ' ELSE 'CREATE SEQUENCE ' END || rel.shown || ' AS ' || format_type(s.seqtypid, NULL)
  || ' ' || ${SEQUENCE_OPTIONS} || coalesce(' OWNED BY ' || o.shown || '.' || quote_ident(a.attname), '')
FROM rel JOIN pg_sequence s ON s.seqrelid = rel.oid LEFT JOIN own_sequence own ON own.oid = rel.oid
LEFT JOIN (SELECT c.oid, c.relname, n.schema, n.prefix || quote_ident(c.relname) AS shown FROM pg_class c JOIN named n ON n.oid = c.relnamespace) o ON o.oid = own.owner
LEFT JOIN pg_attribute a ON a.attrelid = own.owner AND a.attnum = own.owner_column
WHERE own.owner IS NULL OR own.owner IN (SELECT oid FROM rel)`;

// What a partition has from its table is left out, unless it fires differently.
const TRIGGERS = `
SELECT t.oid, rel.schema, t.tgname, rel.schema, rel.relname, NULL,
  pg_get_triggerdef(t.oid, true) || ${firing('TRIGGER', 't.tgenabled', 'rel.shown', 't.tgname')}
  || ${boundSql('pg_trigger', 't.oid', `'TRIGGER ' || quote_ident(t.tgname) || ' ON ' || rel.shown`)}
FROM pg_trigger t JOIN rel ON rel.oid = t.tgrelid LEFT JOIN pg_trigger parent ON parent.oid = t.tgparentid
WHERE (t.tgparentid = 0 AND NOT t.tgisinternal) OR (t.tgparentid <> 0 AND parent.tgconstraint IS NOT DISTINCT FROM 0 AND parent.tgenabled <> t.tgenabled)`;

const POLICIES = `
SELECT p.oid, rel.schema, p.polname, rel.schema, rel.relname, NULL,
  format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, rel.shown, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ' ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) r))
  || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '') || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
FROM pg_policy p JOIN rel ON rel.oid = p.polrelid`;

const RULES = `
SELECT r.oid, rel.schema, r.rulename, rel.schema, rel.relname, NULL,
  rtrim(pg_get_ruledef(r.oid, true), ';') || ${firing('RULE', 'r.ev_enabled', 'rel.shown', 'r.rulename')}
FROM pg_rewrite r JOIN rel ON rel.oid = r.ev_class WHERE r.rulename <> '_RETURN'`;

// A table's indexes stand with the table.
const INDEXES = `
SELECT i.indexrelid, rel.schema, c.relname, rel.schema, rel.relname, NULL,
  pg_get_indexdef(i.indexrelid, 0, true) || CASE WHEN i.indisvalid THEN '' ELSE ' /* INVALID */' END
  || ${boundSql('pg_class', 'i.indexrelid', `'INDEX ' || replace(rel.shown, quote_ident(rel.relname), '') || quote_ident(c.relname)`)}
FROM rel JOIN pg_index i ON i.indrelid = rel.oid JOIN pg_class c ON c.oid = i.indexrelid WHERE rel.relkind = 'm'`;

// A name always stands with its schema there. What a range type brings along is its own (deptype i).
const routine = (letters: string, word: string) => `
SELECT p.oid, n.schema, p.proname, NULL, NULL, pg_get_function_identity_arguments(p.oid),
  replace(pg_get_functiondef(p.oid), format('CREATE OR REPLACE ${word} %I.', n.full_name), 'CREATE OR REPLACE ${word} ' || n.prefix)
  || ${boundSql('pg_proc', 'p.oid', `'${word} ' || n.prefix || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'`)}
FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace WHERE p.prokind IN (${letters})
  AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'i')`;

const AGGREGATES = `
SELECT p.oid, n.schema, p.proname, NULL, NULL, pg_get_function_identity_arguments(p.oid),
  format('CREATE AGGREGATE %s%I(%s) (', n.prefix, p.proname, pg_get_function_arguments(p.oid)) || concat_ws(', ',
    'SFUNC = ' || a.aggtransfn, 'STYPE = ' || format_type(a.aggtranstype, NULL), 'SSPACE = ' || nullif(a.aggtransspace, 0),
    'FINALFUNC = ' || nullif(a.aggfinalfn::text, '-'), CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END, 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END,
    'COMBINEFUNC = ' || nullif(a.aggcombinefn::text, '-'), 'SERIALFUNC = ' || nullif(a.aggserialfn::text, '-'), 'DESERIALFUNC = ' || nullif(a.aggdeserialfn::text, '-'),
    'INITCOND = ' || quote_literal(a.agginitval), 'MSFUNC = ' || nullif(a.aggmtransfn::text, '-'), 'MINVFUNC = ' || nullif(a.aggminvtransfn::text, '-'),
    'MSTYPE = ' || CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END, 'MFINALFUNC = ' || nullif(a.aggmfinalfn::text, '-'),
    'MINITCOND = ' || quote_literal(a.aggminitval), 'SORTOP = ' || CASE WHEN a.aggsortop <> 0 THEN a.aggsortop::regoperator::text END,
    'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END, CASE WHEN a.aggkind <> 'n' THEN 'KIND = ' || a.aggkind::text END) || ')'
FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace JOIN pg_aggregate a ON a.aggfnoid = p.oid`;

const COLLATION = (oid: string, type: string) =>
  `(SELECT ' COLLATE ' || m.prefix || quote_ident(l.collname) FROM pg_collation l JOIN named m ON m.oid = l.collnamespace
    WHERE l.oid = ${oid} AND ${oid} <> coalesce((SELECT u.typcollation FROM pg_type u WHERE u.oid = ${type}), 0))`;

const DOMAINS = `
SELECT t.oid, n.schema, t.typname, NULL, NULL, NULL,
  'CREATE DOMAIN ' || n.prefix || quote_ident(t.typname) || ' AS ' || format_type(t.typbasetype, t.typtypmod) || coalesce(${COLLATION('t.typcollation', 't.typbasetype')}, '')
  || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
  || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
    FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
  || coalesce((SELECT string_agg(format(E';\\nCOMMENT ON CONSTRAINT %I ON DOMAIN %s%I IS %L', k.conname, n.prefix, t.typname, d.description), '' ORDER BY k.conname)
    FROM pg_constraint k JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid WHERE k.contypid = t.oid), '')
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace WHERE t.typtype = 'd'`;

const COMPOSITES = `
SELECT t.oid, n.schema, t.typname, NULL, NULL, NULL,
  'CREATE TYPE ' || n.prefix || quote_ident(t.typname) || ' AS (' || coalesce((SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
    || coalesce(${COLLATION('a.attcollation', 'a.atttypid')}, ''), ', ' ORDER BY a.attnum)
    FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
  || coalesce((SELECT string_agg(format(E';\\nCOMMENT ON COLUMN %s%I.%I IS %L', n.prefix, t.typname, a.attname, d.description), '' ORDER BY a.attnum)
    FROM pg_description d JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND d.objoid = t.typrelid AND d.objsubid > 0), '')
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' WHERE t.typtype = 'c'`;

const RANGES = `
SELECT t.oid, n.schema, t.typname, NULL, NULL, NULL,
  'CREATE TYPE ' || n.prefix || quote_ident(t.typname) || ' AS RANGE (' || concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
    'SUBTYPE_OPCLASS = ' || (SELECT opcname FROM pg_opclass WHERE oid = r.rngsubopc AND NOT opcdefault), 'COLLATION = ' || (SELECT m.prefix || quote_ident(l.collname) FROM pg_collation l JOIN named m ON m.oid = l.collnamespace WHERE l.oid = r.rngcollation AND l.collname <> 'default'),
    'CANONICAL = ' || nullif(r.rngcanonical::text, '-'), 'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::text, '-')) || ')'
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace JOIN pg_range r ON r.rngtypid = t.oid`;

const BASES = `
SELECT t.oid, n.schema, t.typname, NULL, NULL, NULL,
  'CREATE TYPE ' || n.prefix || quote_ident(t.typname) || CASE WHEN NOT t.typisdefined THEN '' ELSE format(' (INPUT = %s, OUTPUT = %s, INTERNALLENGTH = %s)', t.typinput, t.typoutput, t.typlen) END
FROM pg_type t JOIN ns n ON n.oid = t.typnamespace WHERE t.typtype = 'p' OR (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid))`;

const STATISTICS = `
SELECT s.oid, n.schema, s.stxname, rel.schema, rel.relname, NULL,
  replace(pg_get_statisticsobjdef(s.oid), format('CREATE STATISTICS %I.', n.full_name), 'CREATE STATISTICS ' || n.prefix)
FROM pg_statistic_ext s JOIN ns n ON n.oid = s.stxnamespace LEFT JOIN rel ON rel.oid = s.stxrelid`;

const FOREIGN_TABLES = `
SELECT rel.oid, rel.schema, rel.relname, NULL, NULL, NULL,
  'CREATE FOREIGN TABLE ' || rel.shown || ' (' || concat_ws(', ', (SELECT string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ${optionsSql('a.attfdwoptions')}
      || coalesce(${COLLATION('a.attcollation', 'a.atttypid')}, '') || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce(CASE a.attgenerated WHEN '' THEN ' DEFAULT ' ELSE ' GENERATED ALWAYS AS ' END || pg_get_expr(d.adbin, d.adrelid), ''), ', ' ORDER BY a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = rel.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg('CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname) FROM pg_constraint k WHERE k.conrelid = rel.oid AND k.contype = 'c'))
  || ') SERVER ' || quote_ident(s.srvname) || ${optionsSql('f.ftoptions')}
  || coalesce((SELECT string_agg(CASE WHEN rel.relispartition THEN format(E';\\nALTER TABLE %s ATTACH PARTITION %s %s', n.prefix || quote_ident(p.relname), rel.shown, pg_get_expr(rel.relpartbound, rel.oid))
      ELSE format(E';\\nALTER FOREIGN TABLE %s INHERIT %s', rel.shown, n.prefix || quote_ident(p.relname)) END, '' ORDER BY i.inhseqno)
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN named n ON n.oid = p.relnamespace WHERE i.inhrelid = rel.oid), '')
  || coalesce((SELECT string_agg(format(E';\\nCOMMENT ON COLUMN %s.%I IS %L', rel.shown, a.attname, d.description), '' ORDER BY a.attnum)
    FROM pg_description d JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
    WHERE d.classoid = 'pg_class'::regclass AND d.objoid = rel.oid AND d.objsubid > 0), '')
FROM rel JOIN pg_foreign_table f ON f.ftrelid = rel.oid JOIN pg_foreign_server s ON s.oid = f.ftserver`;

/** What stands in a schema and is kept as text: see `ObjectQuery`. */
export const OBJECTS: readonly ObjectQuery[] = [
  { type: 'sequence', catalog: 'pg_class', when: anyRelation('S'), sql: SEQUENCES },
  { type: 'view', catalog: 'pg_class', when: anyRelation('v'), sql: view('VIEW', 'v') },
  {
    type: 'materialized view',
    catalog: 'pg_class',
    when: anyRelation('m'),
    sql: view('MATERIALIZED VIEW', 'm'),
  },
  { type: 'index', catalog: 'pg_class', when: anyRelation('m'), sql: INDEXES },
  {
    type: 'trigger',
    catalog: 'pg_trigger',
    when: anyOwn('pg_trigger', 'NOT tgisinternal OR tgparentid <> 0'),
    sql: TRIGGERS,
  },
  { type: 'policy', catalog: 'pg_policy', sql: POLICIES },
  { type: 'rule', catalog: 'pg_rewrite', when: anyOwn('pg_rewrite', "rulename <> '_RETURN'"), sql: RULES },
  {
    type: 'function',
    catalog: 'pg_proc',
    when: anyOwn('pg_proc', "prokind IN ('f', 'w')"),
    sql: routine("'f', 'w'", 'FUNCTION'),
  },
  { type: 'procedure', catalog: 'pg_proc', when: anyOwn('pg_proc', "prokind = 'p'"), sql: routine("'p'", 'PROCEDURE') },
  { type: 'aggregate', catalog: 'pg_proc', when: anyOwn('pg_proc', "prokind = 'a'"), sql: AGGREGATES },
  { type: 'domain', catalog: 'pg_type', when: anyOwn('pg_type', "typtype = 'd'"), sql: DOMAINS },
  {
    type: 'type',
    catalog: 'pg_type',
    when: anyRelation('c'),
    sql: COMPOSITES,
  },
  { type: 'type', catalog: 'pg_type', when: anyOwn('pg_type', "typtype = 'r'"), sql: RANGES },
  {
    type: 'type',
    catalog: 'pg_type',
    when: anyOwn('pg_type', "typtype = 'p' OR (typtype = 'b' AND typinput <> 'pg_catalog.array_in'::regproc)"),
    sql: BASES,
  },
  { type: 'statistics', catalog: 'pg_statistic_ext', sql: STATISTICS },
  { type: 'foreign table', catalog: 'pg_class', when: anyRelation('f'), sql: FOREIGN_TABLES },
];
