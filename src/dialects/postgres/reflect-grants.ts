import type { QualifiedName } from '../../model/names.ts';
import type { Grants } from '../../model/schema.ts';
import { anyOwn, type Kind, type Kinds } from './kinds.ts';
import { notOfExtension } from './reflect-sql.ts';

/** A row of `grantQueries`: one thing whose rights are said. */
export interface GrantRow extends QualifiedName {
  readonly on: Grants['on'];
  readonly column: string | null;
  readonly signature: string | null;
  readonly everybody: readonly string[] | null;
  readonly owner: string;
  readonly byDefault: boolean;
  /** Role (null: the owner), privilege, whether it may be handed on. */
  readonly holders: readonly (readonly [string | null, string, boolean])[];
}

interface Things {
  /** SQL: whether there can be any whose rights are said. Null: it is always looked. */
  readonly when: string | null;
  readonly sql: string;
}

// The name of each thing, its owner and its rights, with the letter that `acldefault` knows it by, and what PUBLIC has from the start beyond that.
const things = (version: number): readonly Things[] => [
  {
    when: null,
    sql: `SELECT CASE rel.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS "on", rel.schema, rel.relname::text AS name, NULL AS "column", NULL AS signature,
    rel.relowner AS owner, rel.relacl AS acl, (CASE rel.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char" AS letter, NULL::text[] AS everybody FROM rel`,
  },
  {
    when: null,
    sql: `SELECT 'column', rel.schema, rel.relname::text, a.attname::text, NULL, rel.relowner, a.attacl, 'c', NULL
    FROM rel JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped`,
  },
  {
    when: anyOwn('pg_proc', 'proacl IS NOT NULL'),
    sql: `SELECT 'function', n.schema, p.proname::text, NULL, pg_get_function_identity_arguments(p.oid), p.proowner, p.proacl, 'f', NULL
    FROM pg_proc p JOIN ns n ON n.oid = p.pronamespace WHERE p.proacl IS NOT NULL AND ${notOfExtension('pg_proc', 'p.oid')}`,
  },
  {
    when: null,
    sql: `SELECT 'schema', NULL, n.full_name::text, NULL, NULL, n.nspowner, n.nspacl, 'n', NULL FROM ns n WHERE n.full_name <> 'public' AND ${notOfExtension('pg_namespace', 'n.oid')}`,
  },
  // initdb grants these (manual, 5.9.6); one that was dropped and made again is without them
  {
    when: null,
    sql: `SELECT 'schema', NULL, 'public', NULL, NULL, n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner)), 'n', ARRAY['USAGE'${version < 150000 ? ", 'CREATE'" : ''}] FROM ns n WHERE n.full_name = 'public'`,
  },
  {
    when: anyOwn('pg_type', 'typacl IS NOT NULL'),
    sql: `SELECT 'type', n.schema, t.typname::text, NULL, NULL, t.typowner, t.typacl, 'T', NULL
    FROM pg_type t JOIN ns n ON n.oid = t.typnamespace WHERE t.typacl IS NOT NULL AND ${notOfExtension('pg_type', 't.oid')}`,
  },
  {
    when: 'EXISTS (SELECT FROM pg_language WHERE lanacl IS NOT NULL)',
    sql: `SELECT 'language', NULL, l.lanname::text, NULL, NULL, l.lanowner, l.lanacl, 'l', NULL FROM pg_language l`,
  },
  {
    when: anyOwn('pg_foreign_server'),
    sql: `SELECT 'server', NULL, s.srvname::text, NULL, NULL, s.srvowner, s.srvacl, 'S', NULL FROM pg_foreign_server s`,
  },
  {
    when: anyOwn('pg_foreign_data_wrapper'),
    sql: `SELECT 'foreign data wrapper', NULL, w.fdwname::text, NULL, NULL, w.fdwowner, w.fdwacl, 'F', NULL FROM pg_foreign_data_wrapper w`,
  },
];

// As a set: who granted it does not matter, and the owner is nobody by name, who may always hand on.
const holders = (acl: string) => `
(SELECT coalesce(jsonb_agg(jsonb_build_array(h.role, h.privilege_type, h.hand_on) ORDER BY h.role NULLS FIRST, h.privilege_type), '[]')
 FROM (SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC' WHEN t.owner THEN NULL ELSE pg_get_userbyid(x.grantee)::text END AS role,
   x.privilege_type, bool_or(x.is_grantable AND x.grantee <> t.owner) AS hand_on FROM aclexplode(${acl}) x GROUP BY 1, 2) h)`;

const BY_DEFAULT = `acldefault(t.letter, t.owner) || ARRAY(SELECT makeaclitem(0, t.owner, own, false) FROM unnest(t.everybody) own)`;

// Who made the database, and pg_database_owner (14; pg_authid.dat).
const INITIAL_OWNERS = '10, 6171';

const keyOf = (index: number) => `rights ${index}`;

/** The things with rights that not every database has. */
export const GRANT_KINDS: readonly Kind[] = things(0).flatMap(({ when }, index) =>
  when === null ? [] : [{ key: keyOf(index), present: when }],
);

/**
 * The query of all rights that are said; an ACL of NULL is what the owner and PUBLIC have by default. Those that say just that are there for their owner, but for
 * the schema `public` as a new database has it. Of all things that there are; null: of all.
 */
export function grantQueries(version: number, kinds: Kinds | null): string {
  return rightsOn(
    things(version).filter(({ when }, index) => kinds === null || when === null || kinds.has(keyOf(index))),
  );
}

/** Likewise of tables, columns and sequences alone. */
export function relationGrants(version: number): string {
  return rightsOn(things(version).slice(0, 2));
}

function rightsOn(list: readonly Things[]): string {
  return `
SELECT g."on", g.schema, g.name, g."column", g.signature, g.everybody, pg_get_userbyid(g.owner)::text AS owner, g.holders = g.by_default AS "byDefault", g.holders FROM (
  SELECT t.*, ${holders('t.acl')} AS holders, ${holders(BY_DEFAULT)} AS by_default
  FROM (${list.map(({ sql }) => sql).join('\n  UNION ALL ')}) t WHERE t.acl IS NOT NULL) g
WHERE g.holders <> g.by_default OR g.owner NOT IN (${INITIAL_OWNERS}) OR NOT (g."on" = 'schema' AND g.name = 'public') ORDER BY 1, 2 NULLS FIRST, 3, 4, 5`;
}

/** The rights that the rows describe, the privileges of each role together. */
export function grantsOf(rows: readonly GrantRow[]): readonly Grants[] {
  return rows.map(({ on, schema, name, column, signature, everybody, owner, byDefault, holders: list }) => ({
    on,
    name: { schema, name },
    column,
    signature,
    ...(everybody !== null && { everybody }),
    owner,
    ...(byDefault && { byDefault }),
    to: [...new Set(list.map(([role]) => role))].map((role) => {
      const own = list.filter(([holder]) => holder === role);
      const privileges = own.map(([, privilege]) => privilege);
      return { role, privileges, grantOption: own.filter(([, , handOn]) => handOn).map(([, privilege]) => privilege) };
    }),
  }));
}
