import type { Connection } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Counters } from '../dialects/rows.ts';

/** The last number that each counter of the database gave: its sequences (PostgreSQL), AUTOINCREMENT of its tables (SQLite). */
export function countersOf(db: Connection, dialect: Dialect): Promise<Counters> {
  return dialect.rows.counters(db);
}

/** A counter that would give numbers again which it gave before; `to` null: it is gone, or begins anew. */
export interface SetBack {
  readonly counter: string;
  readonly from: bigint;
  readonly to: bigint | null;
}

/** The counters that went back. */
export function setBack(before: Counters, after: Counters): readonly SetBack[] {
  return [...before].flatMap(([counter, from]) => {
    const to = after.get(counter) ?? null;
    return to !== null && to >= from ? [] : [{ counter, from, to }];
  });
}
