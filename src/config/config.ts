import type { Language } from './settings.ts';

/** A length of time: `'60s'`, `'5m'`, `'500ms'`, `'1h'`; a bare number is seconds. */
export type Duration = string | number;

/**
 * What `windlass.config.*`, or the `windlass` key of package.json, may say. Everything is optional; relative paths
 * start at the folder of the file. An unknown key is an error.
 */
export interface Config {
  /** The database: `postgres://user:password@host:5432/name`, `sqlite:./app.db`, `sqlite::memory:`. */
  url?: string | undefined;
  /** The database in Sequelize's own options, in place of `url`: `dialect` and whatever `new Sequelize()` takes. */
  database?: { dialect: string; [option: string]: unknown } | undefined;
  /** Folders or globs of revision files. Default `migrations`. */
  migrations?: string | readonly string[] | undefined;
  /** Folders or globs of seed files. Default `seeds`. */
  seeds?: string | readonly string[] | undefined;
  /** Folders or globs of model files. Default `models`. */
  models?: string | readonly string[] | undefined;
  /** What a comparison may see; default: everything. */
  include?: ((object: unknown) => boolean) | undefined;
  /** PostgreSQL: the schema of Windlass's own tables. Default: the first of the search path. */
  schema?: string | undefined;
  /** Names of Windlass's own tables. Default `windlass_revision` and `windlass_history`. */
  tables?: { revision?: string | undefined; history?: string | undefined } | undefined;
  /** How files of sequelize-cli and Umzug run, and where their state is kept. */
  legacy?: LegacyConfig | undefined;
  /** File name of a new revision, with Alembic's tokens. Default `%(year)s%(month)s%(day)s_%(hour)s%(minute)s_%(rev)s_%(slug)s`. */
  fileTemplate?: string | undefined;
  /** A file that holds the text of a new revision. Default: Windlass's own. */
  template?: string | undefined;
  /** The language of new revisions. Default: `ts` where a tsconfig.json is, else what package.json's `type` says. */
  language?: Language | undefined;
  /** Commands that run on a new revision file, such as a formatter. */
  postWriteHooks?: string | readonly string[] | undefined;
  /** How long to wait for a database that does not answer. Default 0: not at all. */
  wait?: Duration | undefined;
  /** How long to wait for the migration lock. Default 5 minutes. */
  lockTimeout?: Duration | undefined;
  /** Whether a database that is ahead of the files is a warning in place of an error. Default false. */
  allowAhead?: boolean | undefined;
  /** One transaction for each step. */
  transaction?: 'each' | undefined;
}

/** The part of the configuration that is about files of sequelize-cli and Umzug. */
export interface LegacyConfig {
  /** The arguments of `up`: `(queryInterface, Sequelize)`, or Umzug 3's `({ name, path, context })`. Default `sequelize-cli`. */
  form?: 'sequelize-cli' | 'umzug' | undefined;
  /** Umzug form: makes the `context`. Default: the QueryInterface itself. */
  context?: ((op: unknown) => unknown) | undefined;
  /** `exact`: the schema that sequelize-cli would give (default). `corrected`: Windlass's own operations. */
  operations?: 'exact' | 'corrected' | undefined;
  /** Where the earlier tool keeps its state. Default: as the sequelize-cli configuration says, else `sequelize`. */
  metaStorage?: 'sequelize' | 'json' | 'none' | undefined;
  /** The earlier tool's table. Default `SequelizeMeta`. */
  metaTable?: string | undefined;
  metaSchema?: string | undefined;
  /** The earlier tool's file when `metaStorage` is `json`. Default `sequelize-meta.json`. */
  metaPath?: string | undefined;
}

/** The same configuration, typed: the editor completes its keys. */
export function defineConfig(config: Config): Config {
  return config;
}
