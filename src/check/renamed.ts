import { apply } from '../changes/index.ts';
import { title } from '../changes/object-names.ts';
import type { Sides } from '../diff/compared.ts';
import type { Difference } from '../diff/differences.ts';
import type { Rename } from '../diff/rename.ts';
import { proposedRenames } from '../diff/renames.ts';
import { display, isSame } from '../model/names.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';

/** A schema with what looks renamed called as it is desired, and a difference for each whose change is the rename: rows and values stay. */
export interface CalledAgain {
  readonly schema: SchemaSnapshot;
  readonly differences: readonly Difference[];
}

type Called = Extract<Rename, { readonly kind: 'rename table' | 'rename column' }>;

/** Tables and columns that are gone on one side and new on the other, so much alike that a rename is likelier; likeliest first. */
export function calledAgain(current: SchemaSnapshot, desired: SchemaSnapshot, sides: Sides): CalledAgain {
  const renames = proposedRenames(current, desired).filter(
    (rename): rename is Called => rename.kind === 'rename table' || rename.kind === 'rename column',
  );
  if (renames.length === 0) return { schema: current, differences: [] };
  const renamed = renames.reduce<SchemaSnapshot>((schema, rename) => apply(rename, schema), current);
  return { schema: followed(renamed, desired, renames), differences: renames.map((rename) => told(rename, sides)) };
}

function told(rename: Called, sides: Sides): Difference {
  const [kind, from, to] =
    rename.kind === 'rename table'
      ? (['table', display(rename.from), display(rename.to)] as const)
      : (['column', `${display(rename.table)}.${rename.from}`, `${display(rename.table)}.${rename.to}`] as const);
  const detail = `${kind} ${from} ${sides.current} looks like ${to} ${sides.desired}, renamed`;
  return { kind, object: from, detail, changes: [rename] };
}

// The database writes the new name into every text that has the old one: views, CHECKs, conditions, the owner of a sequence.
function followed(schema: SchemaSnapshot, desired: SchemaSnapshot, renames: readonly Called[]): SchemaSnapshot {
  const names = renames.map(({ kind, from, to }) =>
    kind === 'rename table' ? ([from.name, to.name] as const) : ([from, to] as const),
  );
  const texts = (value: unknown) =>
    names.reduce(
      (text, [from, to]) => text.replaceAll(new RegExp(`(?<![\\w$])${escaped(from)}(?![\\w$])`, 'gu'), to),
      JSON.stringify(value).replaceAll('\\"', ''),
    );
  const asDesired = <T>(own: T, other: T | undefined): T =>
    other !== undefined && texts(own) === texts(other) ? other : own;
  const inTable = (table: Table): Table => {
    const target = desired.tables.find(({ name }) => isSame(name, table.name));
    const named = <T extends { readonly name: string | null }>(list: readonly T[], others: readonly T[] = []) =>
      list.map((own) =>
        asDesired(
          own,
          others.find(({ name }) => name === own.name),
        ),
      );
    return {
      ...table,
      columns: named(table.columns, target?.columns),
      constraints: named(table.constraints, target?.constraints),
      indexes: named(table.indexes, target?.indexes),
    };
  };
  const objects = new Map(desired.objects.map((object) => [title(object), object]));
  return {
    ...schema,
    tables: schema.tables.map(inTable),
    objects: schema.objects.map((object) => asDesired(object, objects.get(title(object)))),
  };
}

const escaped = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
