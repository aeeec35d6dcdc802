import { FACTS } from './kept-plan.ts';

/** Whether something was made or changed by the transaction that is open, its savepoints included. */
const MADE_NOW = 'age(xmin) <= (SELECT age(pg_current_xact_id_if_assigned()::xid))';

// What initdb made is left alone (FirstNormalObjectId).
const OURS = 'WHERE oid >= 16384';

// What no relation's lock tells of. Each is small, whatever the number of tables.
const GLOBAL: readonly (readonly [string, string])[] = [
  ['pg_proc', OURS],
  ['pg_type', "WHERE oid >= 16384 AND typtype <> 'c' AND typcategory <> 'A'"],
  ['pg_enum', OURS],
  ['pg_namespace', "WHERE nspname !~ '^pg_(temp|toast)'"],
  ['pg_extension', OURS],
  ['pg_depend', "WHERE refclassid = 'pg_extension'::regclass AND deptype = 'x'"],
  ['pg_collation', OURS],
  ['pg_conversion', OURS],
  ['pg_operator', OURS],
  ['pg_opclass', OURS],
  ['pg_opfamily', OURS],
  ['pg_cast', OURS],
  ['pg_transform', OURS],
  ['pg_language', ''],
  ['pg_am', ''],
  ['pg_event_trigger', OURS],
  ['pg_foreign_server', OURS],
  ['pg_foreign_data_wrapper', OURS],
  ['pg_ts_config', OURS],
  ['pg_ts_config_map', 'WHERE mapcfg >= 16384'],
  ['pg_ts_dict', OURS],
  ['pg_ts_parser', OURS],
  ['pg_ts_template', OURS],
  ['pg_publication', OURS],
  ['pg_publication_rel', OURS],
  ['pg_default_acl', OURS],
  ['pg_statistic_ext', OURS],
  ['pg_constraint', 'WHERE contypid >= 16384'],
];

/** How many there are of everything that is no relation, as one text: another one after one was made or dropped. Behind each `/`: of which this transaction has made. */
export const GLOBAL_COUNTS = `concat_ws(' ', ${GLOBAL.map(([catalog, where]) => `(SELECT count(*) || '/' || count(*) FILTER (WHERE ${MADE_NOW}) FROM ${catalog} ${where})`).join(', ')}, (SELECT count(*) FROM pg_user_mappings))`;

/** How many comments there are. */
export const COMMENTS = '(SELECT count(*) FROM pg_description WHERE objoid >= 16384)';

// Found by its number, however large the planner takes the few for: it would go through the whole catalog.
const BY_NUMBER = 'SELECT oid, relname, relkind, relnamespace FROM pg_class WHERE pg_class.oid = near.oid OFFSET 0';

/**
 * One row, `touched`: JSON of what the open transaction may have changed. Each statement that changes a relation or its rows keeps a lock on it till the
 * end of the transaction (explicit-locking.html), so that the cost is that of the changes. `held`: relations with such a lock; `near`: those that were
 * altered, and those whose own texts may hold their names; `last` of a
 * sequence. `gone`: what was dropped. `plain`: none of those nearby has or is what only some relations have or are (rights, triggers, policies, rules, views). GRANT alone takes no lock.
 */
export const TOUCHED = `
WITH held AS MATERIALIZED (
  SELECT l.relation AS oid, bool_or(l.mode <> 'RowExclusiveLock') AS altered FROM pg_locks l
  WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.relation >= 16384 AND l.mode NOT IN ('AccessShareLock', 'RowShareLock')
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) GROUP BY 1),
said AS MATERIALIZED (SELECT classoid, objoid FROM pg_description WHERE objoid >= 16384 AND ${MADE_NOW}),
altered AS MATERIALIZED (
  SELECT oid FROM held WHERE held.altered
  UNION SELECT coalesce(k.conrelid, t.tgrelid, p.polrelid, r.ev_class, i.indrelid, CASE WHEN said.classoid = 'pg_class'::regclass THEN said.objoid END) FROM said
  LEFT JOIN pg_constraint k ON said.classoid = 'pg_constraint'::regclass AND k.oid = said.objoid
  LEFT JOIN pg_trigger t ON said.classoid = 'pg_trigger'::regclass AND t.oid = said.objoid
  LEFT JOIN pg_policy p ON said.classoid = 'pg_policy'::regclass AND p.oid = said.objoid
  LEFT JOIN pg_rewrite r ON said.classoid = 'pg_rewrite'::regclass AND r.oid = said.objoid
  LEFT JOIN pg_index i ON said.classoid = 'pg_class'::regclass AND i.indexrelid = said.objoid
  UNION SELECT i.indrelid FROM held JOIN pg_index i ON i.indexrelid = held.oid WHERE held.altered
  UNION SELECT d.refobjid FROM held JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = held.oid AND d.refclassid = 'pg_class'::regclass
    WHERE held.altered),
near AS MATERIALIZED (
  SELECT oid FROM altered
  UNION SELECT coalesce(k.conrelid, r.ev_class, p.polrelid, f.adrelid, CASE WHEN d.classid = 'pg_class'::regclass THEN d.objid END)
  FROM altered JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = altered.oid
  LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
  LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
  LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
  LEFT JOIN pg_attrdef f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid)
SELECT json_build_object(
  'near', (SELECT coalesce(json_agg(json_build_array(c.oid::int8, n.nspname, c.relname, c.relkind)), '[]'::json)
    FROM near CROSS JOIN LATERAL (${BY_NUMBER}) c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')),
  'held', (SELECT coalesce(json_agg(json_build_array(c.oid::int8, n.nspname, c.relname, c.relkind, CASE c.relkind WHEN 'S' THEN pg_sequence_last_value(c.oid)::text END)), '[]'::json)
    FROM held JOIN pg_class c ON c.oid = held.oid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'm', 'S')),
  'gone', (SELECT coalesce(json_agg(held.oid::int8), '[]'::json) FROM held WHERE NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = held.oid)),
  'plain', NOT EXISTS (SELECT FROM near JOIN pg_class c ON c.oid = near.oid WHERE c.relkind IN ('v', 'm', 'f') OR c.relacl IS NOT NULL
    OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND (NOT t.tgisinternal OR t.tgparentid <> 0))
    OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid)
    OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL)),
  'facts', ${FACTS},
  'counts', ${GLOBAL_COUNTS},
  'comments', ${COMMENTS},
  'made', EXISTS (SELECT FROM said) OR EXISTS (SELECT FROM held JOIN pg_class c ON c.oid = held.oid WHERE c.relkind = 'c'))::text AS touched`;

/** The relations that a schema has names of, or those of some names (SQL literals), as an expression: JSON of `[number, schema, name]`. */
export function relations(names?: readonly string[]): string {
  const some = names === undefined ? '' : ` AND c.relname IN (${names.join(', ')})`;
  return `(SELECT coalesce(json_agg(json_build_array(c.oid::int8, n.nspname, c.relname)), '[]'::json)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.oid >= 16384${some})`;
}
