import { splitStatements } from './sql-text.ts';
import type { DialectName } from './target.ts';

/**
 * What sending a statement again means. `effect`: it changes what stays. `read`: it only answers. `session`: it belongs to the session or its
 * transaction (SET, BEGIN, PRAGMA), and must be sent in every session. `temporary`: it makes what ends with the session, so that nothing after it
 * can be taken as done in another one.
 */
export type StatementKind = 'effect' | 'read' | 'session' | 'temporary';

const EFFECT =
  /^(?:CREATE|ALTER|DROP|INSERT|REPLACE|UPDATE|DELETE|MERGE|TRUNCATE|COMMENT|GRANT|REVOKE|REINDEX|VACUUM|ANALYZE|CLUSTER|REFRESH|SECURITY|REASSIGN|IMPORT|DO|CALL)$/;
const READ = /^(?:SELECT|VALUES|TABLE|SHOW|EXPLAIN)$/;
const READING_PRAGMA = /^PRAGMA\s+(?:\w+\.)?(?:table_x?info|table_list|index_list|index_x?info|foreign_key_list)\b/i;
const TEMPORARY = /^CREATE\s+(?:(?:GLOBAL|LOCAL)\s+)?TEMP(?:ORARY)?\b|^SELECT\b.*\bINTO\s+TEMP/is;
const OF_SESSION = /\bset_config\s*\(|advisory|\bsetseed\s*\(/i;
// CREATE INDEX CONCURRENTLY and its like, VACUUM: without asking the database first
const OUTSIDE = /^(?:VACUUM\b|(?:CREATE|DROP|REINDEX|ALTER)\b[^'"]*?\bCONCURRENTLY\b)/i;

/** The kind of an SQL text; of several statements the strictest counts. */
export function kindOf(text: string, dialect: DialectName): StatementKind {
  const kinds = new Set(splitStatements(text, dialect).map(({ sql, head }) => kindOfOne(sql, head)));
  const strictest = (['temporary', 'session', 'effect', 'read'] as const).find((kind) => kinds.has(kind));
  return strictest ?? 'session';
}

/** Whether a text is known to run only outside a transaction. */
export function needsNoTransaction(text: string): boolean {
  return OUTSIDE.test(text.trim());
}

function kindOfOne(sql: string, head: string): StatementKind {
  if (TEMPORARY.test(sql)) return 'temporary';
  if (EFFECT.test(head)) return 'effect';
  if (head === 'WITH') return /\b(?:INSERT|UPDATE|DELETE|MERGE)\b/i.test(sql) ? 'effect' : 'read';
  if (READ.test(head)) return OF_SESSION.test(sql) ? 'session' : 'read';
  return READING_PRAGMA.test(sql) ? 'read' : 'session';
}
