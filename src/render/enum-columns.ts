import type { SchemaChange } from '../changes/index.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column } from '../model/schema.ts';

/** Enum types that `op` makes and drops with a column that is an ENUM, so that a revision does not name them (PostgreSQL). */
export interface EnumColumns {
  /** Changes that need no call of their own. */
  readonly silent: ReadonlySet<SchemaChange>;
  /** Types that may be gone with their last column by then. */
  readonly perhapsGone: ReadonlySet<SchemaChange>;
  /** Of a change: the labels of each column that is written as an ENUM. */
  labelsOf(change: SchemaChange): ReadonlyMap<string, readonly string[]>;
}

/** What a list of changes says of enum types beside its columns. */
export function enumColumns(changes: readonly SchemaChange[]): EnumColumns {
  const silent = new Set<SchemaChange>();
  const perhapsGone = new Set<SchemaChange>();
  const labels = new Map<SchemaChange, Map<string, readonly string[]>>();
  for (const [at, change] of changes.entries()) {
    if (change.kind === 'create enum') {
      const first = firstUse(changes.slice(at + 1), change.type.name);
      if (first === null || change.type.comment !== undefined) continue;
      silent.add(change);
      labels.set(first.change, new Map([...(labels.get(first.change) ?? []), [first.column, change.type.labels]]));
    }
    if (change.kind === 'drop enum' && /^enum_/.test(change.name.name) && goesWith(changes.slice(0, at), change.name)) {
      const elsewhere = changes.some(
        (other) => other.kind === 'alter column' && isOfType(other.from?.type ?? '', change.name),
      );
      (elsewhere ? perhapsGone : silent).add(change);
    }
  }
  return { silent, perhapsGone, labelsOf: (change) => labels.get(change) ?? new Map() };
}

/** Whether a type as the database prints it is the enum type, or an array of it. */
export function isOfType(type: string, name: QualifiedName): boolean {
  const bare = type.replace(/\[\]$/, '').replace(/"((?:[^"]|"")*)"/g, (_, own: string) => own.replaceAll('""', '"'));
  return bare === display(name);
}

// The first column of the type, where `op` would give the type its name.
function firstUse(
  changes: readonly SchemaChange[],
  type: QualifiedName,
): { readonly change: SchemaChange; readonly column: string } | null {
  for (const change of changes) {
    for (const column of columnsMade(change)) {
      if (!isOfType(column.type, type)) continue;
      const table =
        change.kind === 'create table' ? change.table.name : change.kind === 'add column' ? change.table : null;
      const own = table !== null && isSame(type, { schema: table.schema, name: `enum_${table.name}_${column.name}` });
      return own ? { change, column: column.name } : null;
    }
  }
  return null;
}

function columnsMade(change: SchemaChange): readonly Column[] {
  if (change.kind === 'create table') return change.table.columns;
  return change.kind === 'add column' ? [change.column] : [];
}

function goesWith(before: readonly SchemaChange[], type: QualifiedName): boolean {
  return before.some((change) => columnsGone(change).some((column) => isOfType(column.type, type)));
}

function columnsGone(change: SchemaChange): readonly Column[] {
  if (change.kind === 'drop table') return change.was?.columns ?? [];
  return change.kind === 'drop column' && change.was !== null ? [change.was.column] : [];
}
