import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './dialects/connection.ts';
import { dialectOf } from './dialects/index.ts';
import { Usage } from './errors.ts';
import type { MigratorEvent } from './events.ts';
import { buildGraph, type RevisionGraph } from './graph/graph.ts';
import { branchEntries, currentEntries, type Entry, entries, headEntries, history } from './graph/listing.ts';
import { type Plan, planDowngrade, planStamp, planUpgrade, type StampPlan } from './graph/plan.ts';
import { resolveRevisions } from './graph/target.ts';
import type { NewRevisionRequest } from './new-revision.ts';
import { readRevisions } from './revisions/load.ts';
import { type Adoption, adopt, release, unadopted } from './runner/adopt.ts';
import type { RunContext } from './runner/context.ts';
import { reach, refused } from './runner/reach.ts';
import { Recorder } from './runner/recorder.ts';
import type { StepReport } from './runner/run.ts';
import { stamp } from './runner/stamp.ts';
import { aheadSentence, type DatabaseState, readState, refuseAhead, refuseEdited } from './runner/state.ts';
import { type Status, statusOf } from './runner/status.ts';
import { requireDatabase, type Settings } from './settings/settings.ts';

/** What a run did: where the database stood and stands, the steps, the warnings. */
export interface RunSummary {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly StepReport[];
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

/** What surrounds a migrator: who runs it, who listens, what stops it. */
export interface MigratorHost {
  readonly actor: string;
  readonly toolVersion: string;
  readonly report: (event: MigratorEvent) => void;
  readonly signal: AbortSignal;
}

/** Whether a listing reads the database too, to mark what is current. */
export interface ListingOptions {
  readonly withCurrent?: boolean;
}

/** Everything that the command line does, as functions. All of them throw MigratorError subclasses. */
export interface Migrator {
  upgrade(targets?: readonly string[]): Promise<RunSummary>;
  downgrade(target: string): Promise<RunSummary>;
  stamp(targets: readonly string[], options?: { purge?: boolean }): Promise<RunSummary>;
  ensureVersion(): Promise<void>;
  adopt(): Promise<RunSummary & Pick<Adoption, 'withoutFile' | 'gaps'>>;
  release(): Promise<RunSummary>;
  current(): Promise<CurrentState>;
  status(): Promise<Status>;
  /** Resolves once the database is current or ahead; else to the last status when `timeoutMs` is over. */
  wait(timeoutMs: number): Promise<Status>;
  heads(options?: ListingOptions): Promise<readonly Entry[]>;
  branches(
    options?: ListingOptions,
  ): Promise<readonly { readonly entry: Entry; readonly children: readonly Entry[] }[]>;
  history(options?: ListingOptions & { range?: string | undefined }): Promise<readonly Entry[]>;
  show(identifier: string, options?: ListingOptions): Promise<readonly Entry[]>;
  /** Writes a new revision file; answers its id and absolute path. */
  revision(request: NewRevisionRequest): Promise<{ readonly revision: string; readonly path: string }>;
}

const POLL_MS = 500;

/** The migrator of those settings: the single place that wires the layers together. */
export function migratorOf(settings: Settings, host: MigratorHost): Migrator {
  const warnings: string[] = [];
  const report = (event: MigratorEvent) => {
    if (event.kind === 'warning') warnings.push(event.message);
    host.report(event);
  };
  const context = (): RunContext => contextOf(settings, host, report);
  const warn = (message: string) => report({ kind: 'warning', message });
  const table = { name: settings.legacy.metaTable, schema: settings.legacy.metaSchema };

  const graphOf = async () => {
    const { directory, migrations, legacy } = settings;
    const loaded = await readRevisions({ directory, migrations, form: legacy.form });
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
  const listed = async (wanted: boolean | undefined, graph: RevisionGraph) =>
    wanted && settings.database !== null ? (await stateOf(graph)).applied : new Set<string>();
  const summary = (plan: Pick<Plan, 'from' | 'to'>, steps: readonly StepReport[]): RunSummary => ({
    from: plan.from,
    to: plan.to,
    steps,
    warnings: warnings.splice(0),
  });

  const carryOut = async (graph: RevisionGraph, plan: Plan) => {
    if (plan.steps.length === 0) return summary(plan, []);
    const { run } = await import('./runner/run.ts'); // with Sequelize and Umzug behind it: only when a step runs
    return summary(plan, await run(context(), graph, plan));
  };
  const stamped = (graph: RevisionGraph, decide: (applied: ReadonlySet<string>) => StampPlan, purge: boolean) =>
    withDatabase({ create: true }, (db) =>
      stamp(db, context(), graph, decide, { kind: 'stamped', event: 'stamp', purge }),
    );

  return {
    upgrade: async (targets = ['head']) => {
      const graph = await graphOf();
      const state = await withDatabase({ create: true }, async (db) => {
        const found = await readState(db, context(), graph);
        if (found.rows.length === 0) refuseUnadopted(await unadopted(db, context(), graph, table));
        return found;
      });
      refuseEdited(state, graph);
      if (!settings.allowAhead) refuseAhead(state);
      else if (state.unknown.length > 0) warn(aheadSentence(state.unknown));
      return carryOut(graph, planUpgrade(graph, state.applied, targets));
    },
    downgrade: async (target) => {
      const graph = await graphOf();
      const state = await stateOf(graph, true);
      refuseEdited(state, graph);
      refuseAhead(state);
      return carryOut(graph, planDowngrade(graph, state.applied, target));
    },
    stamp: async (targets, { purge = false } = {}) => {
      const graph = await graphOf();
      return summary(await stamped(graph, (applied) => planStamp(graph, applied, targets, { purge }), purge), []);
    },
    ensureVersion: () => withDatabase({ create: true }, (db) => new Recorder(db, context()).createTables()),
    adopt: async () => {
      const graph = await graphOf();
      const { plan, withoutFile, gaps } = await withDatabase({ create: true }, (db) =>
        adopt(db, context(), graph, table),
      );
      for (const name of withoutFile) warn(`${table.name} holds "${name}", and no file has that name`);
      for (const id of gaps) warn(`${id} was never run although later ones were: windlass upgrade will run it`);
      return { ...summary(plan, []), withoutFile, gaps };
    },
    release: async () => {
      const graph = await graphOf();
      return summary(await withDatabase({ create: true }, (db) => release(db, context(), graph, table)), []);
    },
    current: async () => {
      const graph = await graphOf();
      const state = await stateOf(graph);
      const { current, heads, pending, upToDate } = statusOf(graph, state);
      return { current, heads, pending, upToDate, entries: currentEntries(graph, state.applied) };
    },
    status: async () => {
      const graph = await graphOf();
      return checkedStatus(graph, await stateOf(graph));
    },
    wait: async (timeoutMs) => {
      const graph = await graphOf();
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        const status = checkedStatus(graph, await stateOf(graph));
        if (status.upToDate || performance.now() >= deadline) return status;
        await delay(Math.min(POLL_MS, Math.max(1, deadline - performance.now())), undefined, {
          signal: host.signal,
        }).catch(() => host.signal.throwIfAborted());
      }
    },
    heads: async ({ withCurrent } = {}) => {
      const graph = await graphOf();
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

function checkedStatus(graph: RevisionGraph, state: DatabaseState): Status {
  refuseEdited(state, graph);
  return statusOf(graph, state);
}

function refuseUnadopted(names: readonly string[]): void {
  if (names.length === 0) return;
  throw new Usage(
    `sequelize-cli has run ${names.length} of these migrations on this database, and Windlass knows of none`,
    'windlass adopt takes them over, without running anything',
  );
}

function contextOf(settings: Settings, host: MigratorHost, report: (event: MigratorEvent) => void): RunContext {
  const target = requireDatabase(settings);
  const { schema, tables, directory, waitMs, lockTimeoutMs, tableLockTimeoutMs, statementTimeoutMs, legacy } = settings;
  return {
    dialect: dialectOf(target.dialect),
    target,
    directory,
    names: { schema, ...tables },
    metaTable: { name: legacy.metaTable, schema: legacy.metaSchema },
    waitMs,
    lockTimeoutMs,
    tableLockTimeoutMs,
    statementTimeoutMs,
    umzugContext: legacy.context,
    legacyCorrected: legacy.operations === 'corrected',
    actor: host.actor,
    toolVersion: host.toolVersion,
    report,
    signal: host.signal,
  };
}
