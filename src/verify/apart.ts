import type { RevisionGraph } from '../graph/graph.ts';
import { withCopy } from '../offline/scratch.ts';
import type { RunContext } from '../runner/context.ts';
import { prepared } from '../runner/prepare.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import { type Course, LEGS, type Leg } from './course.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { dropTemporary } from './temporary.ts';
import { failureAt, type Loaded, stepsOf, type TrialMeans } from './within.ts';

/** A plan without steps: what opens a session and imports nothing. */
export const NO_STEPS = { direction: 'up', from: [], to: [], steps: [] } as const;

/**
 * The graph in which every revision may go down, whatever stands on it: it is tried alone, and a copy that sequelize-cli migrated may have a newer one applied and
 * this one not (a branch that was merged late).
 */
export function withNothingAbove(graph: RevisionGraph): RevisionGraph {
  return { ...graph, children: new Map(), dependents: new Map() };
}

/**
 * Tries up, down and up on a copy of the database, each as a real run does it: for what no transaction allows, and to be sure of a failure. No session may be
 * open on the database. Throws UNSUPPORTED when no copy can be made.
 */
export function courseApart(
  scratch: RunContext,
  graph: RevisionGraph,
  loaded: Loaded,
  means: TrialMeans,
): Promise<Course> {
  return withCopy(scratch, (copy) =>
    prepared(copy, withNothingAbove(graph), NO_STEPS, (around) => courseHere(around, loaded, means)),
  );
}

/** The same on the database itself: it is left as the last step that was done leaves it. */
export async function courseHere(
  around: StepSurroundings,
  loaded: Loaded,
  { listener, population }: TrialMeans,
): Promise<Course> {
  const { session, context } = around;
  const before = await takeFingerprint(session.db, context);
  const taken: Partial<Record<Leg, Fingerprint>> = {};
  const legs: Partial<Record<Leg, number>> = {};
  for (const [index, step] of stepsOf(loaded).entries()) {
    const leg = LEGS[index] ?? 'again';
    try {
      const startedMs = performance.now();
      await runStep(around, step);
      legs[leg] = Math.round(performance.now() - startedMs);
    } catch (error) {
      return { before, ...taken, legs, failure: failureAt(leg, error, listener) };
    }
    const now = await takeFingerprint(session.db, context);
    taken[leg] = now;
    await dropTemporary(session.db, context.dialect.name, listener.statements);
    if (leg !== 'up') continue;
    await session.db.query('BEGIN');
    await population.settleNew(around, before, now);
    await session.db.query('COMMIT');
  }
  return { before, ...taken, legs, failure: null };
}
