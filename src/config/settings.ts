import type { DatabaseTarget } from '../dialects/target.ts';
import { ConfigNotFound } from '../errors.ts';

/** The language of a new revision file; `js` is an ES module, `cjs` CommonJS. */
export type Language = 'ts' | 'js' | 'cjs';

/** The configuration with every question answered. */
export interface Settings {
  /** The project: the folder of the configuration file, else the working directory. Relative paths start here. */
  readonly directory: string;
  /** Absolute path of the windlass configuration, else of the sequelize-cli one; null when there is none. */
  readonly configFile: string | null;
  /** Null when nothing names one: see `requireDatabase`. */
  readonly database: DatabaseTarget | null;
  /** Why there is no database; null when there is one. */
  readonly databaseMissing: ConfigNotFound | null;
  /** Folders or globs. */
  readonly migrations: readonly string[];
  readonly seeds: readonly string[];
  readonly models: readonly string[];
  /** What a comparison may see; null: everything. */
  readonly include: ((object: unknown) => boolean) | null;
  /** PostgreSQL: where Windlass's tables live; null: the first of the search path. */
  readonly schema: string | null;
  readonly tables: { readonly revision: string; readonly history: string };
  readonly legacy: LegacySettings;
  readonly fileTemplate: string;
  /** Path of the user's own template, or null. */
  readonly template: string | null;
  readonly language: Language;
  readonly postWriteHooks: readonly string[];
  readonly waitMs: number;
  readonly lockTimeoutMs: number;
  readonly allowAhead: boolean;
  readonly transaction: 'each';
}

/** How files of sequelize-cli and Umzug run, and where their tool keeps its state. */
export interface LegacySettings {
  readonly form: 'sequelize-cli' | 'umzug';
  /** Umzug form: makes the `context`; null: the QueryInterface itself. */
  readonly context: ((op: unknown) => unknown) | null;
  readonly operations: 'exact' | 'corrected';
  readonly metaStorage: 'sequelize' | 'json' | 'none';
  readonly metaTable: string;
  readonly metaSchema: string | null;
  readonly metaPath: string;
}

/** The database of the settings. Throws CONFIG_NOT_FOUND, saying where one may be named, when there is none. */
export function requireDatabase(settings: Settings): DatabaseTarget {
  if (settings.database !== null) return settings.database;
  throw (
    settings.databaseMissing ??
    new ConfigNotFound('nothing says which database to use', 'set DATABASE_URL, or give --url sqlite:./app.db')
  );
}
