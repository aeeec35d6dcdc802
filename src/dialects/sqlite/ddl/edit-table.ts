import type { ConstraintKind, ConstraintText } from './constraint.ts';
import { type ColumnText, type Element, parseCreateTable, type TableText } from './create-table.ts';
import { mentions, sameName } from './tokens.ts';

/** One change to the text of a CREATE TABLE. `definition`, `type`, `expression`, `text` are SQL. */
export type TableEdit =
  | { readonly kind: 'add column'; readonly definition: string }
  /** The constraints that name the column go with it, as on PostgreSQL (ALTER TABLE, DROP COLUMN). */
  | { readonly kind: 'drop column'; readonly column: string }
  | { readonly kind: 'set type'; readonly column: string; readonly type: string }
  | { readonly kind: 'set nullable'; readonly column: string; readonly nullable: boolean }
  /** Null takes the default away. */
  | { readonly kind: 'set default'; readonly column: string; readonly expression: string | null }
  /** `REFERENCES table (column) …`; null takes the column's own foreign key away. */
  | { readonly kind: 'set references'; readonly column: string; readonly references: string | null }
  | { readonly kind: 'add constraint'; readonly text: string }
  | { readonly kind: 'drop constraint'; readonly name: string };

/**
 * The text of a table after an edit: every byte outside the element it concerns stays. Throws Unreadable for a text it cannot read, and
 * an Error that names the column or constraint that is not there.
 */
export function editTable(sql: string, edit: TableEdit): string {
  const table = parseCreateTable(sql);
  switch (edit.kind) {
    case 'add column':
      return spliced(sql, table.columns.at(-1)?.end ?? 0, 0, `, ${edit.definition}`);
    case 'drop column':
      return withoutColumn(table, edit.column);
    case 'set type':
      return withType(sql, column(table, edit.column), edit.type);
    case 'set nullable':
      return withNullable(sql, column(table, edit.column), edit.nullable);
    case 'set default':
      return withConstraint(sql, column(table, edit.column), 'default', prefixed('DEFAULT ', edit.expression));
    case 'set references':
      return withConstraint(sql, column(table, edit.column), 'references', edit.references);
    case 'add constraint':
      return spliced(sql, table.elements.at(-1)?.end ?? 0, 0, `, ${edit.text}`);
    case 'drop constraint':
      return withoutConstraint(table, edit.name);
  }
}

/** A column of a table. Throws an Error that names the columns there are. */
export function column(table: TableText, name: string): ColumnText {
  const found = table.columns.find((candidate) => sameName(candidate.name, name));
  if (found !== undefined) return found;
  throw new Error(`the table has no column "${name}", only ${table.columns.map((known) => known.name).join(', ')}`);
}

/** Whether a constraint of a table concerns a column: by its list, or by the words of a CHECK. */
export function concerns(constraint: ConstraintText, name: string): boolean {
  if (constraint.kind === 'check') return mentions(constraint.tokens, name);
  return constraint.columns.some((known) => sameName(known, name));
}

function withoutColumn(table: TableText, name: string): string {
  const gone = column(table, name);
  if (table.columns.length === 1) throw new Error(`"${name}" is the only column of the table`);
  const user = table.columns.find((other) => other !== gone && uses(other, name));
  if (user !== undefined) throw new Error(`the column "${user.name}" is made from "${name}"`);
  const key = table.constraints.find(({ kind }) => kind === 'primary key');
  const isKey = gone.constraints.some(({ kind }) => kind === 'primary key') || (key && concerns(key, name));
  if (table.withoutRowid && isKey === true)
    throw new Error(`"${name}" is in the primary key, which a table WITHOUT ROWID cannot be without`);
  return withoutColumnAlone(withoutConstraintsOn(table, name), name);
}

// One at a time: each removal moves what stands behind it.
function withoutConstraintsOn(table: TableText, name: string): TableText {
  const element = table.elements.find(
    (candidate) => candidate.kind === 'constraint' && concerns(candidate.constraint, name),
  );
  return element === undefined ? table : withoutConstraintsOn(parseCreateTable(withoutElement(table, element)), name);
}

function withoutColumnAlone(table: TableText, name: string): string {
  const element = table.elements.find(
    (candidate) => candidate.kind === 'column' && sameName(candidate.column.name, name),
  );
  return element === undefined ? table.sql : withoutElement(table, element);
}

function uses(other: ColumnText, name: string): boolean {
  return other.constraints.some(
    ({ kind, tokens }) => (kind === 'generated' || kind === 'check') && mentions(tokens, name),
  );
}

function withoutConstraint(table: TableText, name: string): string {
  const inColumns = table.columns.flatMap(({ constraints }) => constraints);
  const named = (constraint: ConstraintText) => constraint.name !== null && sameName(constraint.name, name);
  const own = inColumns.find(named);
  if (own !== undefined) return removed(table.sql, own);
  const element = table.elements.find((candidate) => candidate.kind === 'constraint' && named(candidate.constraint));
  if (element !== undefined) return withoutElement(table, element);
  const names = [...inColumns, ...table.constraints].flatMap((constraint) => constraint.name ?? []);
  throw new Error(
    `the table has no constraint "${name}", only ${names.length === 0 ? 'unnamed ones' : names.join(', ')}`,
  );
}

// With the comma before it, or behind it when it is the first.
function withoutElement({ sql, elements }: TableText, own: Element): string {
  const index = elements.indexOf(own);
  const [before, after] = [elements[index - 1], elements[index + 1]];
  if (before !== undefined) {
    // from the comma on: what stands between the element before and the comma is that element's comment
    const comma = commaIn(sql, before.end, own.start);
    return spliced(sql, comma, own.end - comma, '');
  }
  return after === undefined ? sql : spliced(sql, own.start, after.start - own.start, '');
}

// A comment may hold a comma, too.
function commaIn(sql: string, from: number, to: number): number {
  const bare = sql.slice(from, to).replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => ' '.repeat(comment.length));
  return from + bare.indexOf(',');
}

function withType(sql: string, { type, named }: ColumnText, text: string): string {
  if (type === null) return spliced(sql, named, 0, ` ${text}`);
  return spliced(sql, type.start, type.end - type.start, text);
}

function withNullable(sql: string, of: ColumnText, nullable: boolean): string {
  const found = of.constraints.find(({ kind }) => kind === 'not null');
  if (nullable) return found === undefined ? sql : removed(sql, found);
  if (found !== undefined) return sql;
  const explicit = of.constraints.find(({ kind }) => kind === 'null');
  if (explicit !== undefined) return spliced(sql, explicit.start, explicit.end - explicit.start, 'NOT NULL');
  return spliced(sql, of.type?.end ?? of.named, 0, ' NOT NULL');
}

function withConstraint(sql: string, of: ColumnText, kind: ConstraintKind, text: string | null): string {
  const found = of.constraints.find((constraint) => constraint.kind === kind);
  if (found === undefined) return text === null ? sql : spliced(sql, of.end, 0, ` ${text}`);
  return text === null ? removed(sql, found) : spliced(sql, found.start, found.end - found.start, text);
}

function prefixed(prefix: string, text: string | null): string | null {
  return text === null ? null : `${prefix}${text}`;
}

// With the white space before it.
function removed(sql: string, { start, end }: { readonly start: number; readonly end: number }): string {
  const before = sql.slice(0, start).trimEnd();
  // a line comment must not swallow what follows
  return before.length < start && !/--[^\n]*$/.test(before)
    ? before + sql.slice(end)
    : sql.slice(0, start) + sql.slice(end);
}

function spliced(sql: string, start: number, length: number, text: string): string {
  return sql.slice(0, start) + text + sql.slice(start + length);
}
