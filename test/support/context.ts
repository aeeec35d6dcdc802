import { dialectOf } from '../../src/dialects/index.ts';
import type { RunContext } from '../../src/runner/context.ts';
import { databaseFromUrl } from '../../src/settings/database-url.ts';

/** What the runner is told of a database, as the migrator would tell it. */
export function contextFor(url: string, directory: string): RunContext {
  const target = databaseFromUrl(url, directory, '--url');
  return {
    ...{ dialect: dialectOf(target.dialect), target, directory, standsFor: null, scratch: null },
    names: { schema: null, revision: 'windlass_revision', history: 'windlass_history' },
    metaTable: { name: 'SequelizeMeta', schema: null },
    seedTable: { name: 'SequelizeData', schema: null },
    seedFile: null,
    ...{ waitMs: 0, lockTimeoutMs: 10_000, tableLockTimeoutMs: 5_000, statementTimeoutMs: 0 },
    ...{ umzugContext: null, legacyCorrected: false, transaction: 'each', actor: 'test', toolVersion: 'test' },
    report: () => undefined,
    signal: new AbortController().signal,
  };
}

/** What is in a database, without what is ours. */
export async function reflected(context: RunContext) {
  const { dialect, target, directory } = context;
  const db = await dialect.connect(target, { directory, timeoutMs: 10_000, create: true });
  try {
    const without = ['windlass_revision', 'windlass_history', 'windlass_snapshot'].map((name) => ({
      schema: null,
      name,
    }));
    return await dialect.reflect(db, { without });
  } finally {
    await db.close();
  }
}
