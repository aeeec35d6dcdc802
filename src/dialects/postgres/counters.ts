import type { Connection } from '../connection.ts';
import type { Counters } from '../rows.ts';

// last_value is null before the first nextval; sequences that the session may not read are null, too (view-pg-sequences.html).
const LAST = `SELECT schemaname || '.' || sequencename AS name, last_value::text AS last FROM pg_sequences WHERE last_value IS NOT NULL`;

/** The last value of each sequence that has given one. */
export async function counters(db: Connection): Promise<Counters> {
  const rows = await db.query(LAST);
  return new Map(rows.map(({ name, last }) => [String(name), BigInt(String(last))]));
}
