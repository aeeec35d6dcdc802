import type { TableEdit } from '../../../model/statement.ts';
import { quote } from '../state.ts';
import type { ConstraintKind, ConstraintText } from './constraint.ts';
import { type ColumnText, type Element, parseCreateTable, type TableText } from './create-table.ts';
import { is, mentions, sameName, tokensOf } from './tokens.ts';
import { unnamedConstraint } from './unnamed.ts';

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
      return withNullable(sql, column(table, edit.column), edit);
    case 'set default':
      return withConstraint(sql, column(table, edit.column), 'default', prefixed('DEFAULT ', edit.expression));
    case 'set references':
      return withConstraint(sql, column(table, edit.column), 'references', edit.references);
    case 'set collation':
      return withConstraint(sql, column(table, edit.column), 'collate', prefixed('COLLATE ', edit.collation));
    case 'add constraint':
      return spliced(sql, table.elements.at(-1)?.end ?? 0, 0, `, ${edit.text}`);
    case 'add inline':
      return spliced(sql, column(table, edit.column).end, 0, ` ${edit.text}`);
    case 'drop constraint':
      return withoutConstraint(table, edit.name);
    case 'drop unnamed':
      return withoutOwn(table, unnamedConstraint(table, edit));
    case 'set autoincrement':
      return withAutoincrement(table, column(table, edit.column), edit.on);
    case 'set options':
      return withOptions(table, edit.options);
    case 'set order':
      return withOrder(table, edit.columns);
    case 'rename constraint':
      return renamed(sql, constraintNamed(table, edit.from), edit.to);
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
  return withoutOwn(table, constraintNamed(table, name));
}

function withoutOwn(table: TableText, own: ConstraintText): string {
  const element = table.elements.find((candidate) => candidate.kind === 'constraint' && candidate.constraint === own);
  const sql = element === undefined ? removed(table.sql, own) : withoutElement(table, element);
  const alias = own.kind === 'primary key' ? rowidAlias(table, own) : undefined;
  return alias === undefined
    ? sql
    : withNullable(sql, column(parseCreateTable(sql), alias), { nullable: false, kind: 'set nullable', column: alias });
}

// The rowid cannot be NULL, and that stays when its key goes, as on PostgreSQL (lang_createtable.html#rowid).
function rowidAlias({ sql, columns, withoutRowid }: TableText, key: ConstraintText): string | undefined {
  const behind = columns.find(({ constraints }) => constraints.includes(key));
  const [name = ''] = behind === undefined && key.columns.length === 1 ? key.columns : [behind?.name];
  const own = columns.find((candidate) => sameName(candidate.name, name));
  const integer = own?.type != null && /^integer$/i.test(sql.slice(own.type.start, own.type.end));
  const descends = behind !== undefined && key.tokens.some((token) => is(token, 'DESC'));
  return integer && !withoutRowid && !descends ? own.name : undefined;
}

/** A constraint of a table or of one of its columns. Throws an Error that names the constraints there are. */
function constraintNamed(table: TableText, name: string): ConstraintText {
  const all = [...table.columns.flatMap(({ constraints }) => constraints), ...table.constraints];
  const found = all.find((constraint) => constraint.name !== null && sameName(constraint.name, name));
  if (found !== undefined) return found;
  const names = all.flatMap((constraint) => constraint.name ?? []);
  throw new Error(
    `the table has no constraint "${name}", only ${names.length === 0 ? 'unnamed ones' : names.join(', ')}`,
  );
}

// Behind the column's key, or in the list of the table's: PRIMARY KEY (id AUTOINCREMENT).
function withAutoincrement({ sql, ...table }: TableText, { name, constraints }: ColumnText, on: boolean): string {
  const inline = constraints.find(({ kind }) => kind === 'primary key');
  const apart = table.constraints.find((own) => own.kind === 'primary key' && concerns(own, name));
  const key = inline ?? (apart?.columns.length === 1 ? apart : undefined);
  const said = key?.tokens.find((token) => is(token, 'AUTOINCREMENT'));
  if (key === undefined) throw new Error(`"${name}" is no key by itself, and cannot count by itself`);
  const close = inline === undefined ? key.tokens.find((token) => is(token, ')'))?.start : undefined;
  if (on) return said === undefined ? spliced(sql, close ?? key.end, 0, ' AUTOINCREMENT') : sql;
  return said === undefined ? sql : removed(sql, said);
}

function withOptions({ sql, elements }: TableText, options: readonly string[]): string {
  const end = elements.at(-1)?.end ?? 0;
  const close = tokensOf(sql).find((token) => token.start >= end && is(token, ')'))?.end ?? sql.length;
  return `${sql.slice(0, close)}${options.length === 0 ? '' : ` ${options.join(', ')}`}`;
}

// What stands between two columns stays between them.
function withOrder(table: TableText, names: readonly string[]): string {
  const named = names.map((name) => column(table, name));
  const sorted = [...named, ...table.columns.filter((own) => !named.includes(own))];
  let [text, at] = ['', 0];
  for (const [index, place] of table.columns.entries()) {
    const own = sorted[index] ?? place;
    text += table.sql.slice(at, place.start) + table.sql.slice(own.start, own.end);
    at = place.end;
  }
  return text + table.sql.slice(at);
}

// CONSTRAINT stands first, its name second.
function renamed(sql: string, { tokens }: ConstraintText, to: string): string {
  const name = tokens[1];
  return name === undefined ? sql : spliced(sql, name.start, name.end - name.start, quote(to));
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

function withNullable(sql: string, of: ColumnText, { nullable, words }: Nullability): string {
  const found = of.constraints.find(({ kind }) => kind === 'not null');
  if (nullable) return found === undefined ? sql : removed(sql, found);
  if (found !== undefined) return words === undefined ? sql : spliced(sql, found.start, found.end - found.start, words);
  const explicit = of.constraints.find(({ kind }) => kind === 'null');
  const text = words ?? 'NOT NULL';
  if (explicit !== undefined) return spliced(sql, explicit.start, explicit.end - explicit.start, text);
  return spliced(sql, of.type?.end ?? of.named, 0, ` ${text}`);
}

type Nullability = Extract<TableEdit, { kind: 'set nullable' }>;

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
