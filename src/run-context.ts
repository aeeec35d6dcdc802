import { resolve } from 'node:path';
import { dialectOf } from './dialects/index.ts';
import type { DatabaseTarget } from './dialects/target.ts';
import type { MigratorEvent } from './events.ts';
import type { MigratorHost } from './migrator-host.ts';
import type { RunContext } from './runner/context.ts';
import type { Settings } from './settings/settings.ts';

/** What the work on `target` needs to know, of the settings and of who runs it; `report` stands in for the host's. */
export function contextOf(
  settings: Settings,
  host: MigratorHost,
  report: (event: MigratorEvent) => void,
  target: DatabaseTarget,
): RunContext {
  const { schema, tables, directory, waitMs, lockTimeoutMs, tableLockTimeoutMs, statementTimeoutMs, legacy } = settings;
  return {
    dialect: dialectOf(target.dialect),
    target,
    standsFor: null,
    scratch: settings.scratch,
    directory,
    names: { schema, ...tables },
    metaTable: { name: legacy.metaTable, schema: legacy.metaSchema },
    seedTable: { name: legacy.seedTable, schema: legacy.seedSchema },
    seedFile: legacy.seedFile === null ? null : resolve(directory, legacy.seedFile),
    waitMs,
    lockTimeoutMs,
    tableLockTimeoutMs,
    statementTimeoutMs,
    transaction: settings.transaction,
    umzugContext: legacy.context,
    legacyCorrected: legacy.operations === 'corrected',
    actor: host.actor,
    toolVersion: host.toolVersion,
    report,
    signal: host.signal,
  };
}
