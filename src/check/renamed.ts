import { apply, type SchemaChange } from '../changes/index.ts';
import { title } from '../changes/object-names.ts';
import type { Sides } from '../diff/compared.ts';
import type { Difference } from '../diff/differences.ts';
import { relabelled, renamedAttributes } from '../diff/relabelled.ts';
import type { Rename } from '../diff/rename.ts';
import { proposedRenames } from '../diff/renames.ts';
import { display, isSame } from '../model/names.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';

/** A schema with what looks renamed called as it is desired, and a difference for each whose change is the rename: rows and values stay. */
export interface CalledAgain {
  readonly schema: SchemaSnapshot;
  readonly differences: readonly Difference[];
}

type Called = Extract<Rename, { readonly kind: 'rename table' | 'rename column' | 'rename enum value' }>;

/**
 * Tables, columns and labels that are gone on one side and new on the other, so much alike that a rename is likelier; likeliest first. `altered`: ALTER has made one schema
 * of the other, so that a label in another's place is that one.
 */
export function calledAgain(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  sides: Sides,
  { altered = false }: { readonly altered?: boolean } = {},
): CalledAgain {
  const labels = altered ? relabelled(current, desired) : [];
  const proposed = proposedRenames(current, desired).filter(
    (rename): rename is Called => CALLED.has(rename.kind) && !(altered && rename.kind === 'rename enum value'),
  );
  const attributes = altered ? renamedAttributes(current, desired) : [];
  const isProposed = (one: Called) => proposed.some((other) => JSON.stringify(other) === JSON.stringify(one));
  const renames = [...proposed, ...attributes.filter((one) => !isProposed(one)), ...labels];
  if (renames.length === 0) return { schema: current, differences: [] };
  const changes = renames.map((rename) => changesOf(rename, current));
  const renamed = changes.flat().reduce<SchemaSnapshot>((schema, change) => apply(change, schema), current);
  return {
    schema: followed(renamed, desired, renames),
    differences: renames.map((rename, at) => told(rename, sides, changes[at] ?? [])),
  };
}

const CALLED: ReadonlySet<Rename['kind']> = new Set(['rename table', 'rename column', 'rename enum value']);

// A column of a table that is OF a type has no name of its own (PostgreSQL manual, CREATE TABLE).
function changesOf(rename: Called, { tables }: SchemaSnapshot): readonly SchemaChange[] {
  if (rename.kind !== 'rename column') return [rename];
  const { table } = rename;
  const typed = tables.find(({ name }) => isSame(name, table))?.options.filter((option) => option.startsWith('OF '));
  if (typed === undefined || typed.length === 0) return [rename];
  return [{ kind: 'set table options', table, from: typed, to: [] }, rename];
}

function told(rename: Called, sides: Sides, changes: readonly SchemaChange[]): Difference {
  const { kind, from, to } = wordsOf(rename);
  const detail = `${kind} ${from} ${sides.current} looks like ${to} ${sides.desired}, renamed`;
  return { kind, object: from, detail, changes };
}

function wordsOf(rename: Called): { readonly kind: string; readonly from: string; readonly to: string } {
  if (rename.kind === 'rename table') return { kind: 'table', from: display(rename.from), to: display(rename.to) };
  const [kind, owner] =
    rename.kind === 'rename column' ? (['column', rename.table] as const) : (['enum value', rename.name] as const);
  return { kind, from: `${display(owner)}.${rename.from}`, to: `${display(owner)}.${rename.to}` };
}

// The database writes the new name into every text that has the old one: views, CHECKs, conditions, the owner of a sequence.
function followed(schema: SchemaSnapshot, desired: SchemaSnapshot, renames: readonly Called[]): SchemaSnapshot {
  const names = renames.map(({ kind, from, to }) => {
    if (kind === 'rename table') return [from.name, to.name] as const;
    return kind === 'rename column' ? ([from, to] as const) : ([inSql(from), inSql(to)] as const);
  });
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
    // the attributes of a type have names of their own
    objects: schema.objects.map((object) =>
      object.type === 'type' ? object : asDesired(object, objects.get(title(object))),
    ),
  };
}

const inSql = (label: string) => label.replaceAll("'", "''");
const escaped = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
