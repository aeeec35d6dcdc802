import { display, type QualifiedName } from '../model/names.ts';
import type { EnumType, Grants, ObjectType, SchemaObject, SchemaSnapshot, Table } from '../model/schema.ts';

/** One thing of a schema, as `include` and `exclude` of the configuration are asked about it. */
export interface ComparedObject {
  readonly type: 'table' | 'column' | 'index' | 'constraint' | 'enum' | ObjectType;
  /** A constraint without a name (SQLite): its columns with underscores between them. */
  readonly name: string;
  /** Null: the schema that names without one are in; SQLite. */
  readonly schema: string | null;
  /** The table that a column, an index, a constraint, a trigger … belongs to. */
  readonly table: string | null;
}

/** What a comparison may see. */
export interface Filter {
  /** False: it is as if it were nowhere. */
  readonly include: ((object: ComparedObject) => boolean) | null;
  /** A function that answers true, or names: `legacy_*`, `audit.*`, `users.internal_*`; `*` and `?` stand for letters. */
  readonly exclude: ((object: ComparedObject) => boolean) | readonly string[];
}

/** The schema without what the filter leaves out, and without all that belongs to a table which is left out. */
export function filtered(snapshot: SchemaSnapshot, filter: Filter): SchemaSnapshot {
  if (filter.include === null && filter.exclude.length === 0 && typeof filter.exclude !== 'function') return snapshot;
  const patterns = typeof filter.exclude === 'function' ? [] : filter.exclude.map(pattern);
  const sees = (object: ComparedObject) => {
    if (filter.include !== null && !filter.include(object)) return false;
    if (typeof filter.exclude === 'function') return !filter.exclude(object);
    return !patterns.some((matches) => namesOf(object).some((name) => matches.test(name)));
  };
  const gone = new Set(snapshot.tables.filter((table) => !sees(ofTable(table))).map(({ name }) => display(name)));
  const stays = (name: QualifiedName | null) => name === null || !gone.has(display(name));
  return {
    tables: snapshot.tables.filter(({ name }) => stays(name)).map((table) => partsOf(table, sees)),
    enums: snapshot.enums.filter((type) => sees(ofEnum(type))),
    objects: snapshot.objects.filter((object) => stays(object.table) && sees(ofObject(object))),
    ...(snapshot.grants !== undefined && { grants: snapshot.grants.filter((grants) => isSeen(grants, stays)) }),
  };
}

function isSeen({ on, name }: Grants, stays: (name: QualifiedName) => boolean): boolean {
  return (on !== 'table' && on !== 'column') || stays(name);
}

function partsOf(table: Table, sees: (object: ComparedObject) => boolean): Table {
  const within = (type: 'column' | 'index' | 'constraint', name: string) =>
    sees({ type, name, schema: table.name.schema, table: table.name.name });
  return {
    ...table,
    columns: table.columns.filter(({ name }) => within('column', name)),
    indexes: table.indexes.filter(({ name }) => within('index', name)),
    constraints: table.constraints.filter((own) =>
      within('constraint', own.name ?? ('columns' in own ? own.columns.join('_') : '')),
    ),
  };
}

const ofTable = ({ name }: Table): ComparedObject => ({ type: 'table', ...name, table: null });
const ofEnum = ({ name }: EnumType): ComparedObject => ({ type: 'enum', ...name, table: null });
const ofObject = ({ type, name, table }: SchemaObject): ComparedObject => ({
  type,
  ...name,
  table: table?.name ?? null,
});

// A column goes by its table's name, so that a word for a table does not meet every column of that name.
function namesOf({ type, name, schema, table }: ComparedObject): readonly string[] {
  const whole = (text: string) => (schema === null ? [text] : [text, `${schema}.${text}`]);
  const within = table === null ? [] : whole(`${table}.${name}`);
  return type === 'column' || type === 'constraint' ? within : [...within, ...whole(name)];
}

function pattern(text: string): RegExp {
  const words = text.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${words.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}
