import { display, type QualifiedName } from '../../model/names.ts';
import type { Column, EnumType, SchemaSnapshot, Table } from '../../model/schema.ts';

/** The enum types, and the desired schema with live's names for them. */
export interface EnumsSaid {
  readonly enums: readonly EnumType[];
  readonly typed: SchemaSnapshot;
}

/**
 * An enum type is called by Sequelize after its table and column, whatever it is called in the database: live's name counts where the column is of an
 * enum type there, and the labels are the model's. A type of live's that only columns use which go, goes with them; any other stays.
 */
export function enumsSaid(live: SchemaSnapshot, desired: SchemaSnapshot): EnumsSaid {
  const theirs = new Map(live.enums.map((type) => [display(type.name), type]));
  const ours = new Map(desired.enums.map((type) => [display(type.name), type]));
  const names = renamed(live, desired, { theirs, ours });
  const tables = desired.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => columnSaid(column, ours, names)),
  }));
  const typed = { ...desired, tables };
  const enums = new Map<string, EnumType>();
  for (const type of desired.enums) {
    const name = names.get(display(type.name)) ?? type.name;
    const own = theirs.get(display(name));
    if (!enums.has(display(name))) enums.set(display(name), { ...own, name, labels: type.labels });
  }
  const used = typesOf(live.tables);
  const uses = typesOf(tables);
  for (const type of live.enums) {
    const name = display(type.name);
    const goes = used.has(name) && !uses.has(name) && !isOfOtherTables(name, live, desired);
    if (!enums.has(name) && !goes) enums.set(name, type);
  }
  const place = new Map(live.enums.map(({ name }, at) => [display(name), at]));
  const at = ({ name }: EnumType) => place.get(display(name)) ?? live.enums.length;
  return { enums: [...enums.values()].sort((one, other) => at(one) - at(other)), typed };
}

type Types = ReadonlyMap<string, EnumType>;

// Model's type → live's. Where two columns share a type of live's and their models disagree on its labels, each keeps its own.
function renamed(
  live: SchemaSnapshot,
  desired: SchemaSnapshot,
  { theirs, ours }: { theirs: Types; ours: Types },
): ReadonlyMap<string, QualifiedName> {
  const before = new Map(live.tables.map((table) => [display(table.name), table]));
  const wanted = new Map<string, { readonly to: EnumType; readonly labels: Set<string> }>();
  const found = new Map<string, QualifiedName>();
  for (const table of desired.tables) {
    for (const { name, type } of table.columns) {
      const own = ours.get(bare(type));
      const other = before.get(display(table.name))?.columns.find((column) => column.name === name);
      const to = other === undefined ? undefined : theirs.get(bare(other.type));
      if (own === undefined || to === undefined) continue;
      const known = wanted.get(display(to.name)) ?? { to, labels: new Set<string>() };
      known.labels.add(JSON.stringify(own.labels));
      wanted.set(display(to.name), known);
      found.set(display(own.name), to.name);
    }
  }
  const torn = new Set([...wanted.values()].filter(({ labels }) => labels.size > 1).map(({ to }) => display(to.name)));
  return new Map([...found].filter(([, to]) => !torn.has(display(to))));
}

function columnSaid(column: Column, ours: Types, names: ReadonlyMap<string, QualifiedName>): Column {
  const own = ours.get(bare(column.type));
  const to = own === undefined ? undefined : names.get(display(own.name));
  if (own === undefined || to === undefined) return column;
  const array = column.type.endsWith('[]') ? '[]' : '';
  const [was, is] = [column.type.replace(/\[\]$/, ''), written(to)];
  return {
    ...column,
    type: `${is}${array}`,
    default: column.default === null ? null : column.default.replaceAll(`::${was}`, `::${is}`),
  };
}

/** A type's name without quotes and brackets, as `display` gives it. */
const bare = (type: string) => type.replace(/\[\]$/, '').replaceAll('"', '');

const identifier = (name: string) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

function written({ schema, name }: QualifiedName): string {
  return schema === null ? identifier(name) : `${identifier(schema)}.${identifier(name)}`;
}

function typesOf(tables: readonly Table[]): ReadonlySet<string> {
  return new Set(tables.flatMap(({ columns }) => columns.map(({ type }) => bare(type))));
}

// Tables that stay although no model describes them (partitions, other schemas) use it.
function isOfOtherTables(name: string, live: SchemaSnapshot, desired: SchemaSnapshot): boolean {
  const schemas = new Set(desired.tables.map((table) => table.name.schema));
  const stays = live.tables.filter(
    ({ name: own, partitioning }) =>
      (partitioning?.parents.length ?? 0) > 0 || (own.schema !== null && !schemas.has(own.schema)),
  );
  return typesOf(stays).has(name);
}
