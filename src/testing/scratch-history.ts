import { resolve } from 'node:path';
import { processActor } from '../actor.ts';
import type { Bind, Connection, Row } from '../dialects/connection.ts';
import { dialectOf } from '../dialects/index.ts';
import type { DatabaseTarget } from '../dialects/target.ts';
import { type Migrator, migratorOf } from '../migrator.ts';
import type { MigratorHost } from '../migrator-host.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { contextOf } from '../run-context.ts';
import { named } from '../runner/names.ts';
import { reach } from '../runner/reach.ts';
import { reflectTarget } from '../runner/snapshot.ts';
import { type Config, checkConfig } from '../settings/schema.ts';
import { requireDatabase, resolveSettings, type Settings } from '../settings/settings.ts';
import { VERSION } from '../version.ts';

/** Which history, and where. */
export interface ScratchOptions {
  /** The project's configuration, as `windlass.config.ts` exports it. */
  readonly config: Config;
  /**
   * A URL. PostgreSQL: a database beside which an empty one is created, and dropped at the end; it is not touched itself. SQLite: any, `sqlite:` will
   * do; the empty database is a temporary file. Default: that of the configuration.
   */
  readonly database?: string | undefined;
  /** The project (default: the working directory). */
  readonly directory?: string | undefined;
}

/** An empty database of its own that a project's migrations can be tried on. */
export interface ScratchHistory {
  readonly migrator: Migrator;
  /** Up or down to that revision: an id, the beginning of one, `base`, `heads`. Throws what the step throws. */
  migrateTo(target: string): Promise<void>;
  /** The rows of one statement; binds are written `$1`, `$2`, … on both databases. */
  query(sql: string, binds?: readonly Bind[]): Promise<readonly Row[]>;
  /** What is there, but for Windlass's own tables. */
  schema(): Promise<SchemaSnapshot>;
  /** Takes the database away. */
  close(): Promise<void>;
}

/** Makes such a database. Throws UNSUPPORTED where the user may not create one, UNREACHABLE. */
export async function scratchHistory(options: ScratchOptions): Promise<ScratchHistory> {
  const host: MigratorHost = {
    ...{ actor: processActor(), toolVersion: VERSION, report: () => undefined },
    signal: new AbortController().signal,
  };
  const settings = settingsOf(options);
  const beside = requireDatabase(settings);
  const contextFor = (target: DatabaseTarget) => contextOf(settings, host, host.report, target);
  const connect = (target: DatabaseTarget) => reach(contextFor(target), { create: true });
  const made = await dialectOf(beside.dialect).scratch.create(beside, connect, connect);
  const migrator = migratorOf({ ...settings, database: made.target }, host);
  const withDatabase = async <T>(work: (db: Connection) => Promise<T>): Promise<T> => {
    const db = await connect(made.target);
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  };
  return {
    migrator,
    migrateTo: (target) => migrateTo(migrator, target),
    query: (sql, binds) => withDatabase((db) => db.query(sql, binds)),
    schema: () => withDatabase(async (db) => reflectTarget(db, await named(db, contextFor(made.target)))),
    close: async () => void (await made.close()),
  };
}

/** The settings of a configuration in a test: no environment variable counts. */
export function settingsOf({ config, database, directory = resolve('.') }: ScratchOptions): Settings {
  const url = database !== undefined && /^sqlite:?$/.test(database) ? 'sqlite::memory:' : database;
  const sources = {
    ...{ flags: {}, env: {}, configFile: null, directory, cwd: directory },
    config: checkConfig(url === undefined ? config : { ...config, url }, 'the configuration'),
  };
  return resolveSettings(sources).settings;
}

async function migrateTo(migrator: Migrator, target: string): Promise<void> {
  if (target === 'base') return void (await migrator.downgrade('base'));
  const [wanted] = await migrator.show(target);
  const { pending } = await migrator.current();
  const ahead = wanted === undefined || pending.includes(wanted.revision);
  await (ahead ? migrator.upgrade([target]) : migrator.downgrade(target));
}
