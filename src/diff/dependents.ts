import { isNoteAlone } from '../changes/undone.ts';
import type { ObjectType, SchemaObject } from '../model/schema.ts';
import type { Made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import type { Thing } from './things.ts';

/** An object on its way, and the difference in whose way it stands, if it is no different itself. */
export interface Going {
  readonly object: SchemaObject;
  readonly about: Thing;
  readonly because?: Thing;
}

const STANDING: ReadonlySet<ObjectType> = new Set([
  'view',
  'materialized view',
  'rule',
  'policy',
  'trigger',
  'index',
  'function',
  'procedure',
  'aggregate',
  'operator',
  'cast',
  'foreign table',
  'user mapping',
  'server',
  'text search configuration',
]);

// The text that PostgreSQL follows: what a body in quotes says is not looked at.
function followed({ type, definition }: SchemaObject): string {
  if (type !== 'function' && type !== 'procedure') return definition;
  return definition.replace(/\nAS \$[\s\S]*$/, '');
}

/** One before and after, and the difference that is the cause. */
export interface Fallen {
  readonly pair: readonly [SchemaObject, SchemaObject];
  readonly because: Thing;
}

/** Objects that stay as they are and stand in the way of a change: they go before it, and come back after it. */
export function dependents(
  list: readonly Made[],
  drops: readonly Going[],
  stable: readonly (readonly [SchemaObject, SchemaObject])[],
): readonly Fallen[] {
  const { columns, names } = disturbed(list, drops);
  if (columns.size === 0 && names.size === 0) return [];
  const standing = stable.filter(([one]) => STANDING.has(one.type));
  const users = new Map<string, (readonly [SchemaObject, SchemaObject])[]>();
  const words = new Map(standing.map((pair) => [pair, identifiersIn(followed(pair[0]))]));
  for (const [pair, own] of words) for (const word of own) users.set(word, [...(users.get(word) ?? []), pair]);
  const fallen = new Map<readonly [SchemaObject, SchemaObject], Thing>();
  const queue = [...names];
  for (const [table, own] of columns)
    for (const pair of users.get(table) ?? []) {
      const hit = [...own].find(([column]) => words.get(pair)?.has(column) === true);
      if (hit === undefined || fallen.has(pair)) continue;
      fallen.set(pair, hit[1]);
      queue.push([pair[0].name.name, hit[1]]);
    }
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    for (const pair of users.get(next[0]) ?? []) {
      if (fallen.has(pair) || pair[0].name.name === next[0]) continue;
      fallen.set(pair, next[1]);
      queue.push([pair[0].name.name, next[1]]);
    }
  return [...fallen].map(([pair, because]) => ({ pair, because }));
}

interface Disturbed {
  /** By the table's bare name. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, Thing>>;
  readonly names: ReadonlyMap<string, Thing>;
}

function disturbed(list: readonly Made[], drops: readonly Going[]): Disturbed {
  const columns = new Map<string, Map<string, Thing>>();
  const going = drops.filter(({ object }) => !isNoteAlone(object));
  const names = new Map(going.map(({ object, about }) => [object.name.name, about]));
  const note = (table: string, column: string, about: Thing) =>
    columns.set(table, (columns.get(table) ?? new Map<string, Thing>()).set(column, about));
  for (const { change, about } of list) {
    if (change.kind === 'drop column') note(change.table.name, change.name, about);
    if (change.kind === 'alter column' && change.to.type !== undefined) note(change.table.name, change.name, about);
    if (change.kind === 'drop table' || change.kind === 'drop enum') names.set(change.name.name, about);
    if (change.kind !== 'set enum labels') continue;
    names.set(change.name.name, about);
    for (const { table, column } of change.uses) note(table.name, column, about);
  }
  return { columns, names };
}
