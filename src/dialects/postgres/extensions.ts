import type { SchemaSnapshot } from '../../model/schema.ts';
import type { Connection } from '../connection.ts';

// What columns, expressions and indexes name: types, functions and operator classes.
const MEMBERS = `SELECT e.extname::text AS extension, d.classid::regclass::text AS catalog, coalesce(t.typname, p.proname, o.opcname)::text AS name
  FROM pg_extension e JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
  LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
  LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
  LEFT JOIN pg_opclass o ON d.classid = 'pg_opclass'::regclass AND o.oid = d.objid
  WHERE e.extname <> 'plpgsql' AND coalesce(t.typname, p.proname, o.opcname) IS NOT NULL`;

/** The extensions of the database whose types, functions or operator classes the tables of `desired` name and those of `live` do not, by name, sorted. */
export async function extensionsNewIn(
  db: Connection,
  live: SchemaSnapshot,
  desired: SchemaSnapshot,
): Promise<readonly string[]> {
  const members = await db.query(MEMBERS);
  if (members.length === 0) return [];
  const [before, after] = [namesIn(live), namesIn(desired)];
  const used = (names: ReadonlySet<string>) =>
    new Set(
      members.flatMap(({ extension, catalog, name }) => (names.has(`${catalog} ${name}`) ? String(extension) : [])),
    );
  const known = used(before);
  return [...used(after)].filter((name) => !known.has(name)).sort();
}

// `pg_type citext`, `pg_proc uuid_generate_v4`, `pg_opclass gin_trgm_ops`
function namesIn({ tables }: SchemaSnapshot): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { columns, constraints, indexes } of tables) {
    for (const { type } of columns) names.add(`pg_type ${type.replace(/^.*\./, '').replace(/["[\]]|\(.*\)/g, '')}`);
    for (const { parts } of indexes)
      for (const { opclass } of parts) names.add(`pg_opclass ${opclass?.replace(/^.*\./, '')}`);
    const said = JSON.stringify([columns.map((own) => [own.default, own.generated]), constraints, indexes]);
    for (const [, name] of said.matchAll(/([\p{L}_][\p{L}\p{N}_$]*)(?:\\")?\(/gu)) names.add(`pg_proc ${name}`);
  }
  return names;
}
