import type { Connection } from '../dialects/connection.ts';
import { isMigratorError, type MigratorError, StepFailed } from '../errors.ts';
import type { Revision } from '../graph/revision.ts';
import type { RevisionModule } from '../revisions/import.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import type { StepReport } from '../runner/umzug.ts';
import { inOneTransaction, NeedsOutside } from '../runner/whole.ts';
import type { Step } from '../runner/work.ts';
import { type Course, LEGS, type Leg, type LegFailure } from './course.ts';
import { type Fingerprint, takeFingerprint, takeWithin } from './fingerprint.ts';
import type { PointingRows } from './foreign-keys.ts';
import type { Listener } from './listener.ts';
import type { Population } from './population.ts';
import { dropTemporary } from './temporary.ts';

/** A revision with its functions. */
export interface Loaded {
  readonly revision: Revision;
  readonly module: RevisionModule;
}

/** What a trial works with. */
export interface TrialMeans {
  readonly listener: Listener;
  readonly population: Population;
  readonly pointing: PointingRows;
  /** Whether all is read each time, not what was touched alone. */
  readonly exact: boolean;
}

/**
 * Tries up, down and up in one transaction and rolls it back: whatever is found, the state is the one before. What a COMMIT would check is checked after each
 * step. Null when the revision cannot be tried so.
 */
export async function courseWithin(
  around: StepSurroundings,
  loaded: Loaded,
  before: Fingerprint,
  { listener, population, pointing, exact }: TrialMeans,
): Promise<Course | null> {
  const { session, context } = around;
  const rows = pointingIn(around, before, pointing);
  const taken: Partial<Record<Leg, Fingerprint>> = {};
  const legs: Partial<Record<Leg, number>> = {};
  let leg: Leg = 'up';
  const opened = async () => {
    for (const each of LEGS) delete taken[each]; // of an attempt before this one
    await rows.begin();
  };
  const through = async (
    steps: readonly Step[],
    _direction: unknown,
    go: (step: Step, index: number) => Promise<StepReport>,
  ) => {
    for (const [index, step] of steps.entries()) {
      leg = LEGS[index] ?? 'again';
      const { durationMs } = await go(step, index);
      legs[leg] = durationMs;
      const now = await takenSince(around, before, { listener, exact });
      await rows.refuseNew(step, now);
      taken[leg] = now;
      if (leg === 'up') await population.settleNew(around, before, now);
      await dropTemporary(session.db, context.dialect.name, listener.statements);
    }
    return [];
  };
  const end = async () => void (await session.db.query('ROLLBACK'));
  const kept = 'a trial keeps nothing in any case';
  const trial = { opened, through, end, kept, noted: false, lookedAfter: true } as const;
  try {
    await inOneTransaction({ around, steps: stepsOf(loaded), direction: 'up', ...trial });
    return { before, ...taken, legs, failure: null };
  } catch (error) {
    if (error instanceof NeedsOutside) return null;
    return { before, ...taken, legs, failure: failureAt(leg, error, listener) };
  }
}

/** The state within the open transaction, at whose beginning it was `before`: whole where what was heard does not tell all. */
export function takenSince(
  { session, context }: StepSurroundings,
  before: Fingerprint,
  { listener, exact }: Pick<TrialMeans, 'listener' | 'exact'>,
): Promise<Fingerprint> {
  if (exact || listener.rights) return takeFingerprint(session.db, context);
  return takeWithin(session.db, context, before, { statements: listener.statements, tables: [] });
}

/** Up, down and up of a revision as steps. */
export function stepsOf({ revision, module }: Loaded): readonly Step[] {
  return LEGS.map((leg) => ({ revision, module, direction: leg === 'down' ? 'down' : 'up' }));
}

// What is no fault of the revision: it is to be told as it is.
const OF_THE_RUN = new Set(['INTERRUPTED', 'UNREACHABLE', 'AUTH', 'LOCKED', 'INTERNAL']);

/** What a step failed of; throws on what is no failure of the step itself. */
export function failureAt(leg: Leg, error: unknown, listener: Listener): LegFailure {
  if (!isMigratorError(error) || OF_THE_RUN.has(error.code)) throw error;
  return { leg, error, statement: statementOf(error, listener) };
}

function statementOf({ cause }: MigratorError, { last }: Listener): string | null {
  const { sql, parent, code, errno } = (cause ?? {}) as {
    sql?: unknown;
    parent?: { sql?: unknown };
    code?: unknown;
    errno?: unknown;
  };
  const said = sql ?? parent?.sql;
  if (typeof said === 'string') return said;
  return code === undefined && errno === undefined && parent === undefined ? null : last;
}

// With foreign keys on, SQLite itself refuses at once what is not deferred.
async function mayBreak(db: Connection, before: Fingerprint): Promise<boolean> {
  const [row] = await db.query('PRAGMA foreign_keys');
  return row?.foreign_keys !== 1 || /deferr/i.test(before.mark);
}

// SQLite looks after what is deferred only at COMMIT, which a trial never reaches.
function pointingIn({ session: { db }, context }: StepSurroundings, before: Fingerprint, pointing: PointingRows) {
  let watched = false;
  return {
    begin: async () => {
      watched = context.dialect.name === 'sqlite' && (await mayBreak(db, before));
      if (watched) await pointing.begin(db, before);
    },
    refuseNew: async ({ revision, direction }: Step, now: Fingerprint) => {
      const broken = watched ? await pointing.since(db, now) : null;
      if (broken === null) return;
      throw new StepFailed(
        `${revision.id} would leave ${broken} in ${direction}()`,
        'delete or mend those rows in the same revision',
      );
    },
  };
}
