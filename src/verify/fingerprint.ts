import type { Connection } from '../dialects/connection.ts';
import type { Counters } from '../dialects/rows.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { rowDigests, type TableDigest } from '../rows/digests.ts';
import type { RunContext } from '../runner/context.ts';
import { reflectTarget } from '../runner/snapshot.ts';

/** What a database holds, as far as a step may have changed it. */
export interface Fingerprint {
  readonly schema: SchemaSnapshot;
  readonly counters: Counters;
  /** What the rows of each table are, by its name as `display` writes it. */
  readonly rows: ReadonlyMap<string, TableDigest>;
}

/** Takes it, also within a transaction that is open. `context` must be `named`. */
export async function takeFingerprint(db: Connection, context: RunContext): Promise<Fingerprint> {
  const schema = await reflectTarget(db, context);
  const { dialect } = context;
  return { schema, counters: await dialect.rows.counters(db), rows: await rowDigests(db, dialect, schema) };
}
