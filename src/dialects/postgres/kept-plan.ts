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

/** One JSON value: `SessionFacts`, as an expression of SQL. */
export const FACTS = `json_build_object('version', current_setting('server_version_num')::int, 'own', current_schema()::text,
  'prepared', (SELECT coalesce(json_agg(name), '[]'::json) FROM pg_prepared_statements WHERE name ~ '^windlass_'),
  'size', floor(log(2, pg_relation_size('pg_catalog.pg_attribute')))::text)`;

const known = new WeakMap<Connection, SessionFacts>();

/** Asks the session. */
export async function factsOf(db: Connection): Promise<SessionFacts> {
  const [row] = await db.query(`SELECT ${FACTS}::text AS facts`);
  return remembered(db, JSON.parse(String(row?.facts)) as SessionFacts);
}

/** Notes what a statement has answered of its session; the next `answerOf` need not ask first. */
export function remembered(db: Connection, facts: SessionFacts): SessionFacts {
  known.set(db, facts);
  return facts;
}

/**
 * What executes a statement without parameters by a plan that the session keeps; the last of them answers its rows. A plan for few tables is slow for many:
 * it is made anew when the catalog has doubled.
 */
export function byKeptPlan(statement: string, facts: SessionFacts): readonly string[] {
  const name = nameOf(statement, facts);
  const execute = `EXECUTE ${name}`;
  return facts.prepared.includes(name) ? [execute] : [`PREPARE ${name} AS ${statement}`, execute];
}

// invalid_sql_statement_name: DISCARD ALL and DEALLOCATE take plans away
const NO_SUCH_PLAN = '26000';
// no_active_sql_transaction: a statement of the user's has ended it
const NO_TRANSACTION = '25P01';
const SAVEPOINT = 'windlass_kept';

/** The one value that a statement answers by its kept plan, mostly within a transaction: one round trip, where the session still has the plan that it had when it was asked last. */
export async function answerOf(db: Connection, statement: string): Promise<unknown> {
  const facts = known.get(db);
  const name = facts === undefined ? null : nameOf(statement, facts);
  if (name === null || facts?.prepared.includes(name) !== true) return askedFirst(db, statement);
  try {
    const results = await db.batch([`SAVEPOINT ${SAVEPOINT}`, `EXECUTE ${name}`, `RELEASE SAVEPOINT ${SAVEPOINT}`]);
    return Object.values(results[1]?.[0] ?? {})[0];
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== NO_SUCH_PLAN && code !== NO_TRANSACTION) throw error;
    if (code === NO_SUCH_PLAN) await db.batch([`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`]);
    return askedFirst(db, statement);
  }
}

async function askedFirst(db: Connection, statement: string): Promise<unknown> {
  const results = await db.batch(byKeptPlan(statement, await factsOf(db)));
  return Object.values(results.at(-1)?.[0] ?? {})[0];
}

const names = new Map<string, string>();

function nameOf(statement: string, { size }: SessionFacts): string {
  const digest = names.get(statement) ?? createHash('sha256').update(statement).digest('hex').slice(0, 32);
  names.set(statement, digest);
  return `windlass_${digest}_${size}`;
}
