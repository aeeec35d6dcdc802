import type { DatabaseTarget } from '../dialects/target.ts';
import type { Filter } from '../diff/filter.ts';
import { ConfigInvalid, ConfigNotFound } from '../errors.ts';
import { databaseFromUrl } from './database-url.ts';
import { parseDuration } from './duration.ts';
import type { Config } from './schema.ts';

/** The configuration complete: every default filled in, every text understood. */
export interface Settings {
  /** The project: the folder of the configuration file, else the working directory. */
  readonly directory: string;
  readonly configFile: string | null;
  readonly database: DatabaseTarget | null;
  /** An empty database for what is tried out first; null: one is made beside `database`. */
  readonly scratch: DatabaseTarget | null;
  /** The reason why `database` is null, where a configuration gives one. */
  readonly databaseMissing: ConfigNotFound | null;
  readonly migrations: readonly string[];
  /** Folders of seeds; null: none is named, and `seeds` counts where it exists. */
  readonly seeds: readonly string[] | null;
  /** The environment that seeds are run for; null: none is named. */
  readonly environment: string | null;
  readonly models: readonly string[];
  /** What the project gives its own `new Sequelize(…)`: `define`, `schema`, … */
  readonly sequelize: Readonly<Record<string, unknown>>;
  /** What comparisons may see. */
  readonly filter: Filter;
  readonly schema: string | null;
  readonly tables: { readonly revision: string; readonly history: string };
  readonly legacy: {
    readonly form: 'sequelize-cli' | 'umzug';
    readonly context: ((op: unknown) => unknown) | null;
    readonly operations: 'exact' | 'corrected';
    readonly metaTable: string;
    readonly metaSchema: string | null;
    readonly seedTable: string;
    readonly seedSchema: string | null;
  };
  readonly fileTemplate: string;
  readonly template: string | null;
  readonly language: 'ts' | 'js' | 'cjs';
  readonly postWriteHooks: readonly string[];
  readonly waitMs: number;
  readonly lockTimeoutMs: number;
  readonly tableLockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** `all`: the steps of a run stand in one transaction. */
  readonly transaction: 'each' | 'all';
  readonly allowAhead: boolean;
  /** Whether a database that is not as the last run left it is refused. */
  readonly strict: boolean;
}

/** What the command line overrides. */
export interface Overrides {
  readonly url?: string | undefined;
  readonly env?: string | undefined;
  readonly scratch?: string | undefined;
  readonly migrations?: readonly string[] | undefined;
  readonly schema?: string | undefined;
  readonly wait?: string | undefined;
  readonly lockTimeout?: string | undefined;
  readonly transaction?: string | undefined;
  readonly allowAhead?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

/** Where the parts of the settings come from; flags win over the environment, that over the file, that over the defaults. */
export interface SettingsSources {
  readonly flags: Overrides;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: Config;
  readonly configFile: string | null;
  readonly directory: string;
  /** Relative paths on the command line and in the environment start here. */
  readonly cwd: string;
  /** The database of a sequelize-cli configuration, taken when nothing else names one. */
  readonly database?: DatabaseTarget | null;
  /** Why a sequelize-cli project names no database, when that is more than silence; thrown when one is needed. */
  readonly databaseMissing?: ConfigNotFound | null;
  /** Gives a database of flag or environment what the sequelize-cli configuration says of its connection (`dialectOptions`, …). */
  readonly connection?: ((target: DatabaseTarget) => DatabaseTarget) | undefined;
}

const WAIT_MS = 0;
const LOCK_TIMEOUT_MS = 600_000;
const TABLE_LOCK_TIMEOUT_MS = 5_000;
const DEFAULT_TEMPLATE = '%(year)s%(month)s%(day)s_%(hour)s%(minute)s_%(rev)s_%(slug)s';
// Kubernetes gives every pod such variables for a service that is called "windlass".
const OF_KUBERNETES = /^WINDLASS_(?:\w+_)?(?:SERVICE_(?:HOST|PORT)|PORT)(?:_|$)/;
const KNOWN_ENV = new Set(
  [
    'CONFIG',
    'ENV',
    'MIGRATIONS',
    'SCHEMA',
    'WAIT',
    'LOCK_TIMEOUT',
    'TABLE_LOCK_TIMEOUT',
    'STATEMENT_TIMEOUT',
    'TRANSACTION',
    'ALLOW_AHEAD',
    'STRICT',
    'URL',
    'SCRATCH',
    'PID_FILE',
  ].map((name) => `WINDLASS_${name}`),
);

/** The complete settings. Throws CONFIG_INVALID naming the flag, variable or key that cannot be understood. */
export function resolveSettings(sources: SettingsSources): {
  readonly settings: Settings;
  readonly warnings: readonly string[];
} {
  const { flags, env, config, directory, configFile } = sources;
  const settings: Settings = {
    directory,
    configFile,
    database: database(sources),
    scratch: scratch(sources),
    databaseMissing: sources.databaseMissing ?? null,
    migrations: flags.migrations ?? listed(env.WINDLASS_MIGRATIONS) ?? [config.migrations ?? 'migrations'].flat(),
    seeds: config.seeds === undefined ? null : [config.seeds].flat(),
    environment: flags.env || env.WINDLASS_ENV || env.NODE_ENV || null,
    models: [config.models ?? []].flat(),
    sequelize: config.sequelize ?? {},
    filter: filter(config),
    schema: flags.schema ?? env.WINDLASS_SCHEMA ?? config.schema ?? null,
    tables: {
      revision: config.tables?.revision ?? 'windlass_revision',
      history: config.tables?.history ?? 'windlass_history',
    },
    legacy: legacy(config),
    fileTemplate: config.fileTemplate ?? DEFAULT_TEMPLATE,
    template: config.template ?? null,
    language: config.language ?? 'ts',
    postWriteHooks: config.postWriteHooks ?? [],
    waitMs: duration({ '--wait': flags.wait, WINDLASS_WAIT: env.WINDLASS_WAIT, '"wait"': config.wait }, WAIT_MS),
    ...timeouts(sources),
    transaction: transaction(sources),
    allowAhead: flags.allowAhead ?? flag('WINDLASS_ALLOW_AHEAD', env) ?? config.allowAhead ?? false,
    strict: flags.strict ?? flag('WINDLASS_STRICT', env) ?? config.strict ?? false,
  };
  const unknown = Object.keys(env).filter((key) => key.startsWith('WINDLASS_') && !isKnown(key));
  const warnings = unknown.map((key) => `the environment variable ${key} means nothing to Windlass`);
  return { settings, warnings: [...warnings, ...replaced(sources)] };
}

function timeouts({ flags, env, config }: SettingsSources) {
  const named = (variable: string, key: 'lockTimeout' | 'tableLockTimeout' | 'statementTimeout') => ({
    [variable]: env[variable],
    [`"${key}"`]: config[key],
  });
  const lock = { '--lock-timeout': flags.lockTimeout, ...named('WINDLASS_LOCK_TIMEOUT', 'lockTimeout') };
  return {
    lockTimeoutMs: duration(lock, LOCK_TIMEOUT_MS),
    tableLockTimeoutMs: duration(named('WINDLASS_TABLE_LOCK_TIMEOUT', 'tableLockTimeout'), TABLE_LOCK_TIMEOUT_MS),
    statementTimeoutMs: duration(named('WINDLASS_STATEMENT_TIMEOUT', 'statementTimeout'), 0),
  };
}

function isKnown(key: string): boolean {
  return KNOWN_ENV.has(key) || OF_KUBERNETES.test(key);
}

// Said aloud, because a variable left over in a shell would migrate another database than the file's.
function replaced({ flags, env, config, configFile }: SettingsSources): string[] {
  const name = env.WINDLASS_URL ? 'WINDLASS_URL' : 'DATABASE_URL';
  const same = !env[name] || config.url === env[name];
  if (flags.url !== undefined || config.url === undefined || same) return [];
  return [`${name} is used in place of "url" in ${configFile ?? 'the configuration'}`];
}

/** The database of the settings. Throws CONFIG_NOT_FOUND when nothing names one. */
export function requireDatabase(settings: Settings): DatabaseTarget {
  if (settings.database !== null) return settings.database;
  if (settings.databaseMissing !== null) throw settings.databaseMissing;
  throw new ConfigNotFound(
    'nothing says which database: there is no --url, no DATABASE_URL and no "url" in a configuration file',
    'export DATABASE_URL=sqlite:./app.db, or windlass init',
  );
}

function filter({ include, exclude = [] }: Config): Filter {
  return {
    include: (include as Filter['include'] | undefined) ?? null,
    exclude: typeof exclude === 'string' ? [exclude] : (exclude as Filter['exclude']),
  };
}

function legacy(config: Config): Settings['legacy'] {
  const { form, context, operations, metaTable, metaSchema, seedTable, seedSchema } = config.legacy ?? {};
  return {
    form: form ?? 'sequelize-cli',
    context: (context as ((op: unknown) => unknown) | undefined) ?? null,
    operations: operations ?? 'exact',
    metaTable: metaTable ?? 'SequelizeMeta',
    metaSchema: metaSchema ?? null,
    seedTable: seedTable ?? 'SequelizeData',
    seedSchema: seedSchema ?? null,
  };
}

function database({
  flags,
  env,
  config,
  directory,
  cwd,
  configFile,
  database: fallback,
  connection,
}: SettingsSources): DatabaseTarget | null {
  const tuned = (target: DatabaseTarget) => (connection === undefined ? target : connection(target));
  if (flags.url !== undefined) return tuned(databaseFromUrl(flags.url, cwd, '--url'));
  if (env.WINDLASS_URL) return tuned(databaseFromUrl(env.WINDLASS_URL, cwd, 'WINDLASS_URL'));
  if (env.DATABASE_URL)
    return tuned(databaseFromUrl(env.DATABASE_URL, cwd, env.DATABASE_URL_FILE ? 'DATABASE_URL_FILE' : 'DATABASE_URL'));
  if (config.url !== undefined)
    return databaseFromUrl(config.url, directory, `"url" in ${configFile ?? 'the configuration'}`);
  return fallback ?? null;
}

function scratch({ flags, env, config, directory, cwd, configFile }: SettingsSources): DatabaseTarget | null {
  if (flags.scratch !== undefined) return databaseFromUrl(flags.scratch, cwd, '--scratch');
  if (env.WINDLASS_SCRATCH) return databaseFromUrl(env.WINDLASS_SCRATCH, cwd, 'WINDLASS_SCRATCH');
  if (config.scratch === undefined) return null;
  return databaseFromUrl(config.scratch, directory, `"scratch" in ${configFile ?? 'the configuration'}`);
}

function duration(sources: Readonly<Record<string, string | number | undefined>>, otherwise: number): number {
  const [name, value] = Object.entries(sources).find(([, given]) => given !== undefined && given !== '') ?? [];
  if (name === undefined) return otherwise;
  const durationMs = parseDuration(String(value));
  if (durationMs !== null) return durationMs;
  throw new ConfigInvalid(`${name} is "${value}", which is no duration`, `write it as 500ms, 60s or 5m: ${name} 60s`);
}

function transaction({ flags, env, config }: SettingsSources): 'each' | 'all' {
  const given = { '--transaction': flags.transaction, WINDLASS_TRANSACTION: env.WINDLASS_TRANSACTION };
  const [name, value] = Object.entries(given).find(([, text]) => text !== undefined && text !== '') ?? [];
  if (value === undefined) return config.transaction ?? 'each';
  if (value === 'each' || value === 'all') return value;
  throw new ConfigInvalid(`${name} is "${value}", neither each nor all`, `${name} all`);
}

function listed(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || text === '') return undefined;
  return text.split(',').map((entry) => entry.trim());
}

function flag(name: string, env: SettingsSources['env']): boolean | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (/^(?:1|true|yes|on)$/i.test(text)) return true;
  if (/^(?:0|false|no|off)$/i.test(text)) return false;
  throw new ConfigInvalid(`${name} is "${text}", neither 1 nor 0`, `${name}=1`);
}
