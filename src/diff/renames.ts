import { apply } from '../changes/index.ts';
import { display, isSame } from '../model/names.ts';
import type { SchemaSnapshot, Table } from '../model/schema.ts';
import { type Candidate, flagOf, type Rename, tableOf } from './rename.ts';
import { candidates } from './rename-candidates.ts';
import { retyped } from './retyped.ts';

/** What renames make of a schema. */
export interface Renamed {
  readonly schema: SchemaSnapshot;
  /** The renames, and those that follow from them: of an enum type, an index, a constraint that is called after its column or table. */
  readonly changes: readonly Rename[];
}

/**
 * What may have been renamed, likeliest first, in the order in which it would have to be asked: tables, then what is in them. One side is gone and the
 * other new; each is in one proposal at most. Proposals alone: nothing is known of what a person meant. `declined`: not these, in `--rename`'s words.
 */
export function proposedRenames(
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
  declined: ReadonlySet<string> = new Set(),
): readonly Rename[] {
  const bestPairs = (all: readonly Candidate[]) => bestOf(all.filter(({ rename }) => !declined.has(flagOf(rename))));
  const tables = bestPairs(candidates.tables(current, desired));
  const { schema, changes } = withRenames(current, desired, tables);
  const followed = changes.slice(tables.length);
  const rest = schema.tables.flatMap((table) => {
    const target = desired.tables.find(({ name }) => isSame(name, table.name));
    if (target === undefined) return [];
    const columns = bestPairs(candidates.columns(table, target, { current: schema, desired }));
    const inside = withRenames(schema, desired, columns);
    const now = inside.schema.tables.find(({ name }) => isSame(name, table.name)) ?? table;
    return [
      ...columns,
      ...bestPairs(candidates.indexes(now, target)),
      ...bestPairs(candidates.constraints(now, target)),
    ];
  });
  const labels = schema.enums.flatMap((type) => {
    const target = desired.enums.find(({ name }) => isSame(name, type.name));
    return target === undefined ? [] : bestPairs(candidates.labels(type, target));
  });
  const isFollowed = (rename: Rename) => followed.some((other) => JSON.stringify(other) === JSON.stringify(rename));
  return [...tables, ...[...rest, ...labels].filter((rename) => !isFollowed(rename))];
}

/** A schema with renames made, and what follows from them as far as `desired` has it so. Throws an Error that names what is missing. */
export function withRenames(current: SchemaSnapshot, desired: SchemaSnapshot, renames: readonly Rename[]): Renamed {
  let schema = current;
  const changes: Rename[] = [];
  const make = (rename: Rename) => {
    schema = rename.kind === 'rename enum' ? retyped(apply(rename, schema), rename) : apply(rename, schema);
    changes.push(rename);
  };
  for (const rename of inOrder(renames)) make(rename);
  const touched = new Set(changes.flatMap((rename) => display(tableOf(rename) ?? { schema: null, name: '' })));
  const known = (table: Table) => touched.has(display(table.name));
  for (const rename of bestOf(candidates.enums(schema, desired, known))) make(rename);
  for (const { name } of schema.tables.filter(known)) {
    const find = ({ tables }: SchemaSnapshot) => tables.find((table) => isSame(table.name, name));
    const [own, target] = [find(schema), find(desired)];
    if (own === undefined || target === undefined) continue;
    for (const rename of bestOf(candidates.indexes(own, target))) make(rename);
    for (const rename of bestOf(candidates.constraints(own, target))) make(rename);
  }
  return { schema, changes };
}

const RANK: readonly Rename['kind'][] = [
  'rename table',
  'rename enum',
  'rename enum value',
  'rename column',
  'rename index',
  'rename constraint',
];

function inOrder(renames: readonly Rename[]): readonly Rename[] {
  return [...renames].sort((one, other) => RANK.indexOf(one.kind) - RANK.indexOf(other.kind));
}

// Best first; what is in one of them is in no other.
function bestOf(all: readonly Candidate[]): readonly Rename[] {
  const used = new Set<string>();
  const chosen: Rename[] = [];
  for (const { rename } of [...all].sort((one, other) => other.score - one.score)) {
    const place = JSON.stringify([
      rename.kind,
      tableOf(rename) === null || rename.kind === 'rename table' ? null : tableOf(rename),
    ]);
    const ends = [`${place} from ${JSON.stringify(rename.from)}`, `${place} to ${JSON.stringify(rename.to)}`];
    if (ends.some((end) => used.has(end))) continue;
    for (const end of ends) used.add(end);
    chosen.push(rename);
  }
  return chosen;
}
