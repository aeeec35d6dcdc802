import type { SchemaChange } from '../changes/index.ts';
import { title } from '../changes/object-names.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { ObjectType, SchemaObject } from '../model/schema.ts';
import { type References, referencesIn } from './references.ts';

/** What goes from a schema. */
export interface Gone {
  readonly tables: readonly QualifiedName[];
  readonly columns: readonly { readonly table: QualifiedName; readonly name: string }[];
  /** Whether a table that stays has a column of that name: one without its table's name may be that one's. */
  stays(table: string, column: string): boolean;
}

// A function's body is not among them: PostgreSQL does not follow it, and what does not compile says so when it is called.
const ON_OTHERS: ReadonlySet<ObjectType> = new Set([
  'view',
  'materialized view',
  'rule',
  'policy',
  'trigger',
  'index',
  'statistics',
]);

/**
 * The objects whose text names what goes, and those that stand on them: none of them could be made again as it is. To each what it names: `t.a`, `t`.
 * A name that may be another table's counts for nothing: better an error that names the object than an object lost.
 */
export function orphans(objects: readonly SchemaObject[], gone: Gone): ReadonlyMap<SchemaObject, string> {
  const found = new Map<SchemaObject, string>();
  if (gone.tables.length === 0 && gone.columns.length === 0) return found;
  const standing = objects.filter(({ type }) => ON_OTHERS.has(type));
  const texts = new Map(standing.map((object) => [object, referencesIn(bodyOf(object))]));
  const names = [...gone.tables];
  for (let grew = true; grew; ) {
    grew = false;
    for (const [object, text] of texts) {
      const named = found.has(object) ? null : goneIn(object, text, { ...gone, tables: names });
      if (named === null) continue;
      found.set(object, named);
      if (object.type === 'view' || object.type === 'materialized view') names.push(object.name);
      grew = true;
    }
  }
  return found;
}

/** The objects that changes drop and do not make again because of what goes with the same changes, by their title; to each what it names. None of a table that goes itself. */
export function orphansOf(changes: readonly SchemaChange[]): ReadonlyMap<string, string> {
  const made = new Set(changes.flatMap((change) => (change.kind === 'create object' ? title(change.object) : [])));
  const tables = changes.flatMap((change) => (change.kind === 'drop table' ? change.name : []));
  const dropped = changes.flatMap((change): readonly SchemaObject[] => {
    if (change.kind !== 'drop object' || change.object.definition === null || made.has(title(change.object))) return [];
    const { definition, table } = change.object;
    const withTable = table !== null && tables.some((name) => isSame(name, table));
    return withTable ? [] : [{ ...change.object, definition }];
  });
  const columns = changes.flatMap((change) =>
    change.kind === 'drop column' ? { table: change.table, name: change.name } : [],
  );
  const found = dropped.length === 0 ? [] : orphans(dropped, { tables, columns, stays: () => false });
  return new Map([...found].map(([object, named]) => [title(object), named]));
}

function goneIn({ table: on }: SchemaObject, { tables, columns }: References, gone: Gone): string | null {
  const whole = gone.tables.find((name) => (on !== null && isSame(on, name)) || tables.has(name.name));
  if (whole !== undefined) return display(whole);
  const column = gone.columns.find(({ table, name }) => {
    const own = on !== null && isSame(on, table);
    if (!own && !tables.has(table.name)) return false;
    const called = new Set([table.name, ...(tables.get(table.name) ?? []), ...(own ? ['new', 'old'] : [])].map(lower));
    const elsewhere = [...tables.keys()].some((other) => other !== table.name && gone.stays(other, name));
    return columns.some(
      (one) => one.name === name && (one.qualifier === null ? !elsewhere : called.has(lower(one.qualifier))),
    );
  });
  return column === undefined ? null : `${display(column.table)}.${column.name}`;
}

const lower = (name: string) => name.toLowerCase();

// Behind its own name, and for a view behind those of its columns.
function bodyOf({ type, name, definition }: SchemaObject): string {
  if (type === 'view' || type === 'materialized view') return definition.replace(/^[\s\S]*?\sAS\s/i, '');
  const at = definition.indexOf(name.name);
  return at < 0 ? definition : definition.slice(at + name.name.length).replace(/^["`]/, '');
}
