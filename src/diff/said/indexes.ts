import type { Index, IndexPart, Table } from '../../model/schema.ts';
import { identifiersIn } from '../mentions.ts';
import { type Backed, goneColumns } from './constraints.ts';

/**
 * The indexes of a table: name, columns, order, operator classes, method, condition and uniqueness are the model's, what else they have is live's. Those
 * with INCLUDE, which no model can say, stay while their columns do; so do the parts of a partitioned table's index.
 */
export function indexesSaid(live: Table, desired: Table, { kept, left }: Backed): readonly Index[] {
  const said = new Map(desired.indexes.filter((index) => !left.includes(index)).map((index) => [index.name, index]));
  const lost = goneColumns(live, desired);
  const own = live.indexes.flatMap((index) => {
    const other = said.get(index.name);
    said.delete(index.name);
    if (other !== undefined) return [indexSaid(index, other)];
    if (lost.size > 0 && [...indexed(index)].some((name) => lost.has(name))) return [];
    return kept.includes(index) || index.include.length > 0 || index.partOf !== undefined ? [index] : [];
  });
  return [...own, ...said.values()];
}

function indexed({ parts, include, where }: Index): ReadonlySet<string> {
  const texts = [where ?? '', ...parts.map(({ expression }) => expression ?? '')];
  return new Set([...include, ...parts.flatMap(({ column }) => column ?? []), ...texts.flatMap(names)]);
}

const names = (sql: string) => [...identifiersIn(sql.replace(/'(?:[^']|'')*'/g, ''))];

function indexSaid(live: Index, desired: Index): Index {
  const { valid: _, ...own } = live;
  const isSamePlace = live.parts.length === desired.parts.length;
  return {
    ...own,
    unique: desired.unique,
    method: desired.method,
    where: desired.where,
    parts: desired.parts.map((part, at) => partSaid(isSamePlace ? live.parts[at] : undefined, part)),
  };
}

// NULLS FIRST, and the collation of a column, are nothing that a model can say.
function partSaid(live: IndexPart | undefined, desired: IndexPart): IndexPart {
  if (live === undefined || live.column !== desired.column || live.expression !== desired.expression) return desired;
  const isSameOrder = live.order === desired.order;
  return {
    ...desired,
    collation: desired.collation ?? live.collation,
    nulls: isSameOrder ? (desired.nulls ?? live.nulls) : desired.nulls,
  };
}
