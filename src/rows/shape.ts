import { mixed } from '../dialects/row-words.ts';
import type { ValueKind } from '../dialects/rows.ts';
import { display } from '../model/names.ts';
import type { Column, Table } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';
import { columnOf, isNullable, isNumbered, mayBeNull, type Planned, type Reference } from './plan.ts';
import type { Search } from './search.ts';

/** A search with the combinations that the database found right; null: it could not say. */
export interface Answered extends Search {
  readonly answers: readonly (readonly number[])[] | null;
}

/** How one attempt at a row differs from the first: which columns are NULL, how far values and parents are shifted. */
export interface Attempt {
  readonly nulls: 'some' | 'none' | 'all';
  readonly shift: number;
  /** The defaults of the columns, where they are constants. */
  readonly defaults: boolean;
}

/** What is tried for a row, in order; the first is how all rows of a table are tried at once. */
export const ATTEMPTS: readonly Attempt[] = [
  { nulls: 'some', shift: 0, defaults: false },
  { nulls: 'none', shift: 0, defaults: false },
  { nulls: 'all', shift: 0, defaults: false },
  { nulls: 'all', shift: 0, defaults: true },
  ...[1, 2, 3, 4, 5, 6].flatMap((shift): readonly Attempt[] => [
    { nulls: 'some', shift, defaults: false },
    { nulls: 'all', shift, defaults: true },
    { nulls: 'none', shift, defaults: shift % 2 === 0 },
  ]),
];

/** A table with all that its rows are made of. */
export interface Shape extends Planned {
  readonly rows: number;
  /** The kinds of the columns that are written; null: nothing is known of the type. */
  readonly kinds: ReadonlyMap<string, ValueKind | null>;
  readonly searches: readonly Answered[];
  /** Columns that others point at: they have a value in every row. */
  readonly pointedAt: ReadonlySet<string>;
  readonly write: SqlWriter;
  /** A literal that a row of another table will have, for circles without NULL. */
  known(table: Table, column: string, row: number): string;
}

/** The columns of a table that rows are written with: not those that the database computes or numbers. `explicit`: those that are numbered here nevertheless. */
export function written({ table, references }: Planned, explicit: ReadonlySet<string>): readonly Column[] {
  const pointing = new Set(references.flatMap(({ key }) => key.columns.map((name) => columnOf(table, name))));
  return table.columns.filter(
    (column) =>
      column.generated === null &&
      (!isNumbered(table, column) || pointing.has(column) || explicit.has(`${display(table.name)}\0${column.name}`)),
  );
}

/** The statements that insert all rows at once; one for each row where no column is written. */
export function wholeInsert(shape: Shape): readonly string[] {
  const rows = Array.from({ length: shape.rows }, (_, row) => rowOf(shape, row, ATTEMPTS[0] as Attempt));
  const values = rows.filter((row) => row !== null);
  if (shape.kinds.size === 0) return values.map(() => inserting(shape, null));
  return [inserting(shape, values)];
}

/** For each row the statements that may insert it, the likeliest first. */
export function eachInsert(shape: Shape): readonly (readonly string[])[] {
  return Array.from({ length: shape.rows }, (_, row) =>
    shape.kinds.size === 0
      ? [inserting(shape, null)]
      : [...new Set(ATTEMPTS.map((attempt) => inserting(shape, [rowOf(shape, row, attempt)])))],
  );
}

function inserting({ table, kinds, write }: Shape, rows: readonly (readonly string[])[] | null): string {
  // a conflict clause of the table's own must not end the transaction of whoever asked (lang_conflict.html)
  const into = `INSERT ${write.dialect === 'sqlite' ? 'OR ABORT ' : ''}INTO ${write.name(table.name)}`;
  if (rows === null) return `${into} DEFAULT VALUES`;
  const always = table.columns.some(({ name, identity }) => identity === 'always' && kinds.has(name));
  const columns = [...kinds.keys()].map((name) => write.quote(name)).join(', ');
  const values = rows.map((row) => `(${row.join(', ')})`).join(', ');
  return `${into} (${columns})${always ? ' OVERRIDING SYSTEM VALUE' : ''} VALUES ${values}`;
}

function rowOf(shape: Shape, row: number, attempt: Attempt): readonly string[] {
  const n = row + attempt.shift * (shape.rows % 2 === 1 ? shape.rows : shape.rows + 1);
  const values = new Map<string, string>();
  const found = shape.searches.map((search) => [search, answerFor(shape, search, row, attempt)] as const);
  const chosen = new Map(
    found.flatMap(([search, answer]) => search.columns.map((name, at) => [name, answer?.[at] ?? null])),
  );
  for (const reference of shape.references) pointed(shape, reference, { row, attempt, values, chosen });
  for (const [name, kind] of shape.kinds) {
    if (values.has(name)) continue;
    values.set(name, chosen.get(name) ?? plainValue(shape, name, kind, { row, n, attempt }));
  }
  return [...shape.kinds.keys()].map((name) => values.get(name) ?? 'NULL');
}

function plainValue(
  { table, rows, pointedAt }: Shape,
  name: string,
  kind: ValueKind | null,
  { row, n, attempt }: { readonly row: number; readonly n: number; readonly attempt: Attempt },
): string {
  const column = columnOf(table, name);
  const nullable = isNullable(table, name) && kind?.nullable !== false;
  if (attempt.defaults && column?.default != null && isConstant(column.default)) return `(${column.default})`;
  if (kind === null) return column?.default != null && !nullable ? `(${column.default})` : 'NULL';
  if (nullable && !pointedAt.has(name) && isNullRow(attempt, row, rows, placeOf(table, name))) return 'NULL';
  return kind.write(n);
}

const isConstant = (text: string) => !/\(|current_|local/i.test(text);
const placeOf = ({ columns }: Table, name: string) => columns.findIndex((each) => each.name === name);

// The first row has all values; of the others each nullable column leaves one out.
function isNullRow({ nulls }: Attempt, row: number, rows: number, place: number): boolean {
  if (nulls !== 'some') return nulls === 'all';
  return rows > 1 && row === 1 + (place % (rows - 1));
}

// The combination that fits best: NULL where this row should have it, values that rows before took least.
function answerFor(shape: Shape, search: Answered, row: number, attempt: Attempt): readonly string[] | null {
  const { answers, candidates, columns } = search;
  if (answers === null || answers.length === 0) return null;
  const texts = answers.map((answer) => answer.map((index, at) => candidates[at]?.[index] ?? 'NULL'));
  const wished = columns.map((name) => isNullRow(attempt, row, shape.rows, placeOf(shape.table, name)));
  const used = columns.map(() => new Map<string, number>());
  let chosen: readonly string[] = [];
  for (let step = 0; step <= row + attempt.shift; step += 1) {
    const wish =
      step === row + attempt.shift
        ? wished
        : columns.map((name) => isNullRow(attempt, step, shape.rows, placeOf(shape.table, name)));
    chosen = best(texts, wish, used);
    for (const [at, text] of chosen.entries()) used[at]?.set(text, (used[at]?.get(text) ?? 0) + 1);
  }
  return chosen;
}

function best(
  texts: readonly (readonly string[])[],
  wished: readonly boolean[],
  used: readonly ReadonlyMap<string, number>[],
): readonly string[] {
  const score = (answer: readonly string[]) =>
    answer.reduce((sum, text, at) => {
      const asWished = (text === 'NULL') === wished[at] ? 4 : 0;
      return sum + asWished + (text === 'NULL' ? 3 : 3 / (1 + (used[at]?.get(text) ?? 0)));
    }, 0);
  let top = texts[0] ?? [];
  let most = -1;
  for (const answer of texts) {
    const own = score(answer);
    if (own > most) [top, most] = [answer, own];
  }
  return top;
}

interface RowState {
  readonly row: number;
  readonly attempt: Attempt;
  readonly values: Map<string, string>;
  readonly chosen: ReadonlyMap<string, string | null>;
}

// The columns of a foreign key that no other has given a value yet. What stays open gets a value of its type.
function pointed(shape: Shape, reference: Reference, { row, attempt, values, chosen }: RowState): void {
  const { table, rows, kinds, write, known } = shape;
  const { key, when, to, parent } = reference;
  const names = key.columns.map((name) => columnOf(table, name)?.name ?? name);
  const asked = names.flatMap((name) => chosen.get(name) ?? []);
  const empty =
    asked.length > 0 ? asked.includes('NULL') : isNullRow(attempt, row, rows, placeOf(table, names[0] ?? ''));
  const without = mayBeNull(table, key) && (when === 'later' || empty);
  const given = names.map((name) => values.get(name) ?? null);
  // two that point at one table point at different rows of it
  const before = shape.references.filter((each) => each.parent === parent).indexOf(reference);
  for (const [at, name] of names.entries()) {
    if (given[at] !== null || !kinds.has(name)) continue;
    if (without && isNullable(table, name)) values.set(name, 'NULL');
    // a column that points at itself has any value
    if (without || given.includes('NULL') || (when === 'known' && parent === table && to[at] === name)) continue;
    const place = { at, row: row + attempt.shift + before, given };
    values.set(name, when === 'known' ? known(parent, to[at] ?? '', row) : parentValue(write, parent, to, place));
  }
}

/** The value of a column in row `row` of a parent, as SQL text: a query, so that no one must know what the database gave. */
export function parentValue(
  write: SqlWriter,
  parent: Table,
  to: readonly string[],
  { at, row, given }: { readonly at: number; readonly row: number; readonly given: readonly (string | null)[] },
): string {
  const names = to.map((name) => write.quote(name));
  const conditions = names.map((name, place) =>
    given[place] == null ? `${name} IS NOT NULL` : `${name} = ${given[place]}`,
  );
  const from = `FROM ${source(write, parent)} WHERE ${conditions.join(' AND ')}`;
  const most = write.dialect === 'sqlite' ? 'max' : 'greatest';
  const offset = row === 0 ? '' : ` OFFSET (SELECT ${row} % ${most}(count(*), 1) ${from})`;
  return `(SELECT ${names[at]} ${from} ORDER BY ${names.join(', ')} LIMIT 1${offset})`;
}

/** The table as a query names it that wants its own rows only: not those of tables that inherit from it (PostgreSQL). */
export function source(write: SqlWriter, table: Table): string {
  const alone = write.dialect === 'postgres' && (table.partitioning?.by ?? null) === null;
  return `${alone ? 'ONLY ' : ''}${write.name(table.name)}`;
}

/** A number for a table and seed, the same everywhere. */
export const saltOf = (seed: number, table: Table, column = '') => mixed(`${seed} ${table.name.name} ${column}`);
