import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import picomatch from 'picomatch';
import { buildGraph } from '../graph/graph.ts';
import type { Revision } from '../graph/revision.ts';
import { readRevisionsWith } from '../revisions/load.ts';
import type { Config } from '../settings/schema.ts';
import type { Settings } from '../settings/settings.ts';
import { CHECKS, type SuiteDatabase } from './checks.ts';
import { HISTORY_CHECKS, type SuiteHistory } from './history-checks.ts';
import { reversal } from './reversal.ts';
import { scratchHistory, settingsOf } from './scratch-history.ts';

/** What defines tests: mocha's, Jest's and Vitest's globals, or what `node:test` exports. */
export interface Framework {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
  /** `after` (mocha, node:test) or `afterAll`. */
  readonly after: (body: () => Promise<void>) => unknown;
}

/** A database whose URL is known when the tests run: a server that a hook starts. `name` stands in the titles. */
export interface LateDatabase {
  readonly name: string;
  readonly url: () => string | Promise<string>;
}

/** What is tested, and where. */
export interface SuiteOptions {
  /** The project's configuration, as `windlass.config.ts` exports it. */
  readonly config: Config;
  /** URLs of databases to try it on: see `scratchHistory`. Default: that of the configuration. */
  readonly databases?: readonly (string | LateDatabase)[];
  /** The project (default: the working directory). */
  readonly directory?: string;
  /** Default: the globals. */
  readonly framework?: Framework;
  /** How long one test may take (mocha). Default: five minutes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 300_000;

/**
 * Defines tests of a project's migrations: of the files, and on each database that they go up, that the models say what they make, that every revision can
 * be taken back (a test for each), and so on: docs/testing.md lists them. The databases named are not touched: empty ones are made beside them. Throws
 * CONFIG_INVALID for a configuration that it does not understand.
 */
export function migrationSuite(options: SuiteOptions): void {
  const { config, directory, framework = globals(), timeoutMs = TIMEOUT_MS } = options;
  const history = historyOf(settingsOf({ config, directory, database: 'sqlite:' }));
  const revisions = inOrder(history);
  const databases = named(options.databases ?? [config.url ?? 'sqlite:']).map(({ name, url }) => ({
    name,
    ...lazily(async () => opening({ url: await url(), config, directory, revisions })),
  }));
  const { describe, it, after } = framework;
  describe('migrations', function (this: unknown) {
    patiently(this, timeoutMs);
    for (const { title, run } of HISTORY_CHECKS) it(title, async () => run(history()));
    for (const database of databases) {
      describe(`on ${database.name}`, function (this: unknown) {
        patiently(this, timeoutMs);
        for (const { title, run } of CHECKS) it(title, async () => run(await database.get()));
        for (const { id, message } of revisions)
          it(`${id} can be taken back: ${message}`, async () => reversal(await database.get(), id));
      });
    }
    if (databases.length > 1)
      it('the labels of an enum are the same on all databases', async () => {
        const { sameLabels } = await import('./enum-labels.ts');
        await sameLabels(await Promise.all(databases.map(({ get }) => get())));
      });
    after(async () => {
      for (const { end } of databases) await end();
    });
  });
}

// What cannot be read is the failure of the tests that want to read it, not of the file that defines them.
function historyOf({ directory, migrations, legacy }: Settings): () => SuiteHistory {
  try {
    const { revisions } = readRevisionsWith({ directory, migrations, form: legacy.form }, picomatch);
    return () => ({ revisions, graph: () => buildGraph(revisions) });
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

// As they are applied; none where the history cannot be read.
function inOrder(history: () => SuiteHistory): readonly Revision[] {
  try {
    const { order, byId } = history().graph();
    return order.flatMap((id) => byId.get(id) ?? []);
  } catch {
    return [];
  }
}

interface Opening {
  readonly url: string;
  readonly config: Config;
  readonly directory: string | undefined;
  readonly revisions: readonly Revision[];
}

async function opening({ url, config, directory, revisions }: Opening): Promise<SuiteDatabase> {
  const scratch = await scratchHistory({ config, directory, database: url });
  const shared = new Map<string, Promise<unknown>>();
  return {
    ...{ scratch, revisions, hasModels: config.models !== undefined },
    hasSeeds: config.seeds !== undefined || existsSync(resolve(directory ?? '.', 'seeds')),
    once: <T>(name: string, work: () => Promise<T>) => {
      if (!shared.has(name)) shared.set(name, work());
      return shared.get(name) as Promise<T>;
    },
  };
}

// Opened by the first test that wants it: a filter (`mocha -g`) may leave all of them out.
function lazily(open: () => Promise<SuiteDatabase>): { get(): Promise<SuiteDatabase>; end(): Promise<void> } {
  let opened: Promise<SuiteDatabase> | null = null;
  return {
    get: () => {
      opened ??= open();
      return opened;
    },
    end: async () => {
      const database = await opened?.catch(() => null);
      await database?.scratch.close();
    },
  };
}

// mocha's two seconds are for the test of a function.
function patiently(suite: unknown, timeoutMs: number): void {
  (suite as { timeout?: (ms: number) => unknown } | undefined)?.timeout?.(timeoutMs);
}

function named(databases: readonly (string | LateDatabase)[]): readonly LateDatabase[] {
  const counts = new Map<string, number>();
  return databases.map((database) => {
    if (typeof database !== 'string') return database;
    const kind = /^postgres/.test(database) ? 'postgres' : (database.split(':')[0] ?? database);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return { name: count === 1 ? kind : `${kind} (${count})`, url: () => database };
  });
}

function globals(): Framework {
  const { describe, it, after, afterAll } = globalThis as unknown as Partial<Framework> & {
    readonly afterAll?: Framework['after'];
  };
  const last = after ?? afterAll;
  if (describe !== undefined && it !== undefined && last !== undefined) return { describe, it, after: last };
  throw new TypeError('there is no global describe and it: give them as "framework", { describe, it, after }');
}
