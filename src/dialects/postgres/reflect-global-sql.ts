import type { ObjectQuery } from './reflect-object-sql.ts';
import { optionsSql } from './reflect-sql.ts';

// The schema that names are relative to is given, not made.
const SCHEMAS = `
SELECT n.oid, NULL, n.full_name, NULL, NULL, NULL, 'CREATE SCHEMA ' || quote_ident(n.full_name) FROM ns n WHERE n.schema IS NOT NULL`;

// plpgsql is in every database from the start.
const EXTENSIONS = `
SELECT e.oid, NULL, e.extname, NULL, NULL, NULL, format('CREATE EXTENSION %I SCHEMA %I VERSION %L', e.extname, n.full_name, e.extversion)
FROM pg_extension e JOIN named n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'`;

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

// Its columns are others in each version; the collation's version is the library's.
const COLLATIONS = `
SELECT c.oid, n.schema, c.collname, NULL, NULL, NULL,
  format('CREATE COLLATION %s%I ', n.prefix, c.collname) || (jsonb_strip_nulls(to_jsonb(c)) - ARRAY['oid', 'collname', 'collnamespace', 'collowner', 'collversion'])::text
FROM pg_collation c JOIN ns n ON n.oid = c.collnamespace`;

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

const OPERATOR_CLASSES = `
SELECT o.oid, n.schema, o.opcname, NULL, NULL, m.amname,
  format('CREATE OPERATOR CLASS %s%I %sFOR TYPE %s USING %s FAMILY %I', n.prefix, o.opcname, CASE WHEN o.opcdefault THEN 'DEFAULT ' ELSE '' END, format_type(o.opcintype, NULL), m.amname, f.opfname)
FROM pg_opclass o JOIN ns n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily`;

const OPERATOR_FAMILIES = `
SELECT f.oid, n.schema, f.opfname, NULL, NULL, m.amname, format('CREATE OPERATOR FAMILY %s%I USING %s', n.prefix, f.opfname, m.amname)
  || coalesce((SELECT string_agg(format(' OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator), '' ORDER BY o.amopstrategy, o.amopopr::regoperator::text) FROM pg_amop o WHERE o.amopfamily = f.oid), '')
  || coalesce((SELECT string_agg(format(' FUNCTION %s %s', p.amprocnum, p.amproc::regprocedure), '' ORDER BY p.amprocnum, p.amproc::regprocedure::text) FROM pg_amproc p WHERE p.amprocfamily = f.oid), '')
FROM pg_opfamily f JOIN ns n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod`;

const OWN = 16384; // what the server itself brings has an oid below (FirstNormalObjectId)

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
  || coalesce(' HANDLER ' || nullif(l.lanplcallfoid, 0)::regproc, '') FROM pg_language l WHERE l.oid >= ${OWN}`;

// The columns of its three catalogs are others in each version. Tables and schemas are named, the rest is as it stands there.
const publication = (version15: boolean) => `
SELECT p.oid, NULL, p.pubname, NULL, NULL, NULL, format('CREATE PUBLICATION %I ', p.pubname) || (to_jsonb(p) - ARRAY['oid', 'pubname', 'pubowner'])::text
  || coalesce((SELECT string_agg(format(E'\\nTABLE %s', coalesce(rel.shown, r.prrelid::regclass::text))${
    version15
      ? ` || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '')
    || coalesce(' WHERE ' || pg_get_expr(r.prqual, r.prrelid), '')`
      : ''
  }, '' ORDER BY r.prrelid::regclass::text)
    FROM pg_publication_rel r LEFT JOIN rel ON rel.oid = r.prrelid WHERE r.prpubid = p.oid), '')${
      version15
        ? ` || coalesce((SELECT string_agg(E'\\nTABLES IN SCHEMA ' || s.pnnspid::regnamespace, '' ORDER BY s.pnnspid::regnamespace::text) FROM pg_publication_namespace s WHERE s.pnpubid = p.oid), '')`
        : ''
    }
FROM pg_publication p`;

const ACCESS_METHODS = `
SELECT m.oid, NULL, m.amname, NULL, NULL, NULL, format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', m.amname, CASE m.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, m.amhandler)
FROM pg_am m WHERE m.oid >= ${OWN}`;

const DEFAULT_PRIVILEGES = `
SELECT a.oid, n.schema, pg_get_userbyid(a.defaclrole) || ' ' || a.defaclobjtype::text, NULL, NULL, NULL,
  format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s %s: ', pg_get_userbyid(a.defaclrole), coalesce(' IN SCHEMA ' || quote_ident(n.full_name), ''), a.defaclobjtype)
  || coalesce((SELECT string_agg(format('%s %s%s', CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END, x.privilege_type, CASE WHEN x.is_grantable THEN '*' ELSE '' END), ', '
    ORDER BY pg_get_userbyid(x.grantee), x.privilege_type) FROM aclexplode(a.defaclacl) x), 'nothing')
FROM pg_default_acl a LEFT JOIN named n ON n.oid = a.defaclnamespace WHERE a.defaclnamespace = 0 OR n.wanted`;

/** What stands in no schema, or is seldom: see `ObjectQuery`. */
export const GLOBAL_OBJECTS: readonly ObjectQuery[] = [
  { type: 'schema', catalog: 'pg_namespace', sql: SCHEMAS },
  { type: 'extension', catalog: 'pg_extension', sql: EXTENSIONS },
  { type: 'event trigger', catalog: 'pg_event_trigger', sql: EVENT_TRIGGERS },
  { type: 'server', catalog: 'pg_foreign_server', sql: SERVERS },
  { type: 'foreign data wrapper', catalog: 'pg_foreign_data_wrapper', sql: WRAPPERS },
  { type: 'user mapping', catalog: 'pg_user_mapping', sql: USER_MAPPINGS },
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
  { type: 'language', catalog: 'pg_language', sql: LANGUAGES },
  { type: 'publication', catalog: 'pg_publication', until: 150000, sql: publication(false) },
  { type: 'publication', catalog: 'pg_publication', since: 150000, sql: publication(true) },
  { type: 'access method', catalog: 'pg_am', sql: ACCESS_METHODS },
  { type: 'default privileges', catalog: 'pg_default_acl', sql: DEFAULT_PRIVILEGES },
];
