import { display, type QualifiedName } from '../model/names.ts';
import type {
  Column,
  Constraint,
  Deferrable,
  ForeignKey,
  NotNull,
  OnConflict,
  PrimaryKey,
  Unique,
} from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';

/** A table as operations take it: its name, or `{ schema, tableName }`. */
export function tableArgument({ schema, name }: QualifiedName): string | { schema: string; tableName: string } {
  return schema === null ? name : { schema, tableName: name };
}

// Behind a column the key comes first: SQLite takes AUTOINCREMENT nowhere else.
const ORDER: readonly Constraint['kind'][] = ['primary key', 'unique', 'foreign key', 'check', 'exclusion'];

/** A collation as SQL names it. */
export function collationName(collation: string, write: Pick<SqlWriter, 'quote'>): string {
  return /^"(?:[^"]|"")*"\."(?:[^"]|"")*"$/.test(collation) ? collation : write.quote(collation);
}

/** A column as CREATE TABLE and ADD COLUMN have it. `inline`: constraints of this column alone, written behind it. */
export function columnDefinition(column: Column, write: SqlWriter, inline: readonly Constraint[] = []): string {
  const { type, collation, nullable, generated } = column;
  const key = inline.find(({ kind }) => kind === 'primary key');
  const sorted = [...inline].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  const alias =
    write.dialect === 'sqlite' && key?.kind === 'primary key' && key.rowid === undefined && /INT/i.test(type);
  return [
    write.quote(column.name),
    alias ? 'INTEGER' : identityType(column, write),
    collation === null ? '' : `COLLATE ${collationName(collation, write)}`,
    nullable || alias || column.notNull?.validated === false ? '' : notNull(column, write),
    identityClause(column, write),
    column.default === null || alias ? '' : `DEFAULT ${defaultText(column.default)}`,
    generated === null
      ? ''
      : `GENERATED ALWAYS AS (${generated.expression}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`,
    ...sorted.map((constraint) => inlineText(constraint, column, write)),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A default as DEFAULT takes it: what is no constant stands in parentheses (SQLite, lang_createtable.html#dfltval). */
export function defaultText(expression: string): string {
  return /^(?:[-+]?[\d.]+(?:e[-+]?\d+)?|'(?:[^']|'')*'|x'[0-9a-f]*'|null|true|false|current_\w+)$/i.test(expression) ||
    /^E?'(?:[^'\\]|''|\\.)*'(?:::[\w" .[\]]+)?$/.test(expression)
    ? expression
    : parenthesised(expression);
}

function parenthesised(expression: string): string {
  return expression.startsWith('(') && closes(expression) ? expression : `(${expression})`;
}

// Whether the parenthesis that opens the text closes at its end.
function closes(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}

const SERIALS: Readonly<Record<string, string>> = {
  bigint: 'BIGSERIAL',
  int8: 'BIGSERIAL',
  smallint: 'SMALLSERIAL',
  int2: 'SMALLSERIAL',
};

// A serial is a word of CREATE TABLE, not a type (PostgreSQL manual, 8.1.4).
function identityType({ identity, type }: Column, write: SqlWriter): string {
  if (identity !== 'serial' || write.dialect !== 'postgres') return type;
  return SERIALS[type.toLowerCase()] ?? 'SERIAL';
}

function identityClause({ identity, sequence }: Column, write: SqlWriter): string {
  if (write.dialect !== 'postgres' || identity === null || identity === 'serial') return '';
  const options = sequence === undefined ? '' : ` (${sequence})`;
  return `GENERATED ${identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY${options}`;
}

function inlineText(constraint: Constraint, column: Column, write: SqlWriter): string {
  const named = nameClause(constraint.name, write);
  if (constraint.kind === 'primary key')
    return `${inlineKey(constraint, write)}${column.identity === 'autoincrement' ? ' AUTOINCREMENT' : ''}`;
  if (constraint.kind === 'foreign key') return `${named}${referencesText(constraint, write)}`;
  if (constraint.kind === 'unique') return `${named}${uniqueText(constraint, '', write)}`;
  return constraintText(constraint, write);
}

/** A primary key as it stands behind its only column. */
export function inlineKey(key: PrimaryKey, write: SqlWriter): string {
  return `${nameClause(key.name, write)}PRIMARY KEY${key.parts?.[0]?.order === 'DESC' ? ' DESC' : ''}${conflict(key, write)}`;
}

/** Whether a constraint of a table can stand behind its only column. */
export function standsInline(constraint: Constraint, column: string): boolean {
  if (constraint.kind === 'check' || constraint.kind === 'exclusion' || constraint.more !== undefined) return false;
  if ('parts' in constraint && !descends(constraint)) return false;
  return constraint.columns.length === 1 && constraint.columns[0] === column;
}

/** NOT NULL with its name and what it does with a row that breaks it. */
export function notNull(
  column: {
    readonly notNullName?: string | undefined;
    readonly onConflict?: OnConflict | undefined;
    readonly notNull?: NotNull | undefined;
  },
  write: SqlWriter,
): string {
  const { name, noInherit } = (write.dialect === 'postgres' ? column.notNull : undefined) ?? {};
  const words = `NOT NULL${noInherit === true ? ' NO INHERIT' : ''}${conflict(column, write)}`;
  return `${nameClause(name ?? column.notNullName ?? null, write)}${words}`;
}

function nameClause(name: string | null, write: SqlWriter): string {
  return name === null ? '' : `CONSTRAINT ${write.quote(name)} `;
}

// INTEGER PRIMARY KEY DESC is not the rowid, and PRIMARY KEY (a DESC) behind the columns is (lang_createtable.html#rowid).
function descends(key: PrimaryKey | Unique): boolean {
  return key.kind === 'primary key' && key.rowid === false && key.parts?.[0]?.collation === null;
}

/** `REFERENCES table (columns) …` of a foreign key. */
export function referencesText(key: ForeignKey, write: SqlWriter): string {
  const { table, columns } = key.references;
  return [
    `REFERENCES ${write.name(table)}${columns.length === 0 ? '' : ` (${columns.map(write.quote).join(', ')})`}`,
    key.match === null ? '' : `MATCH ${key.match}`,
    key.onDelete === null ? '' : `ON DELETE ${key.onDelete}`,
    key.onUpdate === null ? '' : `ON UPDATE ${key.onUpdate}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
    .concat(deferral(key.deferrable), key.validated || write.dialect === 'sqlite' ? '' : ' NOT VALID');
}

/** A constraint as CREATE TABLE and ADD CONSTRAINT have it. */
export function constraintText(constraint: Constraint, write: SqlWriter): string {
  return nameClause(constraint.name, write) + (unusual(constraint) ?? body(constraint, write));
}

// What no other property holds is the whole of it, as the database prints it; that its triggers are off is no part of its text.
function unusual({ more }: Constraint): string | null {
  const text = more?.replace(/(?:^|; )triggers \w+$/, '') ?? '';
  return text === '' ? null : text;
}

function body(constraint: Constraint, write: SqlWriter): string {
  const list = (columns: readonly string[]) => `(${columns.map(write.quote).join(', ')})`;
  switch (constraint.kind) {
    case 'primary key':
      return `PRIMARY KEY ${keyList(constraint, write)}${ofKey(constraint, write)}`;
    case 'unique':
      return uniqueText(constraint, ` ${keyList(constraint, write)}`, write);
    case 'foreign key':
      return `FOREIGN KEY ${list(constraint.columns)} ${referencesText(constraint, write)}`;
    case 'check':
      return [
        `CHECK (${constraint.expression})`,
        constraint.noInherit === true ? ' NO INHERIT' : '',
        constraint.validated || write.dialect === 'sqlite' ? '' : ' NOT VALID',
      ].join('');
    case 'exclusion':
      return write.dialect === 'sqlite'
        ? write.unsupported('an exclusion constraint', 'guard the table by a trigger there: op.createTrigger(…)')
        : `EXCLUDE ${constraint.definition}`;
  }
}

function uniqueText(unique: Unique, columns: string, write: SqlWriter): string {
  if (unique.nullsNotDistinct && write.dialect === 'sqlite')
    write.unsupported('NULLS NOT DISTINCT', "make a unique index on an expression: coalesce(column, '')");
  return `UNIQUE${unique.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''}${columns}${ofKey(unique, write)}`;
}

function keyList({ columns, parts }: PrimaryKey | Unique, write: SqlWriter): string {
  const part = (column: string, at: number) => {
    const { collation = null, order = null } = parts?.[at] ?? {};
    return `${write.quote(column)}${collation === null ? '' : ` COLLATE ${collationName(collation, write)}`}${order === null ? '' : ` ${order}`}`;
  };
  return `(${columns.map(part).join(', ')})`;
}

function conflict({ onConflict }: { readonly onConflict?: OnConflict | undefined }, write: SqlWriter): string {
  return onConflict === undefined || write.dialect !== 'sqlite' ? '' : ` ON CONFLICT ${onConflict}`;
}

// SQLite defers foreign keys only (lang_createtable.html).
function ofKey(key: PrimaryKey | Unique, write: SqlWriter): string {
  const { kind, deferrable } = key;
  if (deferrable !== null && write.dialect === 'sqlite')
    write.unsupported(`a deferrable ${kind}`, 'leave `deferrable` out there: only foreign keys can be deferred');
  const included = key.include === undefined ? '' : ` INCLUDE (${key.include.map(write.quote).join(', ')})`;
  return included + deferral(deferrable) + conflict(key, write);
}

function deferral(deferrable: Deferrable): string {
  return deferrable === null ? '' : ` DEFERRABLE INITIALLY ${deferrable.toUpperCase()}`;
}

/** A constraint in a sentence. */
export function constraintName(table: QualifiedName, constraint: Constraint): string {
  const what = constraint.name === null ? '' : ` "${constraint.name}"`;
  const on = 'columns' in constraint ? ` (${constraint.columns.join(', ')})` : '';
  return `${constraint.kind}${what} of ${display(table)}${on}`;
}
