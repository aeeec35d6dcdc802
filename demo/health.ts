import { existsSync } from 'node:fs';
import { type Migrator, MigratorError } from 'windlass';

/** What `/healthz` says. Revisions are joined by commas where a history has several heads; `null` is base, or not known. */
export interface Health {
  readonly status: 'ready' | 'behind' | 'unreachable' | 'invalid';
  readonly db_connected: boolean;
  readonly migrations_current: boolean;
  readonly current_revision: string | null;
  readonly expected_revision: string | null;
}

const TIMEOUT_MS = 3000; // a probe of Kubernetes that gets no answer counts as failed anyhow

/**
 * The health of the application's database. Never throws: what cannot be known is `null`. `invalid` is a history that cannot be
 * trusted, as after an edit of an applied file. `file` is the SQLite database: without it there is none, although Windlass, which
 * would create it, calls that the base. A database that is ahead is ready: an older application may serve during a roll-out.
 */
export async function health(migrator: Migrator, file: string | null): Promise<Health> {
  if (file !== null && !existsSync(file)) return unknown(migrator, 'unreachable');
  try {
    const { upToDate, current, heads } = await within(TIMEOUT_MS, migrator.status());
    return {
      status: upToDate ? 'ready' : 'behind',
      db_connected: true,
      migrations_current: upToDate,
      current_revision: joined(current),
      expected_revision: joined(heads),
    };
  } catch (error) {
    const answered = error instanceof MigratorError && !['UNREACHABLE', 'AUTH'].includes(error.code);
    return unknown(migrator, answered ? 'invalid' : 'unreachable');
  }
}

async function unknown(migrator: Migrator, status: 'invalid' | 'unreachable'): Promise<Health> {
  return {
    status,
    db_connected: status === 'invalid',
    migrations_current: false,
    current_revision: null,
    expected_revision: await expected(migrator),
  };
}

// From the files alone, so that it is known without a database.
async function expected(migrator: Migrator): Promise<string | null> {
  try {
    return joined((await migrator.heads()).map(({ revision }) => revision));
  } catch {
    return null; // the history itself is wrong: status() has said so
  }
}

function joined(revisions: readonly string[]): string | null {
  return revisions.length === 0 ? null : revisions.join(',');
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
