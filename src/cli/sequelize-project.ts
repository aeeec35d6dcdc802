import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import type { DatabaseTarget } from '../dialects/target.ts';
import { ConfigInvalid, Unsupported } from '../errors.ts';
import { databaseFromOptions, databaseFromUrl } from '../settings/database-url.ts';
import type { Config } from '../settings/schema.ts';
import { importConfig } from './import-config.ts';

/** A sequelize-cli project in Windlass's words. */
export interface SequelizeProject {
  readonly config: Config;
  readonly file: string | null;
  readonly database: DatabaseTarget | null;
}

interface Question {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which of the configuration's environments: `NODE_ENV`, else development. */
  readonly environment: string;
  /** Whether the database is wanted: the configuration file runs only then. */
  readonly withDatabase: boolean;
  /** Whether there is no configuration of Windlass. */
  readonly alone: boolean;
}

type Options = Readonly<Record<string, unknown>>;

const CONFIGS = [
  'config/config.json',
  'config/config.js',
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
  const options = question.withDatabase || rc !== null ? await environmentOptions(file, question, rc) : {};
  return {
    config: inOurWords(cwd, rc ?? {}, options),
    file: rc === null ? file : join(cwd, '.sequelizerc'),
    database: question.withDatabase ? database(options, question, rc) : null,
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
  { environment, cwd, withDatabase }: Question,
  rc: Options | null,
): Promise<Options> {
  if (rc?.url !== undefined && typeof rc.url === 'string') return { url: rc.url };
  if (file === null) return {};
  if (!existsSync(file))
    throw new ConfigInvalid(
      `.sequelizerc names the configuration "${relative(cwd, file)}", which does not exist`,
      'mend "config" in .sequelizerc',
    );
  const all = (await importConfig(file)) as Options | null;
  if (all === null || typeof all !== 'object')
    throw new ConfigInvalid(
      `${relative(cwd, file)} exports no object`,
      'export one object with an entry for each environment',
    );
  const chosen = all[environment];
  if (typeof chosen === 'object' && chosen !== null) return chosen as Options;
  if ('dialect' in all || 'url' in all || 'use_env_variable' in all || 'storage' in all) return all;
  if (!withDatabase) return {};
  throw new ConfigInvalid(
    `${relative(cwd, file)} has no environment "${environment}"`,
    `its environments are ${Object.keys(all).join(', ')}: set NODE_ENV or --env`,
  );
}

function inOurWords(cwd: string, rc: Options, options: Options): Config {
  const meta = text(options.migrationStorageTableName);
  const schema = text(options.migrationStorageTableSchema);
  const within = (value: unknown, otherwise: string) => relative(cwd, resolve(cwd, text(value) ?? otherwise)) || '.';
  return {
    migrations: within(rc['migrations-path'], 'migrations'),
    seeds: within(rc['seeders-path'], 'seeders'),
    language: 'cjs',
    legacy: {
      ...(meta === undefined ? {} : { metaTable: meta }),
      ...(schema === undefined ? {} : { metaSchema: schema }),
    },
  };
}

function database(options: Options, { cwd, env }: Question, rc: Options | null): DatabaseTarget | null {
  const variable = text(options.use_env_variable);
  const rest = Object.fromEntries(Object.entries(options).filter(([key]) => !OURS.has(key)));
  if (variable !== undefined) {
    const url = env[variable];
    if (!url)
      throw new ConfigInvalid(
        `the sequelize-cli configuration takes the database from ${variable}, which is not set`,
        `export ${variable}=postgres://…`,
      );
    return withOptions(databaseFromUrl(url, cwd, variable), options, rest);
  }
  if (typeof options.url === 'string')
    return withOptions(
      databaseFromUrl(
        options.url,
        cwd,
        rc?.url === undefined ? '"url" in the sequelize-cli configuration' : '"url" in .sequelizerc',
      ),
      options,
      rest,
    );
  const dialect = text(options.dialect);
  if (dialect === undefined) return null;
  if (dialect !== 'postgres' && dialect !== 'sqlite') {
    throw new Unsupported(
      `the sequelize-cli configuration names the dialect "${dialect}"`,
      'Windlass knows postgres and sqlite',
    );
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
    { ...common, dialectOptions: options.dialectOptions as Options | undefined, sequelize: rest },
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

function withOptions(target: DatabaseTarget, options: Options, rest: Options): DatabaseTarget {
  const dialectOptions = { ...target.options.dialectOptions, ...(options.dialectOptions as Options | undefined) };
  return { ...target, options: { ...target.options, dialectOptions, sequelize: rest } };
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
