import { anyOwn, OWN } from './kinds.ts';
import type { ObjectQuery } from './reflect-object-sql.ts';
import { optionsSql } from './reflect-sql.ts';

// The schema that names are relative to is given, not made, and so is the one that every database has from the start; what is noted on them is all that can be said.
const SCHEMAS = `
SELECT n.oid, NULL, n.full_name, NULL, NULL, NULL, 'CREATE SCHEMA ' || quote_ident(n.full_name) FROM ns n WHERE n.schema IS NOT NULL AND n.full_name <> 'public'
UNION ALL SELECT NULL, NULL, n.full_name, NULL, NULL, NULL, format('COMMENT ON SCHEMA %I IS %L', n.full_name, d.description)
FROM ns n JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
WHERE (n.schema IS NULL OR n.full_name = 'public') AND (n.full_name <> 'public' OR d.description <> 'standard public schema')`;

const INITDB_NOTES = 'PL/pgSQL procedural language';

// plpgsql is in every database from the start, and so is what initdb notes on it.
const notedPlpgsql = (word: string, catalog: string, oid: string, from: string, name: string) => `
SELECT NULL, NULL, ${name}, NULL, NULL, NULL, format('COMMENT ON ${word} plpgsql IS %L', d.description)
FROM ${from} LEFT JOIN pg_description d ON d.classoid = '${catalog}'::regclass AND d.objoid = ${oid}
WHERE ${name} = 'plpgsql' AND d.description IS DISTINCT FROM '${INITDB_NOTES}'`;
const ownOrNoted = (catalog: string) =>
  `${anyOwn(catalog)} OR NOT EXISTS (SELECT FROM pg_description WHERE classoid = '${catalog}'::regclass AND description = '${INITDB_NOTES}')`;

const EXTENSIONS = `
SELECT e.oid, NULL, e.extname, NULL, NULL, NULL, format('CREATE EXTENSION %I SCHEMA %I VERSION %L', e.extname, n.full_name, e.extversion)
FROM pg_extension e JOIN named n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'
UNION ALL ${notedPlpgsql('EXTENSION', 'pg_extension', 'e.oid', 'pg_extension e', 'e.extname')}`;

const EVENT_TRIGGERS = `
SELECT e.oid, NULL, e.evtname, NULL, NULL, NULL,
  format('CREATE EVENT TRIGGER %I ON %s', e.evtname, e.evtevent) || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', ' ORDER BY t) FROM unnest(e.evttags) t) || ')', '')
  || format(' EXECUTE FUNCTION %s()', e.evtfoid::regproc) || CASE e.evtenabled WHEN 'O' THEN '' ELSE format(E';\\nALTER EVENT TRIGGER %I %s', e.evtname,
    CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END) END
FROM pg_event_trigger e`;

const SERVERS = `
SELECT s.oid, NULL, s.srvname, NULL, NULL, NULL,
  format('CREATE SERVER %I', s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
  || format(' FOREIGN DATA WRAPPER %I', w.fdwname) || ${optionsSql('s.srvoptions')}
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw`;

const WRAPPERS = `
SELECT w.oid, NULL, w.fdwname, NULL, NULL, NULL,
  format('CREATE FOREIGN DATA WRAPPER %I', w.fdwname) || coalesce(' HANDLER ' || nullif(w.fdwhandler, 0)::regproc, '')
  || coalesce(' VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc, '') || ${optionsSql('w.fdwoptions')}
FROM pg_foreign_data_wrapper w`;

// Its options may hold passwords, and not everybody may see them.
const USER_MAPPINGS = `
SELECT m.umid, NULL, m.usename || ' on ' || m.srvname, NULL, NULL, NULL,
  format('CREATE USER MAPPING FOR %s SERVER %I', CASE m.umuser WHEN 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END, m.srvname) FROM pg_user_mappings m`;

const SEARCH_CONFIGURATIONS = `
SELECT c.oid, n.schema, c.cfgname, NULL, NULL, NULL,
  format('CREATE TEXT SEARCH CONFIGURATION %s%I (PARSER = %s)', n.prefix, c.cfgname, (SELECT m.prefix || quote_ident(p.prsname) FROM pg_ts_parser p JOIN named m ON m.oid = p.prsnamespace WHERE p.oid = c.cfgparser))
  || coalesce((SELECT string_agg(format(E';\\nALTER TEXT SEARCH CONFIGURATION %s%I ADD MAPPING FOR %I WITH %s', n.prefix, c.cfgname, k.alias, k.dictionaries), '' ORDER BY k.alias)
    FROM (SELECT t.alias, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
      FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype WHERE m.mapcfg = c.oid GROUP BY t.alias) k), '')
FROM pg_ts_config c JOIN ns n ON n.oid = c.cfgnamespace`;

const DICTIONARIES = `
SELECT d.oid, n.schema, d.dictname, NULL, NULL, NULL,
  format('CREATE TEXT SEARCH DICTIONARY %s%I (TEMPLATE = %s%s)', n.prefix, d.dictname,
    (SELECT m.prefix || quote_ident(t.tmplname) FROM pg_ts_template t JOIN named m ON m.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate), coalesce(', ' || d.dictinitoption, ''))
FROM pg_ts_dict d JOIN ns n ON n.oid = d.dictnamespace`;

const PARSERS = `
SELECT p.oid, n.schema, p.prsname, NULL, NULL, NULL,
  format('CREATE TEXT SEARCH PARSER %s%I (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s)', n.prefix, p.prsname, p.prsstart, p.prstoken, p.prsend, p.prslextype)
FROM pg_ts_parser p JOIN ns n ON n.oid = p.prsnamespace`;

const TEMPLATES = `
SELECT t.oid, n.schema, t.tmplname, NULL, NULL, NULL, format('CREATE TEXT SEARCH TEMPLATE %s%I (LEXIZE = %s)', n.prefix, t.tmplname, t.tmpllexize)
FROM pg_ts_template t JOIN ns n ON n.oid = t.tmplnamespace`;

// Its columns are others in each version; the collation's own version is the library's. What the server brings knows its provider by another name.
const COLLATIONS = `
SELECT c.oid, n.schema, c.collname, NULL, NULL, NULL,
  format('CREATE COLLATION %s%I (%s)', n.prefix, c.collname, concat_ws(', ',
    'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    'LOCALE = ' || quote_literal(coalesce(k.own ->> 'colllocale', k.own ->> 'colliculocale', CASE WHEN k.own ->> 'collcollate' = k.own ->> 'collctype' THEN k.own ->> 'collcollate' END)),
    CASE WHEN k.own ->> 'collcollate' <> k.own ->> 'collctype' THEN format('LC_COLLATE = %L, LC_CTYPE = %L', k.own ->> 'collcollate', k.own ->> 'collctype') END,
    CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END, 'RULES = ' || quote_literal(k.own ->> 'collicurules')))
FROM pg_collation c JOIN ns n ON n.oid = c.collnamespace CROSS JOIN LATERAL (SELECT to_jsonb(c) AS own) k`;

const CONVERSIONS = `
SELECT c.oid, n.schema, c.conname, NULL, NULL, NULL, format('CREATE %sCONVERSION %s%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' ELSE '' END,
  n.prefix, c.conname, pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc)
FROM pg_conversion c JOIN ns n ON n.oid = c.connamespace`;

const OPERATORS = `
SELECT o.oid, n.schema, o.oprname, NULL, NULL, concat_ws(', ', coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE'), format_type(o.oprright, NULL)),
  format('CREATE OPERATOR %s%s (', n.prefix, o.oprname) || concat_ws(', ', 'FUNCTION = ' || o.oprcode, 'LEFTARG = ' || format_type(nullif(o.oprleft, 0), NULL), 'RIGHTARG = ' || format_type(o.oprright, NULL),
    'COMMUTATOR = ' || nullif(o.oprcom, 0)::regoperator, 'NEGATOR = ' || nullif(o.oprnegate, 0)::regoperator, 'RESTRICT = ' || nullif(o.oprrest::text, '-'),
    'JOIN = ' || nullif(o.oprjoin::text, '-'), CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END) || ')'
FROM pg_operator o JOIN ns n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0`;

// The operators and functions of a class depend on it, those of its family alone on the family (pg_dump's dumpOpclass).
const items = (of: string, oid: string, between: string) => `
  (SELECT string_agg(i.item, '${between}' ORDER BY i.item) FROM (
    SELECT format('OPERATOR %s %s', w.amopstrategy, w.amopopr::regoperator)
      || coalesce((SELECT format(' FOR ORDER BY %s%I', m.prefix, s.opfname) FROM pg_opfamily s JOIN named m ON m.oid = s.opfnamespace WHERE s.oid = w.amopsortfamily), '') AS item
    FROM pg_amop w JOIN pg_depend d ON d.classid = 'pg_amop'::regclass AND d.objid = w.oid AND d.refclassid = '${of}'::regclass AND d.refobjid = ${oid}
    UNION ALL SELECT format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL), format_type(p.amprocrighttype, NULL), p.amproc::regprocedure)
    FROM pg_amproc p JOIN pg_depend d ON d.classid = 'pg_amproc'::regclass AND d.objid = p.oid AND d.refclassid = '${of}'::regclass AND d.refobjid = ${oid}) i)`;

// One without any item needs STORAGE, which says nothing more then.
const OPERATOR_CLASSES = `
SELECT o.oid, n.schema, o.opcname, NULL, NULL, m.amname,
  format('CREATE OPERATOR CLASS %s%I %sFOR TYPE %s USING %I FAMILY %s%I AS ', n.prefix, o.opcname, CASE WHEN o.opcdefault THEN 'DEFAULT ' ELSE '' END, format_type(o.opcintype, NULL),
    m.amname, g.prefix, f.opfname)
  || coalesce(concat_ws(', ', nullif('STORAGE ' || format_type(nullif(o.opckeytype, 0), NULL), ''), ${items('pg_opclass', 'o.oid', ', ')}), '')
  || CASE WHEN o.opckeytype = 0 AND ${items('pg_opclass', 'o.oid', ', ')} IS NULL THEN 'STORAGE ' || format_type(o.opcintype, NULL) ELSE '' END
FROM pg_opclass o JOIN ns n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily JOIN named g ON g.oid = f.opfnamespace`;

const OPERATOR_FAMILIES = `
SELECT f.oid, n.schema, f.opfname, NULL, NULL, m.amname, format('CREATE OPERATOR FAMILY %s%I USING %I', n.prefix, f.opfname, m.amname)
  || coalesce(format(E';\\nALTER OPERATOR FAMILY %s%I USING %I ADD ', n.prefix, f.opfname, m.amname) || ${items('pg_opfamily', 'f.oid', ', ')}, '')
FROM pg_opfamily f JOIN ns n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod`;

const CASTS = `
SELECT c.oid, NULL, format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL), NULL, NULL, NULL,
  format('CREATE CAST (%s AS %s) ', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
  || CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END
  || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
FROM pg_cast c WHERE c.oid >= ${OWN} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_cast'::regclass AND x.objid = c.oid AND x.deptype = 'i')`;

const TRANSFORMS = `
SELECT t.oid, NULL, format_type(t.trftype, NULL) || ' in ' || l.lanname, NULL, NULL, NULL,
  format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', format_type(t.trftype, NULL), l.lanname, concat_ws(', ', 'FROM SQL WITH FUNCTION ' || nullif(t.trffromsql::text, '-'), 'TO SQL WITH FUNCTION ' || nullif(t.trftosql::text, '-')))
FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang`;

const LANGUAGES = `
SELECT l.oid, NULL, l.lanname, NULL, NULL, NULL, format('CREATE %sLANGUAGE %I', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' ELSE '' END, l.lanname)
  || coalesce(' HANDLER ' || nullif(l.lanplcallfoid, 0)::regproc, '') FROM pg_language l WHERE l.oid >= ${OWN}
  AND l.lanname <> 'plpgsql' UNION ALL ${notedPlpgsql('LANGUAGE', 'pg_language', 'l.oid', 'pg_language l', 'l.lanname')}`;

// The columns of its catalogs are others in each version: 15 brought what is of a schema, of some columns and of some rows, 18 generated columns.
const publication = (version15: boolean) => `
SELECT p.oid, NULL, p.pubname, NULL, NULL, NULL, format('CREATE PUBLICATION %I', p.pubname)
  || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(', ',
    (SELECT 'TABLE ' || string_agg(coalesce(rel.shown, r.prrelid::regclass::text)${
      version15
        ? ` || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '')
      || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')`
        : ''
    }, ', ' ORDER BY r.prrelid::regclass::text)
      FROM pg_publication_rel r LEFT JOIN rel ON rel.oid = r.prrelid WHERE r.prpubid = p.oid)${
        version15
          ? `,
    (SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(s.pnnspid::regnamespace::text), ', ' ORDER BY s.pnnspid::regnamespace::text) FROM pg_publication_namespace s WHERE s.pnpubid = p.oid)`
          : ''
      }), ''), '') END
  || format(' WITH (publish = %L, publish_via_partition_root = %s%s)', concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
    CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END), p.pubviaroot::text,
    CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN ', publish_generated_columns = stored' WHEN 'n' THEN ', publish_generated_columns = none' ELSE '' END)
FROM pg_publication p`;

const ACCESS_METHODS = `
SELECT m.oid, NULL, m.amname, NULL, NULL, NULL, format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', m.amname, CASE m.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, m.amhandler)
FROM pg_am m WHERE m.oid >= ${OWN}`;

const GRANTEE = `CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END`;

// Each by itself, so that a change is what comes and what goes. For a schema they are beside the others, else in place of what the server gives (manual, pg_default_acl).
const DEFAULT_PRIVILEGES = `
SELECT a.oid, n.schema, pg_get_userbyid(a.defaclrole) || coalesce(' in ' || n.full_name, '') || ' on ' || lower(k.kind), NULL, NULL, NULL, s.definition
FROM pg_default_acl a LEFT JOIN named n ON n.oid = a.defaclnamespace
CROSS JOIN LATERAL (SELECT CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS kind,
  CASE WHEN a.defaclnamespace = 0 THEN acldefault(CASE a.defaclobjtype WHEN 'S' THEN 's' ELSE a.defaclobjtype END, a.defaclrole) END AS before,
  format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s ', pg_get_userbyid(a.defaclrole), coalesce(' IN SCHEMA ' || quote_ident(n.full_name), '')) AS head) k
CROSS JOIN LATERAL (
  SELECT string_agg(k.head || x.statement, E';\\n' ORDER BY x.statement DESC) AS definition FROM (
    SELECT format('REVOKE %s ON %s FROM %s', g.privilege_type, k.kind, ${GRANTEE}) AS statement FROM aclexplode(k.before) g
    WHERE NOT EXISTS (SELECT FROM aclexplode(a.defaclacl) h WHERE h.grantee = g.grantee AND h.privilege_type = g.privilege_type)
    UNION ALL SELECT format('GRANT %s ON %s TO %s%s', g.privilege_type, k.kind, ${GRANTEE}, CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) FROM aclexplode(a.defaclacl) g
    WHERE NOT EXISTS (SELECT FROM aclexplode(k.before) h WHERE h.grantee = g.grantee AND h.privilege_type = g.privilege_type AND h.is_grantable = g.is_grantable)) x) s
WHERE (a.defaclnamespace = 0 OR n.wanted) AND s.definition IS NOT NULL`;

/** What stands in no schema, or is seldom: see `ObjectQuery`. */
export const GLOBAL_OBJECTS: readonly ObjectQuery[] = [
  { type: 'schema', catalog: 'pg_namespace', when: null, sql: SCHEMAS },
  { type: 'extension', catalog: 'pg_extension', when: ownOrNoted('pg_extension'), sql: EXTENSIONS },
  { type: 'event trigger', catalog: 'pg_event_trigger', sql: EVENT_TRIGGERS },
  { type: 'server', catalog: 'pg_foreign_server', sql: SERVERS },
  { type: 'foreign data wrapper', catalog: 'pg_foreign_data_wrapper', sql: WRAPPERS },
  { type: 'user mapping', catalog: 'pg_user_mapping', when: anyOwn('pg_foreign_server'), sql: USER_MAPPINGS },
  { type: 'text search configuration', catalog: 'pg_ts_config', sql: SEARCH_CONFIGURATIONS },
  { type: 'text search dictionary', catalog: 'pg_ts_dict', sql: DICTIONARIES },
  { type: 'text search parser', catalog: 'pg_ts_parser', sql: PARSERS },
  { type: 'text search template', catalog: 'pg_ts_template', sql: TEMPLATES },
  { type: 'collation', catalog: 'pg_collation', sql: COLLATIONS },
  { type: 'conversion', catalog: 'pg_conversion', sql: CONVERSIONS },
  { type: 'operator', catalog: 'pg_operator', sql: OPERATORS },
  { type: 'operator class', catalog: 'pg_opclass', sql: OPERATOR_CLASSES },
  { type: 'operator family', catalog: 'pg_opfamily', sql: OPERATOR_FAMILIES },
  { type: 'cast', catalog: 'pg_cast', sql: CASTS },
  { type: 'transform', catalog: 'pg_transform', sql: TRANSFORMS },
  { type: 'language', catalog: 'pg_language', when: ownOrNoted('pg_language'), sql: LANGUAGES },
  { type: 'publication', catalog: 'pg_publication', until: 150000, sql: publication(false) },
  { type: 'publication', catalog: 'pg_publication', since: 150000, sql: publication(true) },
  { type: 'access method', catalog: 'pg_am', sql: ACCESS_METHODS },
  { type: 'default privileges', catalog: 'pg_default_acl', sql: DEFAULT_PRIVILEGES },
];
