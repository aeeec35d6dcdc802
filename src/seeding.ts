import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Connection } from './dialects/connection.ts';
import type { DatabaseTarget } from './dialects/target.ts';
import { Pending, Usage } from './errors.ts';
import type { RevisionGraph } from './graph/graph.ts';
import { refuseUnadopted, unadopted } from './runner/adopt.ts';
import type { RunContext } from './runner/context.ts';
import type { TriedStatement } from './runner/dry-run.ts';
import { named as contextNamed } from './runner/names.ts';
import { aheadSentence, readState, refuseAhead, refuseEdited } from './runner/state.ts';
import { statusOf } from './runner/status.ts';
import type { StepReport } from './runner/umzug.ts';
import type { TriedSeed } from './seeds/check.ts';
import type { SeedPlan } from './seeds/run.ts';
import type { Seed } from './seeds/seed.ts';
import type { AppliedSeed, SeedState } from './seeds/state.ts';
import { requireDatabase, type Settings } from './settings/settings.ts';

const USUAL = 'seeds'; // the folder where none is named

/** Which seeds are meant. */
export interface SeedChoice {
  /** Names, without extension or number where that is clear; default: all. */
  readonly only?: readonly string[] | undefined;
  /** Default: that of the settings (`--env`, WINDLASS_ENV, NODE_ENV). Without one, seeds of particular environments are left out. */
  readonly environment?: string | undefined;
  /** Runs them although revisions are pending. */
  readonly allowBehind?: boolean;
}

/** What a run of seeds did. */
export interface SeedRun {
  readonly environment: string | null;
  readonly seeds: readonly (Omit<StepReport, 'revision'> & { readonly seed: string })[];
  readonly warnings: readonly string[];
}

/** What a dry run of seeds found. */
export interface TriedSeedRun extends SeedRun {
  readonly dryRun: true;
  readonly statements: readonly TriedStatement[];
}

/** One seed and how it stands; `elsewhere`: for another environment; `missing`: applied, and there is no file any more. */
export interface ListedSeed {
  readonly seed: string;
  readonly state: SeedState | 'elsewhere' | 'missing';
  readonly mode: Seed['mode'] | null;
  readonly environments: readonly string[];
  readonly appliedAt: string | null;
  readonly path: string | null;
}

/** The part of a migrator that runs seeds. All of it throws MigratorError subclasses. */
export interface Seeding {
  /** Runs the seeds that have work to do, each with its row in one transaction. Throws PENDING while revisions are pending. */
  seed(choice?: SeedChoice): Promise<SeedRun>;
  /** Runs what `seed` would run in one transaction, and rolls it back. */
  trySeed(choice?: SeedChoice): Promise<TriedSeedRun>;
  /** Runs each seed twice in a transaction that is rolled back, whether or not it has been applied; says whose second run changed something. */
  checkSeeds(choice?: SeedChoice): Promise<readonly TriedSeed[]>;
  /** Takes back the seeds of those names, newest first; default: the newest. Throws IRREVERSIBLE for one without undo. */
  undoSeeds(names?: readonly string[], choice?: { readonly dryRun?: boolean }): Promise<SeedRun | TriedSeedRun>;
  seeds(): Promise<{ readonly environment: string | null; readonly seeds: readonly ListedSeed[] }>;
}

/** What the migrator lends. */
interface Lent {
  readonly settings: Settings;
  readonly contextFor: (target: DatabaseTarget) => RunContext;
  readonly graphOf: () => Promise<RevisionGraph>;
  readonly withDatabase: <T>(options: { create: boolean }, work: (db: Connection) => Promise<T>) => Promise<T>;
  readonly warn: (message: string) => void;
  readonly notice: (message: string) => void;
  readonly taken: () => readonly string[];
}

/** Those functions for the settings of a migrator. */
export function seedingOf(lent: Lent): Seeding {
  const { settings, contextFor } = lent;
  const context = () => contextFor(requireDatabase(settings));
  const environmentOf = ({ environment }: SeedChoice) => environment ?? settings.environment;
  const summary = (environment: string | null, steps: readonly StepReport[]): SeedRun => ({
    environment,
    seeds: steps.map(({ revision: seed, ...report }) => ({ seed, ...report })),
    warnings: lent.taken(),
  });
  const tried = async (plan: SeedPlan): Promise<TriedSeedRun> => {
    const { dryRunSeeds } = await import('./seeds/dry-run.ts');
    const { steps, statements } =
      plan.seeds.length === 0 ? { steps: [], statements: [] } : await dryRunSeeds(context(), plan);
    return { ...summary(plan.environment, steps), dryRun: true, statements };
  };
  const ran = async (plan: SeedPlan): Promise<SeedRun> => {
    if (plan.seeds.length === 0) return summary(plan.environment, []);
    const { runSeeds } = await import('./seeds/run.ts'); // with Sequelize behind it: only when a seed runs
    return summary(plan.environment, await runSeeds(context(), plan));
  };
  const planned = (choice: SeedChoice) => planOf(lent, context(), choice, environmentOf(choice));
  return {
    seed: async (choice = {}) => ran((await planned(choice)).plan),
    trySeed: async (choice = {}) => tried((await planned(choice)).plan),
    checkSeeds: async (choice = {}) => {
      const { plan, chosen, applied } = await planned(choice);
      if (chosen.length === 0) return [];
      const { checkSeeds } = await import('./seeds/check.ts');
      return checkSeeds(context(), { ...plan, seeds: chosen }, new Set(applied.keys()));
    },
    undoSeeds: async (names = [], { dryRun = false } = {}) => {
      const plan = await undoPlan(lent, context(), names);
      return dryRun ? tried(plan) : ran(plan);
    },
    seeds: async () => ({ environment: settings.environment, seeds: await listing(lent, context()) }),
  };
}

async function seedsOf({ settings, warn }: Lent): Promise<readonly Seed[]> {
  const { readSeeds } = await import('./seeds/load.ts');
  const usual = existsSync(resolve(settings.directory, USUAL)) ? [USUAL] : [];
  const { seeds, warnings } = await readSeeds(settings.directory, settings.seeds ?? usual);
  for (const message of warnings) warn(message);
  return seeds;
}

async function planOf(
  lent: Lent,
  context: RunContext,
  { only = [], allowBehind = false }: SeedChoice,
  environment: string | null,
) {
  const { named } = await import('./seeds/order.ts');
  const { due, readAppliedSeeds, stateOf } = await import('./seeds/state.ts');
  const all = await seedsOf(lent);
  const wanted = named(all, only);
  const chosen = wanted.filter((seed) => isFor(seed, environment));
  const left = wanted.filter((seed) => !isFor(seed, environment));
  if (only.length > 0 && left.length > 0) throw notFor(left[0] as Seed, environment);
  const applied = await lent.withDatabase({ create: true }, async (db) => {
    await refuseUnready(lent, db, context, allowBehind);
    const rows = await readAppliedSeeds(db, await contextNamed(db, context), all);
    return new Map(rows.map((row) => [row.name, row] as const));
  });
  const states = chosen.map((seed) => [seed, stateOf(seed, applied.get(seed.name))] as const);
  for (const [seed, state] of states) if (state === 'edited') lent.warn(editedSentence(seed.name));
  if (environment === null && left.length > 0) lent.notice(leftOut(left));
  const seeds = states.flatMap(([seed, state]) => (due(state) ? [seed] : []));
  const plan: SeedPlan = { direction: 'up', seeds, all, environment };
  return { plan, chosen, applied };
}

function isFor({ environments }: Seed, environment: string | null): boolean {
  return environments.length === 0 || (environment !== null && environments.includes(environment));
}

function notFor({ name, environments }: Seed, environment: string | null): Usage {
  const here = environment === null ? 'no environment is named' : `the environment is ${environment}`;
  return new Usage(`${name} is for ${environments.join(', ')}, and ${here}`, `windlass seed --env ${environments[0]}`);
}

function leftOut(left: readonly Seed[]): string {
  const environments = [...new Set(left.flatMap((seed) => seed.environments))].sort();
  return `no environment is named: ${left.length} seed${left.length === 1 ? ' is' : 's are'} left out (--env ${environments.join(' | ')})`;
}

function editedSentence(name: string): string {
  return `${name} has run and its file has been edited since: it runs once, so the edit does nothing (windlass seed --undo ${name}, or make it repeatable)`;
}

// Seeds are written for the schema of the newest revision.
async function refuseUnready(lent: Lent, db: Connection, context: RunContext, allowBehind: boolean): Promise<void> {
  const graph = await lent.graphOf();
  const state = await readState(db, context, graph);
  refuseUnadopted(await unadopted(db, context, graph, state));
  refuseEdited(state, graph);
  if (!lent.settings.allowAhead) refuseAhead(state);
  else if (state.unknown.length > 0) lent.warn(aheadSentence(state.unknown));
  const { state: kind, pending, remedy } = statusOf(graph, state);
  if (kind !== 'behind' || allowBehind) return;
  throw new Pending(
    `the database is behind, and seeds are written for its newest revision; pending: ${pending.join(', ')}`,
    `${remedy}; windlass seed --allow-behind runs them all the same`,
  );
}

async function undoPlan(lent: Lent, context: RunContext, names: readonly string[]): Promise<SeedPlan> {
  const { named } = await import('./seeds/order.ts');
  const { rows, all } = await read(lent, context);
  const newest = rows.toReversed();
  const wanted = names.length === 0 ? newest.slice(0, 1) : named(newest, names);
  if (names.length === 0 && wanted.length === 0) lent.notice('nothing to undo: no seed is applied');
  const seeds = wanted.map(({ name }) => {
    const seed = all.find((one) => one.name === name);
    if (seed !== undefined) return seed;
    throw new Usage(`${name} is applied and has no file any more`, 'bring its file back (git checkout), then undo it');
  });
  return { direction: 'down', seeds, all, environment: lent.settings.environment };
}

async function read(lent: Lent, context: RunContext) {
  const { readAppliedSeeds } = await import('./seeds/state.ts');
  const all = await seedsOf(lent);
  const rows = await lent.withDatabase({ create: false }, async (db) =>
    readAppliedSeeds(db, await contextNamed(db, context), all),
  );
  return { rows: ordered(rows, all), all };
}

// Rows of one moment stand in the order in which they run.
function ordered(rows: readonly AppliedSeed[], all: readonly Seed[]): readonly AppliedSeed[] {
  const place = (row: AppliedSeed) => all.findIndex(({ name }) => name === row.name);
  return rows.toSorted((left, right) =>
    left.appliedAt === right.appliedAt ? place(left) - place(right) : rows.indexOf(left) - rows.indexOf(right),
  );
}

async function listing(lent: Lent, context: RunContext): Promise<readonly ListedSeed[]> {
  const { stateOf } = await import('./seeds/state.ts');
  const { rows, all } = await read(lent, context);
  const applied = new Map(rows.map((row) => [row.name, row]));
  const known = all.map((seed): ListedSeed => {
    const row = applied.get(seed.name);
    const elsewhere = row === undefined && !isFor(seed, lent.settings.environment);
    const { name, mode, environments, path } = seed;
    const state = elsewhere ? 'elsewhere' : stateOf(seed, row);
    return { seed: name, state, mode, environments, appliedAt: row?.appliedAt ?? null, path };
  });
  const gone = rows.filter(({ name }) => !all.some((seed) => seed.name === name));
  const missing = gone.map(
    ({ name: seed, appliedAt }): ListedSeed => ({
      seed,
      state: 'missing',
      mode: null,
      environments: [],
      appliedAt,
      path: null,
    }),
  );
  return [...known, ...missing];
}
