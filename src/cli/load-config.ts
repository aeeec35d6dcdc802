import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigInvalid, ConfigNotFound } from '../errors.ts';
import { type Config, checkConfig } from '../settings/schema.ts';
import { type Overrides, resolveSettings, type Settings } from '../settings/settings.ts';
import { importConfig, jsonPlace } from './import-config.ts';
import { readSequelizeProject } from './sequelize-project.ts';

/** What the process brings. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs', 'json'].map((extension) => `windlass.config.${extension}`);

/**
 * The settings of the project in `cwd`: `windlass.config.*`, a `windlass` key in package.json, or a sequelize-cli project. The only place
 * that reads configuration. Throws CONFIG_INVALID or CONFIG_NOT_FOUND.
 */
export async function loadSettings(
  { cwd, env }: Surroundings,
  flags: Overrides & { readonly config?: string | undefined },
): Promise<{ readonly settings: Settings; readonly warnings: readonly string[] }> {
  const file = configFile(cwd, flags.config ?? env.WINDLASS_CONFIG);
  const own = await ownConfig(cwd, file);
  const directory = own === null ? cwd : dirname(own.file);
  const named = flags.url || env.WINDLASS_URL || env.DATABASE_URL || env.DATABASE_URL_FILE || own?.config.url;
  const project = await readSequelizeProject({
    cwd,
    env,
    asked: flags.env || env.WINDLASS_ENV || undefined, // what Compose hands on may be empty
    withDatabase: !named,
    alone: own === null,
  });
  const config: Config = {
    ...project?.config,
    ...own?.config,
    legacy: { ...project?.config.legacy, ...own?.config.legacy },
  };
  return resolveSettings({
    flags,
    env: { ...env, DATABASE_URL: databaseUrl(env, cwd) },
    config,
    configFile: own?.file ?? project?.file ?? null,
    directory,
    cwd,
    database: project?.database ?? null,
    databaseMissing: project?.databaseMissing ?? null,
    connection: own?.config.url === undefined ? project?.connection : undefined,
  });
}

async function ownConfig(cwd: string, file: string | null): Promise<{ config: Config; file: string } | null> {
  if (file === null) return packageKey(cwd);
  if (basename(file) !== 'package.json') return { config: checkConfig(await importConfig(file), basename(file)), file };
  return packageKey(dirname(file)) ?? { config: {}, file };
}

function configFile(cwd: string, named: string | undefined): string | null {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (existsSync(path)) return path;
    throw new ConfigNotFound(
      `the configuration file "${named}" does not exist`,
      'windlass init writes one; -c FILE names another',
    );
  }
  const found = NAMES.map((name) => join(cwd, name)).filter((path) => existsSync(path));
  if (found.length > 1) {
    throw new ConfigInvalid(
      `there are two configuration files: ${found.map((path) => basename(path)).join(' and ')}`,
      'keep one of them, or name it: -c FILE',
    );
  }
  return found[0] ?? null;
}

function packageKey(cwd: string): { config: Config; file: string } | null {
  const file = join(cwd, 'package.json');
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  if (!text.includes('"windlass"')) return null;
  try {
    const { windlass } = JSON.parse(text) as { windlass?: unknown };
    return windlass === undefined ? null : { config: checkConfig(windlass, 'package.json ("windlass")'), file };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ConfigInvalid(`${jsonPlace(file, text, cause)} is not JSON`, 'mend the file', { cause });
  }
}

// Mounted secrets: the URL in a file (the _FILE convention of the official database images).
function databaseUrl(env: Surroundings['env'], cwd: string): string | undefined {
  const { DATABASE_URL: url, DATABASE_URL_FILE: file } = env;
  if (!file) return url;
  if (url) throw new ConfigInvalid('DATABASE_URL and DATABASE_URL_FILE are both set', 'unset one of them');
  try {
    const text = readFileSync(resolve(cwd, file), 'utf8').trim();
    if (text !== '') return text;
  } catch (cause) {
    throw new ConfigInvalid(
      `DATABASE_URL_FILE names "${file}", which cannot be read: ${(cause as { code?: string }).code}`,
      'mount the secret, or mend the path',
      { cause },
    );
  }
  throw new ConfigInvalid(`DATABASE_URL_FILE names "${file}", which is empty`, 'write the URL into it');
}
