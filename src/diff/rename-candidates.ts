import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column, EnumType, SchemaSnapshot, Table } from '../model/schema.ts';
import { likeness } from './likeness.ts';
import type { Candidate, Rename } from './rename.ts';

interface Schemas {
  readonly current: SchemaSnapshot;
  readonly desired: SchemaSnapshot;
}

// Below these two names, or two lists of columns, have as good as nothing in common.
const LIKE = 0.4;
const SHARED_COLUMNS = 0.5;

/** What may have been renamed, of each kind: one side gone, the other new, the content the same. */
export const candidates = { tables, columns, indexes, constraints, labels, enums };

// Most columns the same; the name may be quite another.
function tables(current: SchemaSnapshot, desired: SchemaSnapshot): readonly Candidate[] {
  const gone = current.tables.filter(({ name }) => !desired.tables.some((other) => isSame(other.name, name)));
  const fresh = desired.tables.filter(({ name }) => !current.tables.some((other) => isSame(other.name, name)));
  return pairs(gone, fresh).flatMap(([one, other]) => {
    if (one.name.schema !== other.name.schema) return [];
    const shared = sharedColumns(one, other, { current, desired });
    const like = likeness(one.name.name, other.name.name);
    if (shared < SHARED_COLUMNS || (like < LIKE && shared < 1)) return [];
    return [
      { rename: { kind: 'rename table', from: one.name, to: other.name } as const, score: (2 * shared + like) / 3 },
    ];
  });
}

// Of the columns of both, how many are the same in both.
function sharedColumns(one: Table, other: Table, schemas: Schemas): number {
  const same = one.columns.filter((column) =>
    other.columns.some(
      (own) => own.name === column.name && shapeOf(own, schemas.desired) === shapeOf(column, schemas.current),
    ),
  ).length;
  return same / Math.max(one.columns.length + other.columns.length - same, 1);
}

// The same type and everything else; a name that looks alike, or the same place in the table.
function columns(one: Table, other: Table, { current, desired }: Schemas): readonly Candidate[] {
  const gone = one.columns.filter(({ name }) => !other.columns.some((own) => own.name === name));
  const fresh = other.columns.filter(({ name }) => !one.columns.some((own) => own.name === name));
  return pairs(gone, fresh).flatMap(([from, to]) => {
    if (from.inherited === true || to.inherited === true) return []; // it follows its parent's
    if (shapeOf(from, current) !== shapeOf(to, desired)) return [];
    const place = one.columns.indexOf(from) === other.columns.indexOf(to) ? 0.2 : 0;
    const score = likeness(from.name, to.name) * 0.8 + place;
    if (score < LIKE) return [];
    return [{ rename: { kind: 'rename column', table: other.name, from: from.name, to: to.name } as const, score }];
  });
}

// All that a column is but its name; an enum type by its labels, for Sequelize calls it after its column.
function shapeOf({ name: _name, comment: _comment, ...column }: Column, { enums: types }: SchemaSnapshot): string {
  const type = types.find((own) => typeTexts(own.name).includes(column.type.replace(/\[\]$/, '')));
  const text = type === undefined ? null : typeTexts(type.name);
  const spelled = (sql: string | null) =>
    text === null || sql === null ? sql : text.reduce((now, each) => now.replaceAll(`::${each}`, '::enum'), sql);
  return JSON.stringify([
    type === undefined ? column.type : [type.labels, column.type.endsWith('[]')],
    column.nullable,
    spelled(column.default),
    column.identity,
    column.generated,
    column.collation,
  ]);
}

/** A type's name as SQL may spell it. */
export function typeTexts(name: QualifiedName): readonly string[] {
  const quote = (part: string) => `"${part.replaceAll('"', '""')}"`;
  const quoted = name.schema === null ? quote(name.name) : `${quote(name.schema)}.${quote(name.name)}`;
  const mixed =
    name.schema === null ? [] : [`${name.schema}.${quote(name.name)}`, `${quote(name.schema)}.${name.name}`];
  return [display(name), quoted, ...mixed];
}

function indexes(one: Table, other: Table): readonly Candidate[] {
  return alike(one.indexes, other.indexes, (from, to) => ({ kind: 'rename index', table: other.name, from, to }));
}

function constraints(one: Table, other: Table): readonly Candidate[] {
  return alike(one.constraints, other.constraints, (from, to) => ({
    kind: 'rename constraint',
    table: other.name,
    from,
    to,
  }));
}

// Named, and but for the name letter for letter the same.
function alike<T extends { readonly name: string | null }>(
  current: readonly T[],
  desired: readonly T[],
  rename: (from: string, to: string) => Rename,
): readonly Candidate[] {
  const content = ({ name: _, ...rest }: T) =>
    JSON.stringify(rest, (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
        : value,
    );
  const gone = current.filter(({ name }) => !desired.some((own) => own.name === name));
  const fresh = desired.filter(({ name }) => !current.some((own) => own.name === name));
  return pairs(gone, fresh).flatMap(([from, to]) => {
    if (from.name === null || to.name === null || content(from) !== content(to)) return [];
    return [{ rename: rename(from.name, to.name), score: likeness(from.name, to.name) }];
  });
}

// In the same place, or spelled alike.
function labels(one: EnumType, other: EnumType): readonly Candidate[] {
  const gone = one.labels.filter((label) => !other.labels.includes(label));
  const fresh = other.labels.filter((label) => !one.labels.includes(label));
  return pairs(gone, fresh).flatMap(([from, to]) => {
    const place = one.labels.indexOf(from) === other.labels.indexOf(to) ? 0.2 : 0;
    const score = likeness(from, to) * 0.8 + place;
    return score < LIKE ? [] : [{ rename: { kind: 'rename enum value', name: other.name, from, to } as const, score }];
  });
}

// The types of columns that are in both, where Sequelize would call them after the column or table as it is called now.
function enums(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  known: (table: Table) => boolean,
): readonly Candidate[] {
  return current.tables.filter(known).flatMap((table) => {
    const target = desired.tables.find(({ name }) => isSame(name, table.name));
    return table.columns.flatMap((column): readonly Candidate[] => {
      const wanted = target?.columns.find(({ name }) => name === column.name);
      const [from, to] = [enumOf(column, current), wanted === undefined ? undefined : enumOf(wanted, desired)];
      if (from === undefined || to === undefined || isSame(from.name, to.name)) return [];
      const stays = desired.enums.some(({ name }) => isSame(name, from.name));
      const there = current.enums.some(({ name }) => isSame(name, to.name));
      return stays || there ? [] : [{ rename: { kind: 'rename enum', from: from.name, to: to.name }, score: 1 }];
    });
  });
}

function enumOf({ type }: Column, { enums: types }: SchemaSnapshot): EnumType | undefined {
  return types.find(({ name }) => typeTexts(name).includes(type.replace(/\[\]$/, '')));
}

function pairs<T>(current: readonly T[], desired: readonly T[]): readonly (readonly [T, T])[] {
  return current.flatMap((one) => desired.map((other) => [one, other] as const));
}
