import type { ReplacementChange } from '../changes/replacements.ts';
import type { QualifiedName } from '../model/names.ts';
import type { SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';
import { dependents, type Going } from './dependents.ts';
import { type Made, made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import { isClone, isEarly, placed } from './object-order.ts';
import { paired } from './pairs.ts';
import type { Rank } from './ranks.ts';
import { isRelease, replacement } from './replaced.ts';
import { isSameObject } from './same.ts';
import { keyOf, objectThing, type Thing } from './things.ts';

/** The changes of objects, and those that are made anew without being different. */
interface Objects {
  readonly changes: readonly Made[];
  /** The name of each, and the difference that is the cause. */
  readonly again: ReadonlyMap<string, Thing>;
}

/** What makes the views, functions, triggers … of one schema those of the other; sequences are apart. `list`: all changes of tables and types so far. */
export function objectChanges(list: readonly Made[], current: SchemaSnapshot, desired: SchemaSnapshot): Objects {
  const own = ({ objects }: SchemaSnapshot) => objects.filter(({ type }) => type !== 'sequence');
  const { dropped, created, kept } = paired(own(current), own(desired), (object) => keyOf(objectThing(object)));
  const drops: Going[] = dropped.map((object) => ({ object, about: objectThing(object) }));
  const creates: Going[] = created
    .filter((object) => isMadeByText(object) && !isClone(object, desired))
    .map((object) => ({ object, about: objectThing(object) }));
  const changes: Made[] = [];
  const stable: (readonly [SchemaObject, SchemaObject])[] = [];
  for (const [one, other] of kept) {
    const about = objectThing(other);
    if (isSameObject(one, other)) {
      stable.push([one, other]);
      continue;
    }
    if (one.definition === other.definition) {
      const [from, to] = [one.comment ?? null, other.comment ?? null];
      const { definition: _, ...object } = other;
      changes.push(made(about, { kind: 'set note', on: { type: 'object', object }, from, to }));
      stable.push([other, other]);
      continue;
    }
    const inPlace = replacement(one, other);
    if (inPlace !== null && !(isRetyping(inPlace) && isHeld(other, desired)))
      changes.push(made(about, inPlace, rankOf(inPlace)));
    else if (isMadeByText(other) && isMadeByText(one) && !isHeld(other, desired)) {
      drops.push({ object: one, about });
      creates.push({ object: other, about });
    }
  }
  const again = dependents(list, drops, stable);
  for (const { pair, because } of again) {
    drops.push({ object: pair[0], about: objectThing(pair[0]), because });
    creates.push({ object: pair[1], about: objectThing(pair[1]), because });
  }
  return { changes: [...changes, ...placed(drops, creates, { current, desired })], again: remadeOf(drops, creates) };
}

function remadeOf(drops: readonly Going[], creates: readonly Going[]): ReadonlyMap<string, Thing> {
  const came = new Set(creates.map(({ about }) => keyOf(about)));
  const both = drops.filter(({ about }) => came.has(keyOf(about)));
  return new Map(both.map(({ about, because }) => [about.object, because ?? about]));
}

function rankOf(change: ReplacementChange): Rank | undefined {
  if (isRelease(change)) return 'drop options';
  return isEarly(change.to.type) ? 'create early objects' : undefined;
}

// A column of the type keeps its attributes as they are (PostgreSQL manual, ALTER TYPE).
const isRetyping = ({ up }: { readonly up: readonly string[] }) => up.some((sql) => / ALTER ATTRIBUTE /.test(sql));

// An index whose building failed is dropped, and not made again.
const isMadeByText = ({ definition }: SchemaObject) => !definition.includes('/* INVALID */');

// A type or a collation that a column has cannot be dropped, not even for a moment, and what an extension or a schema holds would go with it.
function isHeld({ type, name }: SchemaObject, { tables }: SchemaSnapshot): boolean {
  if (type === 'collation') return tables.some((table) => isCollated(table, name));
  if (type === 'extension' || type === 'schema') return true;
  if (type !== 'domain' && type !== 'type') return false;
  return tables.some(({ columns }) => columns.some((column) => identifiersIn(column.type).has(name.name)));
}

function isCollated({ columns, indexes }: Table, { name }: QualifiedName): boolean {
  const names = (text: string | null) => text !== null && (text === name || identifiersIn(text).has(name));
  return (
    columns.some(({ collation, generated }) => names(collation) || names(generated?.expression ?? null)) ||
    indexes.some(({ parts }) => parts.some(({ collation, expression }) => names(collation) || names(expression)))
  );
}
