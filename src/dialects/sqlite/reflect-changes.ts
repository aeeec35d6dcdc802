import type { QualifiedName } from '../../model/names.ts';
import type { SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import type { CatalogState, Heard, Touched } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import { fold } from './ddl/tokens.ts';
import { reflect } from './reflect.ts';
import { compared } from './reflection/table.ts';
import { namesOf } from './table-names.ts';
import { FIELD, onOneSide } from './texts.ts';

// All texts in one, each with what it is of.
const TEXTS = `SELECT group_concat(type || char(31) || name || char(31) || tbl_name || char(31) || sql, char(30)) AS texts FROM main.sqlite_master
  WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

const NO_NUMBERS = new Map<number, QualifiedName>();

/** The whole schema, with what `reflectChanges` needs to go on from it. */
export async function reflectWhole(db: Connection, options: ReflectOptions = {}): Promise<CatalogState> {
  return { schema: await reflect(db, options), mark: await textsOf(db), relations: NO_NUMBERS };
}

/**
 * The schema within the open transaction, at whose beginning it was `before`: only tables whose texts have changed are read again, with those that stand
 * beside them. SQLite has no SQL that is made up while it runs, so that rows can only have changed in tables that a statement names, and in those
 * that triggers and foreign keys lead to from there.
 */
export async function reflectChanges(
  db: Connection,
  before: CatalogState,
  options: ReflectOptions,
  heard: Heard,
): Promise<Touched> {
  const mark = await textsOf(db);
  const entries = mark === before.mark ? [] : onOneSide(before.mark, mark);
  const changed = changedTables(entries);
  const schema = mark === before.mark ? before.schema : await patched(db, before.schema, options, { changed, entries });
  const state = { schema, mark, relations: NO_NUMBERS };
  const named = [
    ...heard.tables.map(({ name }) => fold(name)),
    ...(changed ?? []),
    ...wordsOf(heard.statements.map(withoutCounters)),
  ];
  if (changed === null) return { ...state, rows: null, counters: null, still: null };
  const rows = reachable(schema, named);
  return { ...state, rows, ...(await countersOf(db, new Set([...named, ...rows.map(({ name }) => fold(name))]))) };
}

// What says which counters it writes names them; any other statement may write to all.
function withoutCounters(statement: string): string {
  return CARRIED.test(statement) ? statement.replaceAll(COUNTERS, '') : statement;
}

async function textsOf(db: Connection): Promise<string> {
  const [row] = await db.query(TEXTS);
  return String(row?.texts ?? '');
}

const COUNTERS = 'sqlite_sequence';
// how a rebuild carries a counter along: the tables are named
const TEXT = "'(?:[^']|'')*'";
const CARRIED = new RegExp(
  `^(?:DELETE FROM|INSERT INTO ${COUNTERS} \\(name, seq\\) SELECT ${TEXT}, seq FROM) ${COUNTERS} WHERE name = ${TEXT}$`,
);
const MANY = 500;

// Of tables that were named: those that were dropped have none any more. A table of SQLite's own that is named itself may have been written to.
async function countersOf(db: Connection, names: ReadonlySet<string>): Promise<Pick<Touched, 'counters' | 'still'>> {
  if (names.has(COUNTERS) || names.size > MANY) return { counters: null, still: null };
  const [table] = await db.query(`SELECT 1 FROM sqlite_master WHERE name = '${COUNTERS}'`);
  if (table === undefined) return { counters: new Map(), still: () => false };
  const listed = [...names].map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');
  const found = await db.query(
    `SELECT name, CAST(seq AS TEXT) AS seq FROM ${COUNTERS} WHERE lower(name) IN (${listed})`,
  );
  const counters = new Map(found.map(({ name, seq }) => [String(name), BigInt(String(seq))]));
  return { counters, still: (name) => !names.has(fold(name)) || counters.has(name) };
}

// The tables of the texts that are on one side only; null: something else than a table or index has changed.
function changedTables(entries: readonly string[]): Set<string> | null {
  const tables = new Set<string>();
  for (const entry of entries) {
    const [type, , table = '', sql = ''] = entry.split(FIELD);
    if (entry === '') continue;
    if ((type !== 'table' && type !== 'index') || /^CREATE VIRTUAL/i.test(sql)) return null;
    tables.add(fold(table));
  }
  return tables;
}

interface Change {
  readonly changed: ReadonlySet<string> | null;
  /** The texts of both sides that the other has not. */
  readonly entries: readonly string[];
}

async function patched(
  db: Connection,
  before: SchemaSnapshot,
  options: ReflectOptions,
  { changed, entries }: Change,
): Promise<SchemaSnapshot> {
  if (changed === null || before.objects.some((object) => mentions(object, changed))) return reflect(db, options);
  const own = new Set((options.without ?? []).map(({ name }) => fold(name)));
  const again = new Set([...changed].filter((name) => !own.has(name)));
  for (const table of before.tables) {
    const { key, parents } = namesOf(table);
    if (parents.some((parent) => changed.has(parent))) again.add(key);
  }
  const part = await reflect(db, { ...options, only: withNeighbours(again, before, entries) });
  if (part.objects.length > 0) return reflect(db, options);
  const fresh = part.tables.filter((table) => again.has(namesOf(table).key));
  const kept = before.tables.filter((table) => !again.has(namesOf(table).key));
  return { ...before, tables: merged(kept, fresh) };
}

// Both are in the order of a reflection.
function merged(kept: readonly Table[], fresh: readonly Table[]): readonly Table[] {
  const tables: Table[] = [];
  let at = 0;
  for (const table of kept) {
    for (let next = fresh[at]; next !== undefined && compared(next.name.name, table.name.name) < 0; next = fresh[at]) {
      tables.push(next);
      at += 1;
    }
    tables.push(table);
  }
  return [...tables, ...fresh.slice(at)];
}

function mentions({ type, table, definition }: SchemaObject, changed: ReadonlySet<string>): boolean {
  if (type === 'virtual table' || type === 'table') return true;
  return (table !== null && changed.has(fold(table.name))) || wordsOf([definition]).some((word) => changed.has(word));
}

// The parents of their keys, by the names that they have: of those whose texts have changed, all that these name.
function withNeighbours(
  tables: ReadonlySet<string>,
  before: SchemaSnapshot,
  entries: readonly string[],
): readonly string[] {
  const found = new Map<string, string>();
  const wanted = new Set(tables);
  for (const table of before.tables) {
    const { key, parents } = namesOf(table);
    found.set(key, table.name.name);
    if (tables.has(key)) for (const parent of parents) wanted.add(parent);
  }
  for (const entry of entries) {
    const [type, name = '', , sql = ''] = entry.split(FIELD);
    if (type !== 'table') continue;
    found.set(fold(name), name);
    for (const word of wordsOf([sql])) wanted.add(word);
  }
  return [...wanted].flatMap((name) => found.get(name) ?? []);
}

const WORDS = /[\w$\u0080-\uffff]+|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'/g;

function wordsOf(statements: readonly string[]): readonly string[] {
  const words = new Set<string>();
  for (const statement of statements)
    for (const word of statement.match(WORDS) ?? []) words.add(fold(/^["'`[]/.test(word) ? bare(word) : word));
  return [...words];
}

function bare(word: string): string {
  const quote = word[0] ?? '';
  const inner = word.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

// The tables of that name, those that their triggers or a view's name, and those whose rows go or change with theirs.
function reachable({ tables, objects }: SchemaSnapshot, names: readonly string[]): readonly QualifiedName[] {
  const byName = new Map(tables.map((table) => [namesOf(table).key, table]));
  const children = childrenOf(tables);
  const texts = new Map<string, string[]>();
  for (const { name, table, definition } of objects) {
    const place = fold((table ?? name).name);
    texts.set(place, [...(texts.get(place) ?? []), definition]);
  }
  const reached = new Set(names.filter((name) => byName.has(name) || texts.has(name)));
  for (const name of reached) {
    for (const child of children.get(name) ?? []) reached.add(child);
    for (const word of wordsOf(texts.get(name) ?? [])) if (byName.has(word) || texts.has(word)) reached.add(word);
  }
  return [...reached].flatMap((name) => byName.get(name)?.name ?? []);
}

function childrenOf(tables: readonly Table[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const table of tables) {
    const { key, leading } = namesOf(table);
    for (const parent of leading) {
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [key]);
      else known.push(key);
    }
  }
  return children;
}
