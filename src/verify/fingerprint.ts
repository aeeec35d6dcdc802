import type { Connection } from '../dialects/connection.ts';
import type { Counters } from '../dialects/rows.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import type { RunContext } from '../runner/context.ts';
import { reflectTarget } from '../runner/snapshot.ts';

/** What a database holds, as far as a step may have changed it. */
export interface Fingerprint {
  readonly schema: SchemaSnapshot;
  readonly counters: Counters;
}

/** Takes it, also within a transaction that is open. `context` must be `named`. */
export async function takeFingerprint(db: Connection, context: RunContext): Promise<Fingerprint> {
  return { schema: await reflectTarget(db, context), counters: await context.dialect.rows.counters(db) };
}
