import { isSame } from '../model/names.ts';
import type { Grants, SchemaSnapshot } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { rightsOfBoth } from './owners.ts';
import { paired } from './pairs.ts';
import { isSameSet } from './same.ts';
import { grantsThing, keyOf, type Thing } from './things.ts';

/** What makes the rights of one schema those of the other. `again`: objects that are made anew, and lose theirs by it. */
export function grantChanges(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  again: ReadonlyMap<string, Thing>,
): readonly Made[] {
  const [before, after] = rightsOfBoth(current, desired) ?? [[], []];
  const anew = new Map(
    [...again].map(([name, cause]) => [`grants on ${name.replace(/^(?:materialized )?view /, 'table ')}`, cause]),
  );
  const { dropped, created, kept } = paired(before, after, (own) => keyOf(grantsThing(own)));
  const owners = new Map((current.grants ?? []).map((own) => [grantsThing(own).object, own.owner]));
  const set = (on: Grants, from: Grants['to'] | null, to: Grants['to'] | null): Made => {
    const { to: _, ...holding } = on;
    const { object } = grantsThing(on);
    const owner = anew.has(object) ? undefined : owners.get(object);
    const held = { ...holding, ...(owner !== undefined && { owner }) };
    return made(grantsThing(on), { kind: 'set grants', on: held, from, to });
  };
  const around = columnsAround(
    [
      ...dropped.map((own) => [own, { ...own, to: [] }] as const),
      ...kept.filter(([one, other]) => !isSameSet(one.to, other.to)),
    ],
    kept.map(([one]) => one),
  );
  const lost = new Map(around.map((each) => [grantsThing(each.of).object, each.left]));
  return [
    ...dropped.map((own) => set(own, own.to, null)),
    ...around.map(({ of, left }): Made => ({ ...set(of, of.to, left), rank: 'take rights' })),
    ...created.map((own) => set(own, null, own.to)),
    ...kept.flatMap(([one, other]) => {
      const because = anew.get(grantsThing(one).object);
      const same = isSameSet(one.to, other.to);
      if (because !== undefined)
        return [set(one, one.to, null), set(other, null, other.to)].map((own) => (same ? { ...own, because } : own));
      return same || lost.has(grantsThing(one).object) ? [] : [set(other, one.to, other.to)];
    }),
    // in the end, behind those of the tables
    ...kept.flatMap(([one, other]) => {
      const left = lost.get(grantsThing(one).object);
      return left === undefined ? [] : [set(other, left, other.to)];
    }),
  ];
}

interface Around {
  readonly of: Grants;
  /** What is left of the rights; null: nothing. */
  readonly left: Grants['to'] | null;
}

// REVOKE on a table takes the same right on each of its columns, too (PostgreSQL manual, REVOKE).
function columnsAround(changed: readonly (readonly [Grants, Grants])[], all: readonly Grants[]): readonly Around[] {
  return changed
    .filter(([one]) => one.on === 'table')
    .flatMap(([one, other]) => {
      const gone = new Map(
        one.to.map(({ role, privileges }) => {
          const after = other.to.find((own) => own.role === role)?.privileges ?? [];
          return [role, privileges.filter((right) => !after.includes(right))];
        }),
      );
      const columns = all.filter((own) => own.on === 'column' && isSame(own.name, one.name));
      return columns.flatMap((of): readonly Around[] => {
        const left = of.to.flatMap((holder) => without(holder, gone.get(holder.role) ?? []));
        return isSameSet(left, of.to) ? [] : [{ of, left: left.length === 0 ? null : left }];
      });
    });
}

type Holder = Grants['to'][number];

function without(holder: Holder, gone: readonly string[]): readonly Holder[] {
  const stays = (right: string) => !gone.includes(right);
  const privileges = holder.privileges.filter(stays);
  if (privileges.length === 0) return [];
  return privileges.length === holder.privileges.length
    ? [holder]
    : [{ ...holder, privileges, grantOption: holder.grantOption.filter(stays) }];
}
