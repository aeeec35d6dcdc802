import type { Connection } from '../dialects/connection.ts';
import { Irreversible } from '../errors.ts';
import type { RevisionGraph } from '../graph/graph.ts';
import type { Plan } from '../graph/plan.ts';
import type { Revision } from '../graph/revision.ts';
import { importRevision } from '../revisions/import.ts';
import { openSession, type Session } from '../sequelize/session.ts';
import type { Wire } from '../sequelize/wire.ts';
import { Backfills } from './backfills.ts';
import type { RunContext } from './context.ts';
import { MetaStandIn } from './meta-stand-in.ts';
import { named } from './names.ts';
import { persist, reach, refused } from './reach.ts';
import { Recorder } from './recorder.ts';
import { StateGuard } from './state-guard.ts';
import type { StepSurroundings } from './surroundings.ts';
import type { Step } from './work.ts';

/**
 * Opens the pinned session, imports all revisions of the plan and hands both to `work`; `wire` hears what is sent. Throws IRREVERSIBLE before anything is opened, and what the
 * database refuses as `refused` says it.
 */
export async function prepared<T>(
  context: RunContext,
  graph: RevisionGraph,
  plan: Plan,
  work: (around: StepSurroundings, steps: readonly Step[]) => Promise<T>,
  wire?: Wire,
): Promise<T> {
  if (plan.direction === 'down') refuseIrreversible(plan.steps);
  const steps = () => importSteps(plan, context);
  return opened(context, graph, { steps, wire }, work);
}

/** Opens the pinned session, and hands it with the steps that are then made to `work`. Throws what the database refuses as `refused` says it. */
export async function opened<T>(
  context: RunContext,
  graph: RevisionGraph,
  {
    steps: made,
    wire,
  }: { readonly steps: (session: Session) => Promise<readonly Step[]>; readonly wire?: Wire | undefined },
  work: (around: StepSurroundings, steps: readonly Step[]) => Promise<T>,
): Promise<T> {
  // it cancels what a signal stops: that signal must not stop it, too
  const undisturbed = { ...context, waitMs: 0, signal: new AbortController().signal };
  const reopen = () => reach(undisturbed, { create: false });
  const { dialect, target, directory, standsFor, names } = context;
  const hidden = dialect.state(names).own.map(({ name }) => name);
  const options = { standsFor, wire, hidden };
  const session = await persist(context, () => openSession(dialect, target, directory, reopen, options));
  try {
    await wire?.opened(session.db);
    const steps = await made(session); // with the session: what they import may open the database, too
    const last = steps.at(-1)?.revision.id ?? null;
    return await work({ ...(await surroundings(context, graph, session)), last }, steps);
  } catch (error) {
    throw refused(context, error);
  } finally {
    await session.close();
  }
}

async function importSteps(plan: Plan, context: RunContext): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const revision of plan.steps) {
    const module = await importRevision(revision, { directory: context.directory });
    if (plan.direction === 'down' && module.down === undefined) throw withoutDown(revision);
    steps.push({ revision, module, direction: plan.direction });
  }
  return steps;
}

function refuseIrreversible(steps: readonly Revision[]): void {
  const firm = steps.find(({ irreversible }) => irreversible !== null);
  if (firm === undefined) return;
  throw new Irreversible(
    `${firm.id} declares itself irreversible${firm.irreversible === '' ? '' : `: ${firm.irreversible}`}`,
    `choose a target above it, or restore a backup; nothing was changed`,
  );
}

function withoutDown(revision: Revision): Irreversible {
  return new Irreversible(
    `${revision.id} has no down()`,
    `write down() in ${revision.path}, accept the edited file with windlass stamp current, and run windlass downgrade again; nothing was changed`,
  );
}

async function surroundings(
  given: RunContext,
  graph: RevisionGraph,
  session: Session,
): Promise<Omit<StepSurroundings, 'last'>> {
  const { db } = session;
  const context = await named(db, given);
  const recorder = new Recorder(db, context);
  const halfDone = await recorder.halfDone();
  return {
    context,
    graph,
    session,
    recorder,
    backfills: new Backfills(db, context),
    standIn: new MetaStandIn(db, context, recorder),
    guard: new StateGuard(recorder),
    halfDone,
    ...(await sessionFacts(context, db)),
  };
}

async function sessionFacts({ dialect }: RunContext, db: Connection) {
  if (dialect.name === 'sqlite') {
    const [row] = await db.query('PRAGMA foreign_keys');
    return { searchPath: null, foreignKeys: row?.foreign_keys === 1 };
  }
  const [row] = await db.query("SELECT current_setting('search_path') AS path");
  return { searchPath: String(row?.path), foreignKeys: false };
}
