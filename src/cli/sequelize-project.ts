import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import type { DatabaseTarget } from '../dialects/target.ts';
import { ConfigInvalid, ConfigNotFound, Unsupported } from '../errors.ts';
import { databaseFromOptions, databaseFromUrl } from '../settings/database-url.ts';
import type { Config } from '../settings/schema.ts';
import { importConfig } from './import-config.ts';

/** A sequelize-cli project in Windlass's words. */
export interface SequelizeProject {
  readonly config: Config;
  readonly file: string | null;
  readonly database: DatabaseTarget | null;
  /** Why it names no database, not thrown: not every command needs one. */
  readonly databaseMissing: ConfigNotFound | null;
  /** Another database, reached with this project's `dialectOptions`, `define` and the like. */
  readonly connection: (target: DatabaseTarget) => DatabaseTarget;
}

interface Question {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which of the configuration's environments, as asked for; else .sequelizerc, NODE_ENV or `development` name it. */
  readonly asked: string | undefined;
  /** Whether the database is wanted, because nothing else names one. */
  readonly withDatabase: boolean;
  /** Whether there is no configuration of Windlass. */
  readonly alone: boolean;
}

type Options = Readonly<Record<string, unknown>>;

const CONFIGS = [
  'config/config.js', // before JSON, as sequelize-cli has it
  'config/config.json',
  'config/config.cjs',
  'config/config.mjs',
  'config/config.ts',
];

/**
 * What `.sequelizerc` and `config/config.*` say (sequelize-cli 6, its README and `--help`), or null when there is neither. Throws CONFIG_INVALID,
 * and UNSUPPORTED for another dialect.
 */
export async function readSequelizeProject(question: Question): Promise<SequelizeProject | null> {
  const { cwd } = question;
  const rc = existsSync(join(cwd, '.sequelizerc')) ? readRc(cwd) : null;
  const file =
    rc?.config === undefined
      ? (CONFIGS.map((name) => join(cwd, name)).find((path) => existsSync(path)) ?? null)
      : resolve(cwd, String(rc.config));
  if (rc === null && (file === null || !(question.alone || question.withDatabase))) return null;
  const options = await environmentOptions(file, question, rc).catch((error) => {
    // no .sequelizerc says that this file is sequelize-cli's, and nobody needs it
    if (rc !== null || question.withDatabase) throw error;
    return {};
  });
  const known = options instanceof ConfigNotFound ? {} : options;
  const found = question.withDatabase && options === known ? database(known, question, rc) : null;
  const reason = [options, found].find((answer) => answer instanceof ConfigNotFound);
  return {
    config: inOurWords(cwd, rc ?? {}, known),
    file: rc === null ? file : join(cwd, '.sequelizerc'),
    database: found instanceof ConfigNotFound ? null : found,
    databaseMissing: reason instanceof ConfigNotFound ? reason : null,
    connection: (target) => withOptions(target, known),
  };
}

function readRc(cwd: string): Options {
  const path = join(cwd, '.sequelizerc');
  try {
    const require = createRequire(path);
    // sequelize-cli loads it as CommonJS, whatever its missing extension would mean
    const Module = require('node:module') as {
      prototype: { _compile: unknown };
      new (
        id: string,
      ): { paths: string[]; filename: string; exports: Options; _compile(source: string, path: string): void };
      _nodeModulePaths(from: string): string[];
    };
    const module = new Module(path);
    module.filename = path;
    module.paths = Module._nodeModulePaths(cwd);
    const { readFileSync } = require('node:fs') as typeof import('node:fs');
    const text = readFileSync(path, 'utf8');
    if (text.trim().startsWith('{')) return JSON.parse(text) as Options;
    module._compile(text, path);
    return module.exports;
  } catch (cause) {
    throw new ConfigInvalid(
      `.sequelizerc cannot be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      'mend the file',
      { cause },
    );
  }
}

async function environmentOptions(
  file: string | null,
  { asked, cwd, env }: Question,
  rc: Options | null,
): Promise<Options | ConfigNotFound> {
  if (rc?.url !== undefined && typeof rc.url === 'string') return { url: rc.url };
  if (file === null) return {};
  if (!existsSync(file))
    return new ConfigNotFound(
      `.sequelizerc names the configuration "${relative(cwd, file)}", which does not exist`,
      'mend "config" in .sequelizerc, or give --url',
    );
  const all = (await importConfig(file)) as Options | null;
  if (all === null || typeof all !== 'object')
    throw new ConfigInvalid(
      `${relative(cwd, file)} exports no object`,
      'export one object with an entry for each environment',
    );
  const environment = asked ?? text(rc?.env) ?? env.NODE_ENV ?? 'development';
  const chosen = all[environment];
  if (typeof chosen === 'object' && chosen !== null) return chosen as Options;
  if ('dialect' in all || 'url' in all || 'use_env_variable' in all || 'storage' in all) return all;
  return new ConfigNotFound(
    `${relative(cwd, file)} has no environment "${environment}"`,
    `its environments are ${Object.keys(all).join(', ')}: set NODE_ENV or --env`,
  );
}

function inOurWords(cwd: string, rc: Options, options: Options): Config {
  const meta = text(options.migrationStorageTableName);
  const schema = text(options.migrationStorageTableSchema);
  const seedTable = text(options.seederStorageTableName);
  const seedSchema = text(options.seederStorageTableSchema);
  const shown = (path: string) => relative(cwd, resolve(cwd, path)) || '.';
  // a folder need not be there: git keeps no empty one, and a project may have no seeders, or keep its models elsewhere
  const within = (name: string, usual: string) => {
    const path = text(rc[name]) ?? usual;
    return existsSync(resolve(cwd, path)) ? shown(path) : null;
  };
  const models = within('models-path', 'models');
  return {
    migrations: shown(text(rc['migrations-path']) ?? 'migrations'),
    seeds: within('seeders-path', 'seeders') ?? [],
    ...(models === null ? {} : { models }),
    language: 'cjs',
    legacy: {
      ...(meta === undefined ? {} : { metaTable: meta }),
      ...(schema === undefined ? {} : { metaSchema: schema }),
      ...(seedTable === undefined ? {} : { seedTable }),
      ...(seedSchema === undefined ? {} : { seedSchema }),
      ...(options.seederStorage === 'json' && {
        seedFile: shown(text(options.seederStoragePath) ?? 'sequelize-data.json'),
      }),
    },
  };
}

function database(
  options: Options,
  { cwd, env }: Question,
  rc: Options | null,
): DatabaseTarget | ConfigNotFound | null {
  const variable = text(options.use_env_variable);
  if (variable !== undefined) {
    const url = env[variable];
    if (!url)
      return new ConfigNotFound(
        `the sequelize-cli configuration takes the database from ${variable}, which is not set`,
        `export ${variable}=postgres://…`,
      );
    return withOptions(databaseFromUrl(url, cwd, variable), options);
  }
  if (typeof options.url === 'string')
    return withOptions(
      databaseFromUrl(
        options.url,
        cwd,
        rc?.url === undefined ? '"url" in the sequelize-cli configuration' : '"url" in .sequelizerc',
      ),
      options,
    );
  const dialect = text(options.dialect)?.replace('postgresql', 'postgres'); // Sequelize knows both names
  if (dialect === undefined) return null;
  if (dialect !== 'postgres' && dialect !== 'sqlite') {
    throw new Unsupported(
      `the sequelize-cli configuration names the dialect "${dialect}"`,
      'Windlass knows postgres and sqlite',
    );
  }
  if (typeof options.password === 'function') {
    throw new ConfigInvalid('"password" in the sequelize-cli configuration is a function', 'give it as a text');
  }
  const port = options.port === undefined || options.port === null ? undefined : Number(options.port);
  const common = {
    username: text(options.username),
    password: text(options.password),
    host: text(options.host),
    port,
    database: text(options.database),
    storage: text(options.storage),
  };
  return databaseFromOptions(
    { ...common, dialectOptions: options.dialectOptions as Options | undefined, sequelize: handedOn(options) },
    dialect,
    cwd,
  );
}

const OURS = new Set([
  'username',
  'password',
  'host',
  'port',
  'database',
  'storage',
  'dialect',
  'dialectOptions',
  'url',
  'use_env_variable',
  'migrationStorage',
  'migrationStorageTableName',
  'migrationStorageTableSchema',
  'migrationStoragePath',
  'seederStorage',
  'seederStorageTableName',
  'seederStorageTableSchema',
  'seederStoragePath',
  'logging',
]);

function withOptions(target: DatabaseTarget, options: Options): DatabaseTarget {
  const dialect = text(options.dialect);
  if (dialect !== undefined && dialect.replace('postgresql', 'postgres') !== target.dialect) return target;
  const dialectOptions = { ...target.options.dialectOptions, ...(options.dialectOptions as Options | undefined) };
  return { ...target, options: { ...target.options, dialectOptions, sequelize: handedOn(options) } };
}

function handedOn(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !OURS.has(key)));
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
