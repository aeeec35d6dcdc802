import { StepFailed } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Session } from '../sequelize/session.ts';
import type { Backfills } from './backfills.ts';
import type { RunContext } from './context.ts';
import type { MetaStandIn } from './meta-stand-in.ts';
import type { Recorder } from './recorder.ts';
import type { StateGuard } from './state-guard.ts';
import type { Step } from './work.ts';

/** What every step of one run shares. */
export interface StepSurroundings {
  readonly context: RunContext;
  readonly graph: RevisionGraph;
  readonly session: Session;
  readonly recorder: Recorder;
  readonly backfills: Backfills;
  readonly standIn: MetaStandIn;
  readonly guard: StateGuard;
  /** The search path to go back to after a step that changed it (PostgreSQL); null elsewhere. */
  readonly searchPath: string | null;
  /** The steps that an earlier run has left half-done, as `<event> <revision>`. */
  readonly halfDone: ReadonlySet<string>;
  /** Whether the session enforces foreign keys when it is let alone (SQLite). */
  readonly foreignKeys: boolean;
  /** The revision of the run's last step: the catalog is written down with it. */
  readonly last: string | null;
}

/** Whether a step runs outside a transaction: it says so, or it is a legacy file of which an earlier run has found that out. */
export function runsOutside({ halfDone }: StepSurroundings, { revision, direction }: Step): boolean {
  return !revision.transaction || (revision.form !== 'windlass' && halfDone.has(`${direction} ${revision.id}`));
}

/** The step's own revision, then those whose state it relies on. */
export function concerned({ graph }: StepSurroundings, { revision, direction }: Step): readonly string[] {
  const { id, parents, dependsOn } = revision;
  if (direction === 'up') return [id, ...parents, ...dependsOn];
  return [id, ...(graph.children.get(id) ?? []), ...(graph.dependents.get(id) ?? [])];
}

/**
 * Whether the step is done already. `present` is read again under the lock: another process may have been here. Throws STEP_FAILED when it
 * has taken the ground away.
 */
export function alreadyDone(around: StepSurroundings, step: Step, present: ReadonlySet<string>): boolean {
  const { revision, direction } = step;
  if (present.has(revision.id) === (direction === 'up')) return true;

  const others = concerned(around, step).slice(1);
  const inTheWay = others.filter((id) => present.has(id) !== (direction === 'up'));
  if (inTheWay.length === 0) return false;
  const state = direction === 'up' ? 'no longer applied' : 'applied again';
  throw new StepFailed(
    `${revision.id} cannot run: ${inTheWay.join(', ')} is ${state} by another process`,
    `look with windlass current, then run windlass ${direction}grade again`,
  );
}

/** Turns the enforcement of foreign keys on or off, where a session can; inside a transaction it would do nothing. */
export async function enforceForeignKeys({ context, session }: StepSurroundings, on: boolean): Promise<void> {
  if (context.dialect.name === 'sqlite') await session.db.query(`PRAGMA foreign_keys = ${on ? 'ON' : 'OFF'}`);
}
