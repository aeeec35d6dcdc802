import type { Connection } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { RowOutcome, ValueKind } from '../dialects/rows.ts';
import { display, isSame, type QualifiedName } from '../model/names.ts';
import type { Column, SchemaSnapshot, Table } from '../model/schema.ts';
import { linking } from './links.ts';
import { partitionRule } from './partitions.ts';
import { columnOf, insertionOrder, isNullable, lookup, type Planned } from './plan.ts';
import { type Search, type SearchColumn, searchesOf } from './search.ts';
import { type Answered, eachInsert, type Shape, saltOf, wholeInsert, written } from './shape.ts';

/** A table that has fewer rows than were asked for, and why. */
export interface Unfilled {
  readonly table: QualifiedName;
  readonly reason: string;
}

/** How tables are filled: the same schema and seed give the same rows on every machine. */
export interface FillOptions {
  readonly seed: number;
  /** Rows for each table; one with an enum gets more, so that each label is met. */
  readonly perTable: number;
  /** Default: all tables of the schema. */
  readonly tables?: readonly QualifiedName[];
}

const MOST_FOR_LABELS = 8;

/**
 * Fills the empty tables of a schema with rows that fulfil its constraints; a table that holds rows is left alone, and partitions are filled through
 * their table. What the database does not take is answered and never thrown, unless the session itself breaks. Works inside an open transaction, and
 * leaves it open.
 */
export async function fillTables(
  db: Connection,
  dialect: Dialect,
  schema: SchemaSnapshot,
  options: FillOptions,
): Promise<readonly Unfilled[]> {
  const asked = schema.tables.filter(({ name }) => options.tables?.some((each) => isSame(each, name)) ?? true);
  const tables = asked.filter(({ partitioning }) => (partitioning?.bound ?? null) === null);
  const planned = insertionOrder(tables, lookup(schema, dialect.name));
  const drafts = draftsOf(planned, dialect, schema, options);
  const possible = drafts.filter(({ hindrance }) => hindrance === null);
  const shapes = await answered(db, dialect, possible);
  const outcomes = await inserted(db, dialect, shapes);
  const links = shapes.flatMap((shape, at) => (outcomes[at] === null ? [] : linking(shape, dialect.rows.rowName)));
  if (links.length > 0) await dialect.rows.attempt(db, links);
  if (schema.tables.some(beginsDeferred)) await db.batch(dialect.asIfCommitted);
  return [
    ...drafts.flatMap(({ table, hindrance }) => (hindrance === null ? [] : [{ table: table.name, reason: hindrance }])),
    ...shapes.flatMap((shape, at) => unfilled(shape, outcomes[at] ?? null, options.perTable)),
  ];
}

// A transaction of the caller's goes on as it began: what was looked at here at once is deferred again.
const beginsDeferred = ({ constraints }: Table) =>
  constraints.some((each) => 'deferrable' in each && each.deferrable === 'deferred');

function unfilled({ table }: Shape, outcome: RowOutcome | null, wanted: number): readonly Unfilled[] {
  if (outcome === null || outcome.rows >= wanted) return [];
  const why = outcome.reason ?? '';
  const reason =
    why !== '' ? why : 'the database took fewer rows than it was given: a trigger or a rule leaves some out';
  return [
    { table: table.name, reason: outcome.rows === 0 ? reason : `only ${outcome.rows} of ${wanted} rows: ${reason}` },
  ];
}

interface Draft extends Omit<Shape, 'searches'> {
  readonly searches: readonly Search[];
  readonly hindrance: string | null;
}

function draftsOf(
  planned: readonly Planned[],
  dialect: Dialect,
  schema: SchemaSnapshot,
  { seed, perTable }: FillOptions,
): readonly Draft[] {
  const kindOf = dialect.rows.kinds(schema);
  const kindAt = (table: Table, column: Column) =>
    kindOf({ column, at: table.columns.indexOf(column), salt: saltOf(seed, table, column.name) });
  const explicit = numberedHere(planned);
  const known = (table: Table, name: string, row: number) => {
    const column = columnOf(table, name);
    return (column === undefined ? null : kindAt(table, column)?.write(row)) ?? 'NULL';
  };
  return planned.map((own) => {
    const kinds = new Map(written(own, explicit).map((column) => [column.name, kindAt(own.table, column)]));
    const rows = rowsFor(own, kinds, perTable);
    const shape = { ...own, kinds, rows, known, pointedAt: pointedAt(own.table, planned), write: dialect.sqlWriter };
    const partition = partitionRule(own.table, schema.tables);
    const searches = searchesOf(own.table, searchable(own.table, kinds), {
      ...{ rows, write: dialect.sqlWriter, words: dialect.rows.words },
      partition: partition ?? 'true',
    });
    return { ...shape, searches, hindrance: partition === null ? 'it has no partitions' : unknownType(own, kinds) };
  });
}

// Where rows of a circle without NULL point at each other, what they point at must be known before.
function numberedHere(planned: readonly Planned[]): ReadonlySet<string> {
  const known = planned.flatMap(({ references }) => references.filter(({ when }) => when === 'known'));
  return new Set(
    known.flatMap(({ parent, to }) =>
      to.map((name) => `${display(parent.name)}\0${columnOf(parent, name)?.name ?? name}`),
    ),
  );
}

function pointedAt(table: Table, planned: readonly Planned[]): ReadonlySet<string> {
  const found = planned.flatMap(({ references }) => references.filter(({ parent }) => parent === table));
  return new Set(found.flatMap(({ to }) => to.map((name) => columnOf(table, name)?.name ?? name)));
}

function searchable(table: Table, kinds: ReadonlyMap<string, ValueKind | null>): readonly SearchColumn[] {
  return [...kinds].flatMap(([name, kind]) =>
    kind === null ? [] : [{ name, kind, nullable: isNullable(table, name) && kind.nullable }],
  );
}

// A column of a type that nothing is known of stays NULL or has its default.
function unknownType({ table, references }: Planned, kinds: ReadonlyMap<string, ValueKind | null>): string | null {
  const points = (name: string) => references.some(({ key }) => key.columns.includes(name));
  const unknown = [...kinds].find(([name, kind]) => kind === null && !isNullable(table, name) && !points(name));
  const column = columnOf(table, unknown?.[0] ?? '');
  if (unknown === undefined || column === undefined || column.default !== null) return null;
  return `no values are known of the type ${column.type} of its column ${column.name}`;
}

function rowsFor(
  { table, references }: Planned,
  kinds: ReadonlyMap<string, ValueKind | null>,
  perTable: number,
): number {
  const labels = [...kinds.values()].map((kind) => (kind?.family === 'label' ? (kind.count ?? 0) : 0));
  const few = (name: string) =>
    references.some(({ key }) => key.columns.includes(name)) || kinds.get(name)?.count != null;
  const keys = table.constraints.flatMap((each) =>
    each.kind === 'unique' || each.kind === 'primary key' ? [each.columns] : [],
  );
  const unique = table.indexes
    .filter((each) => each.unique)
    .map(({ parts }) => parts.map(({ column }) => column ?? ''));
  const limited = [...keys, ...unique].some((columns) => columns.every(few));
  return limited ? perTable : Math.max(perTable, Math.min(MOST_FOR_LABELS, ...labels, Math.max(0, ...labels)));
}

async function answered(db: Connection, { rows }: Dialect, drafts: readonly Draft[]): Promise<readonly Shape[]> {
  const questions = drafts.flatMap(({ searches }) => searches.map(({ question }) => question));
  const answers = questions.length === 0 ? [] : await rows.ask(db, questions);
  let next = 0;
  return drafts.map(({ hindrance: _, ...draft }): Shape => {
    const searches = draft.searches.map((search): Answered => {
      const own = answers[next] ?? null;
      next += 1;
      return { ...search, answers: own };
    });
    return { ...draft, searches };
  });
}

async function inserted(
  db: Connection,
  dialect: Dialect,
  shapes: readonly Shape[],
): Promise<readonly (RowOutcome | null)[]> {
  const deferring = shapes.some(({ references }) => references.some(({ when }) => when === 'known'));
  const jobs = shapes.map((shape) => ({ table: shape.table, whole: wholeInsert(shape), want: shape.rows }));
  const outcomes = jobs.length === 0 ? [] : await dialect.rows.insert(db, jobs, deferring);
  // an empty reason: rows that a trigger leaves out, which it would do again
  const failed = shapes.filter((_, at) => (outcomes[at]?.reason ?? '') !== '');
  if (failed.length === 0) return outcomes;
  const again = await dialect.rows.insertEach(db, failed.map(eachInsert), deferring);
  return outcomes.map((outcome, at) => {
    const place = failed.indexOf(shapes[at] as Shape);
    return place < 0 ? outcome : (again[place] ?? outcome);
  });
}
