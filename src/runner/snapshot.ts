import { createHash } from 'node:crypto';
import type { Connection } from '../dialects/connection.ts';
import { ownNames } from '../dialects/own-tables.ts';
import { sentenceOf } from '../errors.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { type AppliedRevision, readApplied } from './applied.ts';
import type { RunContext } from './context.ts';
import { lockName } from './lock.ts';
import type { StepSurroundings } from './surroundings.ts';
import type { Step } from './work.ts';

/** The catalog as a run left it. */
export interface TakenSnapshot {
  /** What was applied then: see `stateDigest`. */
  readonly state: string;
  readonly toolVersion: string;
  /** As the database writes it. */
  readonly takenAt: string;
  /** Null: written in a form that this version does not read. */
  readonly catalog: SchemaSnapshot | null;
}

// Counted up when the same catalog is written down in other words: what an older version has written is not compared then.
const FORM = 3;

/** What the database holds but for our tables and that of sequelize-cli; names are relative to the session's own schema. */
export async function reflectTarget(db: Connection, context: RunContext): Promise<SchemaSnapshot> {
  return context.dialect.reflect(db, { without: [...ownNames(context.names), context.metaTable] });
}

/** The applied revisions in a word, the texts they were applied with included: another one after whatever was done to them. */
export function stateDigest(rows: readonly Pick<AppliedRevision, 'revision' | 'checksum'>[]): string {
  const lines = rows.map(({ revision, checksum }) => `${revision} ${checksum}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/**
 * Writes the catalog down, in the transaction that is open, so that both are kept or neither. What goes wrong is a warning: the work itself is
 * done. `context` must be `named`.
 */
export async function takeSnapshot(db: Connection, context: RunContext): Promise<void> {
  const { create, clear, write } = context.dialect.state(context.names).snapshot;
  await db.query('SAVEPOINT windlass_snapshot');
  try {
    const rows = (await readApplied(db, context)) ?? [];
    const catalog = JSON.stringify({ form: FORM, ...(await reflectTarget(db, context)) });
    await db.batch([create, clear]);
    await db.query(write, [stateDigest(rows), context.toolVersion, catalog]);
    await db.query('RELEASE SAVEPOINT windlass_snapshot');
  } catch (error) {
    await db.query('ROLLBACK TO SAVEPOINT windlass_snapshot');
    context.report({
      kind: 'warning',
      message: `the catalog could not be written down for the next comparison: ${sentenceOf(error)}`,
    });
  }
}

/** What the transaction of that step ends with: the catalog is written down with the last of a run. Null for the others, and on a scratch database. */
export function closing(
  { context, session, last }: StepSurroundings,
  { revision }: Step,
): (() => Promise<void>) | null {
  if (revision.id !== last || context.standsFor !== null) return null;
  return () => takeSnapshot(session.db, context);
}

/** Writes the catalog down after a run that has failed half-way, where that is possible at once. */
export async function takeAfterFailure({ context, session: { db } }: StepSurroundings): Promise<void> {
  if (context.signal.aborted || context.standsFor !== null || db.lost() !== null) return;
  try {
    if ((await context.dialect.beginLocked(db, lockName(context), [])) === null) return;
    await takeSnapshot(db, context);
    await db.query('COMMIT');
  } catch {
    await db.query('ROLLBACK').catch(() => undefined); // the failure of the step is the one to tell
  }
}

/** The catalog as the last run left it; null when none has written it down. `context` must be `named`. */
export async function readSnapshot(db: Connection, context: RunContext): Promise<TakenSnapshot | null> {
  const tables = context.dialect.state(context.names);
  try {
    const [row] = await db.query(tables.snapshot.read);
    if (row === undefined) return null;
    const { form, ...catalog } = JSON.parse(String(row.catalog)) as SchemaSnapshot & { form: number };
    return {
      state: String(row.state),
      toolVersion: String(row.tool_version),
      takenAt: String(row.taken_at),
      catalog: form === FORM ? catalog : null,
    };
  } catch (error) {
    if (tables.missing(error)) return null;
    throw error;
  }
}
