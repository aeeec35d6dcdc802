import type { CatalogState, Heard } from '../dialects/changes.ts';
import type { Connection } from '../dialects/connection.ts';
import { ownNames } from '../dialects/own-tables.ts';
import type { Counters } from '../dialects/rows.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Table } from '../model/schema.ts';
import { rowDigests, type TableDigest } from '../rows/digests.ts';
import type { RunContext } from '../runner/context.ts';

/** What a database holds, as far as a step may have changed it. */
export interface Fingerprint extends CatalogState {
  readonly counters: Counters;
  /** What the rows of each table are, by its name as `display` writes it. */
  readonly rows: ReadonlyMap<string, TableDigest>;
}

/** Takes the whole of it, also within a transaction that is open. `context` must be `named`. */
export async function takeFingerprint(db: Connection, context: RunContext): Promise<Fingerprint> {
  const { dialect } = context;
  const state = await dialect.reflectWhole(db, { without: notSeen(context) });
  return { ...state, counters: await dialect.rows.counters(db), rows: await rowDigests(db, dialect, state.schema) };
}

/** Takes it within the open transaction, at whose beginning it was `before`: only what the transaction has touched is read, where the database can tell. */
export async function takeWithin(
  db: Connection,
  context: RunContext,
  before: Fingerprint,
  heard: Heard,
): Promise<Fingerprint> {
  const { dialect } = context;
  const { schema, mark, relations, rows, counters, still } = await dialect.reflectChanges(
    db,
    before,
    { without: notSeen(context) },
    heard,
  );
  const known = new Set(before.schema.tables);
  const isTouched = rows === null ? () => true : among(rows);
  const tables = schema.tables.filter((table) => !known.has(table) || isTouched(table.name));
  const names = tables.map(({ name }) => name);
  const fresh = names.length === 0 ? new Map<string, TableDigest>() : await rowDigests(db, dialect, schema, names);
  const digests = new Map<string, TableDigest>();
  for (const { name } of schema.tables) {
    const shown = display(name);
    const digest = fresh.get(shown) ?? before.rows.get(shown);
    if (digest !== undefined) digests.set(shown, digest);
  }
  const stays = ([name]: readonly [string, bigint]) => still?.(name) ?? true;
  const counted =
    counters === null ? await dialect.rows.counters(db) : new Map([...[...before.counters].filter(stays), ...counters]);
  return { schema, mark, relations, counters: counted, rows: digests };
}

/**
 * The state that `up` has left, with the rows as they are: a trial before it ended in `expected`, and what both made may differ in random values and times.
 */
export async function afterUp(
  db: Connection,
  { dialect }: RunContext,
  before: Fingerprint,
  expected: Fingerprint,
): Promise<Fingerprint> {
  const made = ({ name }: Table) => {
    const [was, is] = [before.rows.get(display(name)), expected.rows.get(display(name))];
    return is !== undefined && is.count > 0 && was?.digest !== is.digest;
  };
  const names = expected.schema.tables.filter(made).map(({ name }) => name);
  const state = await dialect.madeAgain(db, before, expected);
  if (names.length === 0) return { ...expected, ...state };
  const fresh = await rowDigests(db, dialect, expected.schema, names);
  return { ...expected, ...state, rows: new Map([...expected.rows, ...fresh]) };
}

// Of few names, asked for many: the short name tells nearly all apart.
function among(names: readonly QualifiedName[]): (name: QualifiedName) => boolean {
  const short = new Set(names.map(({ name }) => name));
  const whole = new Set(names.map(display));
  return (name) => short.has(name.name) && whole.has(display(name));
}

function notSeen({ names, metaTable }: RunContext) {
  return [...ownNames(names), metaTable];
}
