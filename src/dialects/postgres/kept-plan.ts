import { createHash } from 'node:crypto';
import type { Connection } from '../connection.ts';

/** What a session is asked before statements whose plans are kept. */
export interface SessionFacts {
  /** server_version_num. */
  readonly version: number;
  /** The schema that names without one are found in; null: none. */
  readonly own: string | null;
  /** The plans that it keeps. */
  readonly prepared: readonly string[];
  /** How large the catalog is, by powers of two. */
  readonly size: string;
}

const FACTS = `SELECT current_setting('server_version_num')::int AS version, current_schema()::text AS own,
  ARRAY(SELECT name FROM pg_prepared_statements WHERE name ~ '^windlass_') AS prepared,
  floor(log(2, pg_relation_size('pg_catalog.pg_attribute')))::text AS size`;

/** Asks the session. */
export async function factsOf(db: Connection): Promise<SessionFacts> {
  const [row] = await db.query(FACTS);
  return {
    version: Number(row?.version),
    own: (row?.own ?? null) as string | null,
    prepared: row?.prepared as readonly string[],
    size: String(row?.size),
  };
}

/**
 * What executes a statement without parameters by a plan that the session keeps; the last of them answers its rows. A plan for few tables is slow for many:
 * it is made anew when the catalog has doubled.
 */
export function byKeptPlan(statement: string, { prepared, size }: SessionFacts): readonly string[] {
  const name = `windlass_${createHash('sha256').update(statement).digest('hex').slice(0, 32)}_${size}`;
  const execute = `EXECUTE ${name}`;
  return prepared.includes(name) ? [execute] : [`PREPARE ${name} AS ${statement}`, execute];
}
