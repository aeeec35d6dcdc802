import { apply } from '../changes/index.ts';
import { Usage } from '../errors.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { Rename } from './rename.ts';

/** A rename that a model declares: `renamedFrom` of the model, or of one of its columns. */
export interface RenameHint {
  readonly table: QualifiedName;
  /** Null: the table itself. */
  readonly column: string | null;
  /** The name before. */
  readonly from: string;
}

/**
 * The renames that `--rename` asks for: `table:new`, `table.column:new`, `table.index:new`, `enum_type.label:new`. The table may be called by its old
 * name or its new one. Throws USAGE for what is not there, or could be two things.
 */
export function renamesOf(
  flags: readonly string[],
  current: SchemaSnapshot,
  desired: SchemaSnapshot,
): readonly Rename[] {
  const asked = flags.map(split);
  const tables = asked.flatMap(({ left, to }) => tableRename(left, to, current) ?? []);
  const renamed = tables.reduce((schema, rename) => apply(rename, schema), current);
  return asked.map((flag) => {
    const table = tables.find((own) => own.kind === 'rename table' && display(own.from) === flag.left);
    return table ?? inside(flag, renamed, desired, tables);
  });
}

/** The renames that models declare and that the database has not seen yet. */
export function renamesOfHints(hints: readonly RenameHint[], current: SchemaSnapshot): readonly Rename[] {
  const find = (name: QualifiedName) => current.tables.find((table) => isSame(table.name, name));
  const tables = hints.flatMap(({ table, column, from }): readonly Rename[] => {
    const old = { schema: table.schema, name: from };
    if (column !== null || find(table) !== undefined || find(old) === undefined) return [];
    return [{ kind: 'rename table', from: old, to: table }];
  });
  const renamed = tables.reduce((schema, rename) => apply(rename, schema), current);
  const columns = hints.flatMap(({ table, column, from }): readonly Rename[] => {
    const own = renamed.tables.find(({ name }) => isSame(name, table))?.columns ?? [];
    const has = (name: string) => own.some((known) => known.name === name);
    return column === null || !has(from) || has(column) ? [] : [{ kind: 'rename column', table, from, to: column }];
  });
  return [...tables, ...columns];
}

interface Flag {
  readonly text: string;
  readonly left: string;
  readonly to: string;
}

function split(text: string): Flag {
  const at = text.indexOf(':');
  const [left, to] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || to === '') throw new Usage(`--rename "${text}" does not say old:new`, '--rename bookings.note:remark');
  return { text, left, to };
}

function tableRename(left: string, to: string, { tables }: SchemaSnapshot): Rename | null {
  const own = tables.find(({ name }) => display(name) === left);
  if (own === undefined) return null;
  const bare =
    own.name.schema !== null && to.startsWith(`${own.name.schema}.`) ? to.slice(own.name.schema.length + 1) : to;
  return { kind: 'rename table', from: own.name, to: { schema: own.name.schema, name: bare } };
}

function inside(flag: Flag, current: SchemaSnapshot, desired: SchemaSnapshot, tables: readonly Rename[]): Rename {
  const found = [...ofTables(flag, current, tables), ...ofEnums(flag, current)];
  const wanted = found.filter((rename) => isThere(rename, desired));
  const [first, ...more] = wanted.length > 0 ? wanted : found;
  if (first === undefined)
    throw new Usage(
      `--rename "${flag.text}": the database has no table, column, index, constraint or enum value "${flag.left}"`,
      'windlass check shows what it has',
    );
  if (more.length === 0) return first;
  throw new Usage(
    `--rename "${flag.text}" is ambiguous: "${flag.left}" is ${[first, ...more].map(({ kind }) => kind.replace('rename ', '')).join(' and ')}`,
    'rename the other one in a revision of its own first',
  );
}

function ofTables({ left, to }: Flag, { tables }: SchemaSnapshot, renames: readonly Rename[]): readonly Rename[] {
  return tables.flatMap(({ name: table, columns, indexes, constraints }): readonly Rename[] => {
    const before = renames.find((own) => own.kind === 'rename table' && isSame(own.to, table));
    const names = [table, ...(before?.kind === 'rename table' ? [before.from] : [])];
    const own = names.map(display).find((name) => left.startsWith(`${name}.`));
    if (own === undefined) return [];
    const from = left.slice(own.length + 1);
    const has = (list: readonly { readonly name: string | null }[]) => list.some(({ name }) => name === from);
    return [
      ...(has(columns) ? [{ kind: 'rename column', table, from, to } as const] : []),
      ...(has(indexes) ? [{ kind: 'rename index', table, from, to } as const] : []),
      ...(has(constraints) ? [{ kind: 'rename constraint', table, from, to } as const] : []),
    ];
  });
}

function ofEnums({ left, to }: Flag, { enums }: SchemaSnapshot): readonly Rename[] {
  return enums.flatMap(({ name, labels }): readonly Rename[] => {
    if (left === display(name)) return [{ kind: 'rename enum', from: name, to: { schema: name.schema, name: to } }];
    const from = left.startsWith(`${display(name)}.`) ? left.slice(display(name).length + 1) : null;
    return from !== null && labels.includes(from) ? [{ kind: 'rename enum value', name, from, to }] : [];
  });
}

// Whether the models have it under its new name.
function isThere(rename: Rename, { tables, enums }: SchemaSnapshot): boolean {
  if (rename.kind === 'rename enum') return enums.some(({ name }) => isSame(name, rename.to));
  if (rename.kind === 'rename enum value')
    return enums.some(({ name, labels }) => isSame(name, rename.name) && labels.includes(rename.to));
  if (rename.kind === 'rename table') return tables.some(({ name }) => isSame(name, rename.to));
  const table = tables.find(({ name }) => isSame(name, rename.table));
  const lists = {
    'rename column': table?.columns,
    'rename index': table?.indexes,
    'rename constraint': table?.constraints,
  };
  return (lists[rename.kind] ?? []).some(({ name }) => name === rename.to);
}
