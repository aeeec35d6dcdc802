import { setTimeout as delay } from 'node:timers/promises';
import { type Autogeneration, autogenerationOf } from './autogenerate.ts';
import { type Comparisons, comparisonsOf, viewOf } from './comparisons.ts';
import type { Connection } from './dialects/connection.ts';
import type { DatabaseTarget } from './dialects/target.ts';
import type { Direction, MigratorEvent } from './events.ts';
import { type Beginnings, beginningsOf } from './first-revision.ts';
import { buildGraph, type RevisionGraph } from './graph/graph.ts';
import { branchEntries, currentEntries, type Entry, entries, headEntries, history } from './graph/listing.ts';
import { type Plan, planDowngrade, planStamp, planUpgrade, type StampPlan } from './graph/plan.ts';
import { planScript, refuseRanges } from './graph/script-plan.ts';
import { resolveRevisions } from './graph/target.ts';
import type { MigratorHost } from './migrator-host.ts';
import type { NewRevisionRequest } from './new-revision.ts';
import { type Proofs, proofsOf } from './proofs.ts';
import { type Rebasing, rebasingOf } from './rebased-revision.ts';
import { readRevisions, type SourceOverlay } from './revisions/load.ts';
import { contextOf } from './run-context.ts';
import { type Adoption, adopt, type Release, refuseUnadopted, release, unadopted } from './runner/adopt.ts';
import type { DryRun } from './runner/dry-run.ts';
import { named } from './runner/names.ts';
import { reach, refused } from './runner/reach.ts';
import { Recorder } from './runner/recorder.ts';
import { stamp } from './runner/stamp.ts';
import { aheadSentence, readState, refuseAhead, refuseEdited } from './runner/state.ts';
import { type Status, statusOf } from './runner/status.ts';
import type { StepReport } from './runner/umzug.ts';
import { type Seeding, seedingOf } from './seeding.ts';
import { requireDatabase, type Settings } from './settings/settings.ts';

export type { VerifyOptions } from './proofs.ts';

/** What a run did: where the database stood and stands, the steps, the warnings. */
export interface RunSummary {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly StepReport[];
  readonly warnings: readonly string[];
}

/** What a dry run did: as a run would have done it, and rolled back. `to` is where that run would lead; the database stands at `from`. */
export interface DryRunSummary extends RunSummary, DryRun {
  readonly steps: readonly StepReport[];
  readonly dryRun: true;
}

/** The SQL of a run that somebody else carries out. */
export interface Script {
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The revisions in it, in order. */
  readonly revisions: readonly string[];
  readonly sql: string;
  readonly warnings: readonly string[];
}

/** Where the database stands. */
export interface CurrentState {
  readonly current: readonly string[];
  readonly heads: readonly string[];
  readonly pending: readonly string[];
  readonly upToDate: boolean;
  readonly entries: readonly Entry[];
}

/** Whether a listing reads the database too, to mark what is current. */
export interface ListingOptions {
  readonly withCurrent?: boolean;
}

/** Everything that the command line does, as functions. All of them throw MigratorError subclasses. */
export interface Migrator extends Omit<Comparisons, 'initDb'>, Autogeneration, Beginnings, Proofs, Rebasing, Seeding {
  /** Makes an empty database what the models say and stamps all revisions, where the replayed revisions give the same; else DRIFT. */
  initDb(): Promise<RunSummary>;
  upgrade(targets?: readonly string[]): Promise<RunSummary>;
  downgrade(target: string): Promise<RunSummary>;
  /** Runs what `upgrade` would run in one transaction on the live database, and rolls it back. */
  tryUpgrade(targets?: readonly string[]): Promise<DryRunSummary>;
  /** Likewise for `downgrade`. */
  tryDowngrade(target: string): Promise<DryRunSummary>;
  /**
   * The SQL of an upgrade or downgrade, made on a scratch database; the database itself is not touched and need not exist. `targets`: as those
   * of `upgrade` from base, or one range `a:b`.
   */
  script(direction: Direction, targets?: readonly string[]): Promise<Script>;
  stamp(targets: readonly string[], options?: { purge?: boolean }): Promise<RunSummary>;
  ensureVersion(): Promise<void>;
  adopt(): Promise<RunSummary & Pick<Adoption, 'withoutFile' | 'gaps'>>;
  release(): Promise<RunSummary & Omit<Release, 'plan'>>;
  current(): Promise<CurrentState>;
  status(): Promise<Status>;
  /** Resolves once the database is current or ahead; else to the last status when `timeoutMs` is over. */
  wait(timeoutMs: number): Promise<Status>;
  /** `against`: of the files as merging that git branch would leave them. */
  heads(options?: ListingOptions & { against?: string | undefined }): Promise<readonly Entry[]>;
  branches(
    options?: ListingOptions,
  ): Promise<readonly { readonly entry: Entry; readonly children: readonly Entry[] }[]>;
  history(options?: ListingOptions & { range?: string | undefined }): Promise<readonly Entry[]>;
  show(identifier: string, options?: ListingOptions): Promise<readonly Entry[]>;
  /** Writes a new revision file; answers its id and absolute path. */
  revision(request: NewRevisionRequest): Promise<{ readonly revision: string; readonly path: string }>;
}

interface Planned {
  readonly graph: RevisionGraph;
  readonly plan: Plan;
}

const POLL_MS = 500;

/** The migrator of those settings: the single place that wires the layers together. */
export function migratorOf(settings: Settings, host: MigratorHost): Migrator {
  const warnings: string[] = [];
  const report = (event: MigratorEvent) => {
    if (event.kind === 'warning') warnings.push(event.message);
    host.report(event);
  };
  const contextFor = (target: DatabaseTarget) => contextOf(settings, host, report, target);
  const context = () => contextFor(requireDatabase(settings));
  const warn = (message: string) => report({ kind: 'warning', message });
  const notice = (message: string) => report({ kind: 'notice', message });

  const graphOf = async (overlay?: SourceOverlay) => {
    const { directory, migrations, legacy } = settings;
    const loaded = await readRevisions({ directory, migrations, form: legacy.form, ...(overlay && { overlay }) });
    for (const message of loaded.warnings) warn(message);
    return buildGraph(loaded.revisions);
  };
  const withDatabase = async <T>(options: { create: boolean }, work: (db: Connection) => Promise<T>): Promise<T> => {
    const db = await reach(context(), options);
    try {
      return await work(db);
    } catch (error) {
      throw refused(context(), error);
    } finally {
      await db.close();
    }
  };
  const stateOf = (graph: RevisionGraph, create = false) =>
    withDatabase({ create }, (db) => readState(db, context(), graph));
  const statusNow = (graph: RevisionGraph) =>
    withDatabase({ create: false }, async (db) => {
      const state = await readState(db, context(), graph);
      refuseEdited(state, graph);
      const names = await unadopted(db, context(), graph, state);
      return statusOf(graph, state, names.length > 0);
    });
  const listed = async (wanted: boolean | undefined, graph: RevisionGraph) =>
    wanted && settings.database !== null ? (await stateOf(graph)).applied : new Set<string>();
  const summary = (plan: Pick<Plan, 'from' | 'to'>, steps: readonly StepReport[]): RunSummary => ({
    from: plan.from,
    to: plan.to,
    steps,
    warnings: warnings.splice(0),
  });

  const carryOut = async ({ graph, plan }: Planned) => {
    if (plan.steps.length === 0) return summary(plan, []);
    const { run } = await import('./runner/run.ts'); // with Sequelize and Umzug behind it: only when a step runs
    return summary(plan, await run(context(), graph, plan));
  };
  const stamped = (graph: RevisionGraph, decide: (applied: ReadonlySet<string>) => StampPlan, purge: boolean) =>
    withDatabase({ create: true }, (db) =>
      stamp(db, context(), graph, decide, { kind: 'stamped', event: 'stamp', purge }),
    );

  const tryOut = async ({ graph, plan }: Planned): Promise<DryRunSummary> => {
    if (plan.steps.length === 0) return { ...summary(plan, []), dryRun: true, statements: [], untried: [] };
    const { dryRun } = await import('./runner/dry-run.ts');
    const { steps, ...found } = await dryRun(context(), graph, plan);
    return { ...summary(plan, steps), dryRun: true, ...found };
  };
  const plannedUpgrade = async (targets: readonly string[] = ['head']): Promise<Planned> => {
    const graph = await graphOf();
    const plan = await withDatabase({ create: true }, async (db) => {
      const state = await readState(db, context(), graph);
      refuseUnadopted(await unadopted(db, context(), graph, state));
      refuseEdited(state, graph);
      refuseRanges(graph, 'up', targets);
      if (!settings.allowAhead) refuseAhead(state);
      else if (state.unknown.length > 0) warn(aheadSentence(state.unknown));
      const found = planUpgrade(graph, state.applied, targets);
      if (found.steps.length === 0 && !settings.strict) return found;
      const { driftOf, tellDrift } = await import('./check/drift.ts');
      tellDrift(context(), await driftOf(db, context(), viewOf(settings)), settings);
      return found;
    });
    return { graph, plan };
  };
  const plannedDowngrade = async (target: string): Promise<Planned> => {
    const graph = await graphOf();
    const state = await stateOf(graph, true);
    refuseEdited(state, graph);
    refuseAhead(state);
    refuseRanges(graph, 'down', [target]);
    return { graph, plan: planDowngrade(graph, state.applied, target) };
  };

  const lent = { settings, contextFor, graphOf, withDatabase, warn };
  const comparisons = comparisonsOf(lent);

  const beginnings = beginningsOf(lent);
  return {
    ...comparisons,
    initDb: async () => summary(await comparisons.initDb(), []),
    ...autogenerationOf(lent, beginnings.baseline),
    ...beginnings,
    ...rebasingOf(lent),
    ...proofsOf(lent),
    ...seedingOf({ ...lent, notice, taken: () => warnings.splice(0) }),
    upgrade: async (targets) => carryOut(await plannedUpgrade(targets)),
    downgrade: async (target) => carryOut(await plannedDowngrade(target)),
    tryUpgrade: async (targets) => tryOut(await plannedUpgrade(targets)),
    tryDowngrade: async (target) => tryOut(await plannedDowngrade(target)),
    script: async (direction, targets = direction === 'up' ? ['head'] : []) => {
      const graph = await graphOf();
      const wanted = planScript(graph, direction, targets);
      const { writeScript } = await import('./offline/script.ts');
      const sql = await writeScript(context(), graph, wanted);
      const { from, to, steps } = wanted.plan;
      return { from, to, revisions: steps.map(({ id }) => id), sql, warnings: warnings.splice(0) };
    },
    stamp: async (targets, { purge = false } = {}) => {
      const graph = await graphOf();
      return summary(await stamped(graph, (applied) => planStamp(graph, applied, targets, { purge }), purge), []);
    },
    ensureVersion: () =>
      withDatabase({ create: true }, async (db) => new Recorder(db, await named(db, context())).createTables()),
    adopt: async () => {
      const graph = await graphOf();
      const { plan, withoutFile, gaps } = await withDatabase({ create: true }, (db) => adopt(db, context(), graph));
      for (const name of withoutFile) warn(`${settings.legacy.metaTable} holds "${name}", and no file has that name`);
      for (const id of gaps) warn(`${id} was never run although later ones were: windlass upgrade will run it`);
      return { ...summary(plan, []), withoutFile, gaps };
    },
    release: async () => {
      const graph = await graphOf();
      const { plan, ...change } = await withDatabase({ create: true }, (db) => release(db, context(), graph));
      return { ...summary(plan, []), ...change };
    },
    current: async () => {
      const graph = await graphOf();
      const state = await stateOf(graph);
      const { current, heads, pending, upToDate } = statusOf(graph, state);
      return { current, heads, pending, upToDate, entries: currentEntries(graph, state.applied) };
    },
    status: async () => {
      const graph = await graphOf();
      return statusNow(graph);
    },
    wait: async (timeoutMs) => {
      const graph = await graphOf();
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const status = await statusNow(graph);
        if (status.upToDate || performance.now() >= deadline) return status;
        await delay(Math.min(POLL_MS, Math.max(1, deadline - performance.now())), undefined, {
          signal: host.signal,
        }).catch(() => host.signal.throwIfAborted());
      }
    },
    heads: async ({ withCurrent, against } = {}) => {
      const { mergedWith } = await import('./revisions/merged-with.ts');
      const graph = await graphOf(against === undefined ? undefined : await mergedWith(against, settings.directory));
      return headEntries(graph, await listed(withCurrent, graph));
    },
    branches: async ({ withCurrent } = {}) => {
      const graph = await graphOf();
      const applied = await listed(withCurrent, graph);
      return branchEntries(graph, applied).map((entry) => ({
        entry,
        children: entries(graph, applied, entry.children),
      }));
    },
    history: async ({ withCurrent, range } = {}) => {
      const graph = await graphOf();
      const relative = range !== undefined && /current|(?:^|:)[+-]\d/.test(range);
      if (relative) requireDatabase(settings);
      return history(graph, await listed(withCurrent || relative, graph), range);
    },
    show: async (identifier, { withCurrent } = {}) => {
      const graph = await graphOf();
      const relative = /current|^[+-]\d|@[+-]\d/.test(identifier);
      if (relative) requireDatabase(settings);
      const applied = await listed(withCurrent || relative, graph);
      return entries(graph, applied, resolveRevisions(graph, applied, identifier));
    },
    revision: async (request) => {
      const { newRevision } = await import('./new-revision.ts');
      return newRevision(await graphOf(), settings, request);
    },
  };
}
