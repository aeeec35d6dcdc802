import type { TableDigest } from './digests.ts';
import { textOf } from './digests.ts';

/** Rows or values that are not what they were. */
export interface Loss {
  /** As `display` writes it. */
  readonly table: string;
  /** Null: whole rows. */
  readonly column: string | null;
  readonly what: 'missing' | 'added' | 'changed';
  /** How many rows; null: the table is too large to know more than that some are. */
  readonly rows: number | null;
}

/** What became of rows on the way up and down. */
export interface Losses {
  /** What `up` took away with its table or column: it cannot come back, and is no failure. */
  readonly lost: readonly Loss[];
  /** What should be the same and is not. */
  readonly damaged: readonly Loss[];
}

type Digests = ReadonlyMap<string, TableDigest>;

/**
 * What rows from before `up` are not the same after `up` and `down`. `mid` says which tables and columns stood between both: what was gone there by name has a
 * reason to come back empty. What comes back with its values is no loss, whatever it was called meanwhile.
 */
export function lossesBetween(before: Digests, mid: Digests, after: Digests): Losses {
  const lost: Loss[] = [];
  const damaged: Loss[] = [];
  for (const [table, digest] of before) {
    const own = after.get(table);
    if (own === digest && mid.get(table) === digest) continue; // of most tables: nobody has touched them
    const gone = mid.get(table) === undefined;
    const dropped = new Set([...digest.columns.keys()].filter((name) => !(mid.get(table)?.columns.has(name) ?? false)));
    for (const loss of own === undefined
      ? disappeared(table, digest)
      : between(table, digest, own, gone ? new Set() : dropped))
      (gone || (loss.column !== null && dropped.has(loss.column)) ? lost : damaged).push(loss);
  }
  return { lost, damaged };
}

const disappeared = (table: string, { count }: TableDigest): readonly Loss[] =>
  count === 0 ? [] : [{ table, column: null, what: 'missing', rows: count }];

function between(
  table: string,
  before: TableDigest,
  after: TableDigest,
  dropped: ReadonlySet<string>,
): readonly Loss[] {
  if (isSame(before, after)) return [];
  if (before.rows === null || after.rows === null) return bySums(table, before, after, dropped);
  const keyed = before.key.length > 0 && before.key.every((name) => after.columns.has(name) && !dropped.has(name));
  return keyed ? byKey(table, before, after) : byRows(table, before, after, dropped);
}

function isSame(before: TableDigest, after: TableDigest): boolean {
  const columns = [...before.columns.keys()];
  return (
    before.digest === after.digest &&
    columns.length === after.columns.size &&
    columns.every((name) => after.columns.has(name))
  );
}

function counted(table: string, before: number, after: number): readonly Loss[] {
  if (before === after) return [];
  return [{ table, column: null, what: after < before ? 'missing' : 'added', rows: Math.abs(before - after) }];
}

// Large tables: another number of rows changes every sum, so no column is named then.
function bySums(table: string, before: TableDigest, after: TableDigest, dropped: ReadonlySet<string>): readonly Loss[] {
  const number = counted(table, before.count, after.count);
  const bound = before.key.length > 0 && !before.key.some((name) => dropped.has(name));
  const differing = [...before.columns].filter(([name, sum]) => after.columns.get(name) !== sum);
  const said = number.length > 0 || !bound ? differing.filter(([name]) => dropped.has(name)) : differing;
  return [...number, ...said.map(([column]): Loss => ({ table, column, what: 'changed', rows: null }))];
}

function byKey(table: string, before: TableDigest, after: TableDigest): readonly Loss[] {
  const there = new Map(after.rows?.map((row) => [textOf(row, placesOf(after, before.key)), row]));
  const key = placesOf(before, before.key);
  const known = new Set<string>();
  const changed = new Map<string, number>();
  let missing = 0;
  for (const row of before.rows ?? []) {
    const identity = textOf(row, key);
    known.add(identity);
    const now = there.get(identity);
    if (now === undefined) missing += 1;
    else
      for (const [at, name] of [...before.columns.keys()].entries()) {
        const place = placesOf(after, [name])[0] ?? -1;
        if ((now[place] ?? null) !== (row[at] ?? null)) changed.set(name, (changed.get(name) ?? 0) + 1);
      }
  }
  const added = [...there.keys()].filter((identity) => !known.has(identity)).length;
  return [
    ...(missing === 0 ? [] : [{ table, column: null, what: 'missing', rows: missing } as const]),
    ...(added === 0 ? [] : [{ table, column: null, what: 'added', rows: added } as const]),
    ...[...changed].map(([column, rows]): Loss => ({ table, column, what: 'changed', rows })),
  ];
}

// Rows that nothing but their values tells apart: what is left of them without the columns that went.
function byRows(table: string, before: TableDigest, after: TableDigest, dropped: ReadonlySet<string>): readonly Loss[] {
  const kept = [...before.columns.keys()].filter((name) => !dropped.has(name) && after.columns.has(name));
  const gone = [...before.columns.keys()].filter((name) => !kept.includes(name));
  const empty = gone.flatMap((column): readonly Loss[] => {
    const rows = missingOf(before, after, [column]);
    return rows === 0 ? [] : [{ table, column, what: 'changed', rows }];
  });
  const number = counted(table, before.count, after.count);
  const rows = missingOf(before, after, kept);
  if (number.length > 0 || rows === 0) return [...number, ...empty];
  const alone = kept.flatMap((column): readonly Loss[] => {
    const own = missingOf(before, after, [column]);
    return own === 0 ? [] : [{ table, column, what: 'changed', rows: own }];
  });
  return [...(alone.length > 0 ? alone : [{ table, column: null, what: 'changed', rows } as const]), ...empty];
}

// How many rows, of these columns alone, have no equal.
function missingOf(before: TableDigest, after: TableDigest, columns: readonly string[]): number {
  const there = new Map<string, number>();
  const texts = (digest: TableDigest) => (digest.rows ?? []).map((row) => textOf(row, placesOf(digest, columns)));
  for (const text of texts(after)) there.set(text, (there.get(text) ?? 0) + 1);
  let missing = 0;
  for (const text of texts(before)) {
    const left = there.get(text) ?? 0;
    if (left === 0) missing += 1;
    else there.set(text, left - 1);
  }
  return missing;
}

function placesOf({ columns }: TableDigest, names: readonly string[]): readonly number[] {
  const all = [...columns.keys()];
  return names.map((name) => all.indexOf(name));
}
