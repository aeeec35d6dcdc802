import { display, type QualifiedName } from '../../model/names.ts';
import type { SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import type { CatalogState, Heard, Touched } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import { fold } from './ddl/tokens.ts';
import { reflect } from './reflect.ts';
import { compared } from './reflection/table.ts';

const [FIELD, ENTRY] = ['\u001f', '\u001e'];

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
  const changed = mark === before.mark ? new Set<string>() : changedTables(before.mark, mark);
  const schema = mark === before.mark ? before.schema : await patched(db, before.schema, options, { changed, mark });
  const state = { schema, mark, relations: NO_NUMBERS };
  const named = [...heard.tables.map(({ name }) => fold(name)), ...(changed ?? []), ...wordsOf(heard.statements)];
  if (changed === null) return { ...state, rows: null, counters: null, still: null };
  const rows = reachable(schema, named);
  return { ...state, rows, ...(await countersOf(db, new Set([...named, ...rows.map(({ name }) => fold(name))]))) };
}

async function textsOf(db: Connection): Promise<string> {
  const [row] = await db.query(TEXTS);
  return String(row?.texts ?? '');
}

const COUNTERS = 'sqlite_sequence';
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
function changedTables(one: string, other: string): Set<string> | null {
  const [left, right] = [new Set(one.split(ENTRY)), new Set(other.split(ENTRY))];
  const changed = [...[...left].filter((text) => !right.has(text)), ...[...right].filter((text) => !left.has(text))];
  const tables = new Set<string>();
  for (const entry of changed) {
    const [type, , table = '', sql = ''] = entry.split(FIELD);
    if (entry === '') continue;
    if ((type !== 'table' && type !== 'index') || /^CREATE VIRTUAL/i.test(sql)) return null;
    tables.add(fold(table));
  }
  return tables;
}

interface Change {
  readonly changed: ReadonlySet<string> | null;
  readonly mark: string;
}

async function patched(
  db: Connection,
  before: SchemaSnapshot,
  options: ReflectOptions,
  { changed, mark }: Change,
): Promise<SchemaSnapshot> {
  if (changed === null || before.objects.some((object) => mentions(object, changed))) return reflect(db, options);
  const own = new Set((options.without ?? []).map(({ name }) => fold(name)));
  const again = new Set([...changed].filter((name) => !own.has(name)));
  for (const { name, constraints } of before.tables)
    if (constraints.some((key) => key.kind === 'foreign key' && changed.has(fold(key.references.table.name))))
      again.add(fold(name.name));
  const part = await reflect(db, { ...options, only: withNeighbours(again, mark) });
  const fresh = part.tables.filter(({ name }) => again.has(fold(name.name)));
  const kept = before.tables.filter(({ name }) => !again.has(fold(name.name)));
  if (part.objects.length > 0) return reflect(db, options);
  const tables = [...kept, ...fresh].sort((left, right) => compared(left.name.name, right.name.name));
  return { ...before, tables };
}

function mentions({ type, table, definition }: SchemaObject, changed: ReadonlySet<string>): boolean {
  if (type === 'virtual table' || type === 'table') return true;
  return (table !== null && changed.has(fold(table.name))) || wordsOf([definition]).some((word) => changed.has(word));
}

// What their texts name: the parents of their keys.
function withNeighbours(tables: ReadonlySet<string>, mark: string): readonly string[] {
  const found = new Map<string, string>();
  const texts: string[] = [];
  for (const entry of mark.split(ENTRY)) {
    const [type, name = '', , sql = ''] = entry.split(FIELD);
    if (type !== 'table') continue;
    found.set(fold(name), name);
    if (tables.has(fold(name))) texts.push(sql);
  }
  const names = new Set([...tables, ...wordsOf(texts)]);
  return [...names].flatMap((name) => found.get(name) ?? []);
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
  const byName = new Map(tables.map((table) => [fold(display(table.name)), table]));
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
  for (const { name, constraints } of tables)
    for (const key of constraints) {
      if (key.kind !== 'foreign key' || (key.onDelete === null && key.onUpdate === null)) continue;
      const parent = fold(key.references.table.name);
      children.set(parent, [...(children.get(parent) ?? []), fold(name.name)]);
    }
  return children;
}
