import { resolve } from 'node:path';
import { processActor } from './actor.ts';
import { type Migrator, migratorOf } from './migrator.ts';
import type { MigratorHost } from './migrator-host.ts';
import { type Config, checkConfig } from './settings/schema.ts';
import { resolveSettings } from './settings/settings.ts';
import { VERSION } from './version.ts';

export type { CheckedDifference, Compared } from './check/check.ts';
export type { Checked, Dumped } from './comparisons.ts';
export * from './errors.ts';
export type { Direction, LockHolder, MigratorEvent, Reporter, StepOutcome } from './events.ts';
export type { Entry } from './graph/listing.ts';
export type { CurrentState, DryRunSummary, Migrator, RunSummary, Script, VerifyOptions } from './migrator.ts';
export type { MigratorHost } from './migrator-host.ts';
export type { NewRevisionRequest } from './new-revision.ts';
export type { DryRun, TriedStatement } from './runner/dry-run.ts';
export type { Status } from './runner/status.ts';
export type { StepReport } from './runner/umzug.ts';
export type { ListedSeed, SeedChoice, Seeding, SeedRun, TriedSeedRun } from './seeding.ts';
export type { TriedSeed } from './seeds/check.ts';
export type { BatchOperations, BatchUpdate, ColumnChanges, Operations } from './sequelize/operations.ts';
export type { Config } from './settings/schema.ts';
export type { Finding, Verification, VerifiedRevision, VerifyResult } from './verify/result.ts';

/** The configuration itself: gives `windlass.config.ts` its types. */
export function defineConfig(config: Config): Config {
  return config;
}

/**
 * A migrator for a program of your own: everything that the command line does. `directory` is the project (default: the working
 * directory); environment variables are not read. Throws CONFIG_INVALID for a configuration it does not understand.
 */
export function createMigrator(
  config: Config,
  host: Partial<MigratorHost> & { readonly directory?: string } = {},
): Migrator {
  const { actor, report = () => undefined } = host;
  const directory = resolve(host.directory ?? '');
  const sources = {
    flags: {},
    env: {},
    config: checkConfig(config, 'createMigrator(config)'),
    configFile: null,
    directory,
    cwd: directory,
  };
  const signal = host.signal ?? new AbortController().signal;
  return migratorOf(resolveSettings(sources).settings, {
    actor: actor ?? processActor(),
    toolVersion: VERSION,
    report,
    signal,
  });
}
