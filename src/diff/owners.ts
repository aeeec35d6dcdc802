import type { Grants, SchemaSnapshot } from '../model/schema.ts';
import { grantsThing, keyOf } from './things.ts';

type Holder = Grants['to'][number];

/**
 * The rights on both sides that are not the default ones; null: nobody looked at them on one of the sides. Who owns something is no difference: what was granted to
 * the role that owns it on the other side counts as the owner's, which is what ALTER … OWNER TO makes of it (PostgreSQL, aclnewowner).
 */
export function rightsOfBoth(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
): readonly [current: readonly Grants[], desired: readonly Grants[]] | null {
  const [before, after] = [grantsOf(current), grantsOf(desired)];
  if (before === null || after === null) return null;
  return [seenBeside(before, after), seenBeside(after, before)];
}

/** The same schema without a word of who owns something: what a person may keep beside another. */
export function withoutOwners(schema: SchemaSnapshot): SchemaSnapshot {
  const { grants } = schema;
  if (grants === undefined) return schema;
  const said = grants.filter(({ byDefault }) => byDefault !== true);
  return { ...schema, grants: said.map(({ owner: _, ...own }) => own) };
}

// An empty schema has none.
function grantsOf({ grants, tables, objects }: SchemaSnapshot): readonly Grants[] | null {
  return grants ?? (tables.length === 0 && objects.length === 0 ? [] : null);
}

function seenBeside(grants: readonly Grants[], others: readonly Grants[]): readonly Grants[] {
  const byThing = new Map(others.map((own) => [keyOf(grantsThing(own)), own]));
  return grants.flatMap((own) => {
    const other = byThing.get(keyOf(grantsThing(own)));
    const { owner, byDefault: _, ...seen } = own;
    if (own.byDefault === true && (other === undefined || other.byDefault === true)) return [];
    const anew = other?.owner;
    return anew === undefined || anew === owner ? seen : { ...seen, to: ownedBy(anew, seen.to) };
  });
}

function ownedBy(owner: string, to: readonly Holder[]): readonly Holder[] {
  const merged = to.filter(({ role }) => role === null || role === owner);
  if (merged.length === 0) return to;
  const privileges = [...new Set(merged.flatMap((holder) => holder.privileges))].sort();
  const own: Holder = { role: null, privileges, grantOption: [] };
  return [own, ...to.filter((holder) => !merged.includes(holder))];
}
