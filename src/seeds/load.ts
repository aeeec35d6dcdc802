import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, posix, relative, resolve, sep } from 'node:path';
import { ConfigInvalid, DuplicateId } from '../errors.ts';
import { checksum } from '../revisions/checksum.ts';
import { docComment } from '../revisions/doc-comment.ts';
import { fileChecksum } from './file.ts';
import { jsonHead } from './json-file.ts';
import { moduleOptions, rowOptions, sqlOptions } from './options.ts';
import { inOrder } from './order.ts';
import { RowFault } from './row-file.ts';
import type { Seed, SeedForm, SeedOptions } from './seed.ts';

const FORMS: readonly (readonly [RegExp, SeedForm])[] = [
  [/\.d\.[cm]?ts$|\.(?:test|spec)\.[cm]?[jt]s$|\.undo\.sql$|\.csv\.json$|^index\.[cm]?[jt]s$|^[._]/, 'module'],
  [/\.[cm]?[jt]s$/, 'module'],
  [/\.sql$/, 'sql'],
  [/\.csv$/, 'csv'],
  [/\.json$/, 'json'],
];
const EXPORTS = /\b(?:run|up)\b/;

/** All seeds in the order in which they run, and what was passed over with a reason. */
export interface LoadedSeeds {
  readonly seeds: readonly Seed[];
  readonly warnings: readonly string[];
}

/**
 * Reads the seeds of those folders; imports none. In the order of their file names, each behind those it depends on. Throws CONFIG_INVALID for a missing folder or a
 * bad header, DUPLICATE_ID, MISSING_PARENT and CYCLE.
 */
export async function readSeeds(directory: string, folders: readonly string[]): Promise<LoadedSeeds> {
  const warnings: string[] = [];
  const seeds: Seed[] = [];
  for (const folder of folders) {
    for (const [name, form] of files(directory, folder)) {
      const path = join(resolve(directory, folder), name);
      const shown = relative(directory, path);
      const found = await seedAt(path, { name: name.split(sep).join(posix.sep), form, shown });
      if (typeof found === 'string') warnings.push(found);
      else seeds.push(found);
    }
  }
  const twice = seeds.find(({ name }, index) => seeds.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) throw new DuplicateId(`two seeds are called "${twice.name}"`, 'rename one of the files');
  return { seeds: inOrder(seeds), warnings };
}

function files(directory: string, folder: string): readonly (readonly [string, SeedForm])[] {
  const root = resolve(directory, folder);
  if (!existsSync(root))
    throw new ConfigInvalid(
      `the seeds folder "${folder}" does not exist: ${root}`,
      'make it, or name another with "seeds" in the configuration',
    );
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return names.sort().flatMap((name) => {
    const hidden = name.split(sep).some((part) => part === 'node_modules' || part.startsWith('.'));
    const at = FORMS.findIndex(([pattern]) => pattern.test(basename(name)));
    const form = FORMS[at]?.[1];
    return hidden || at < 1 || form === undefined ? [] : [[name, form] as const];
  });
}

interface Place {
  readonly name: string;
  readonly form: SeedForm;
  readonly shown: string;
}

async function seedAt(path: string, place: Place): Promise<Seed | string> {
  const { name, form, shown } = place;
  if (form === 'csv' || form === 'json') return rowSeed(path, place);
  const text = readFileSync(path, 'utf8');
  if (form === 'module' && !EXPORTS.test(text)) return `${shown} is no seed: it exports neither run() nor up()`;
  const options = form === 'sql' ? sqlOptions(text, shown) : moduleOptions(text, shown);
  const message = form === 'sql' ? '' : (docComment(text).split('\n')[0]?.trim() ?? '');
  return seedOf(path, name, form, options, { checksum: checksum(text), message });
}

async function rowSeed(path: string, { name, form, shown }: Place): Promise<Seed> {
  const sidecar = form === 'csv' && existsSync(`${path}.json`) ? readFileSync(`${path}.json`, 'utf8') : '';
  const options = form === 'csv' ? sidecarOptions(sidecar, `${shown}.json`) : await headOptions(path, shown);
  if (options.mode === 'repeatable' && options.key === undefined)
    throw new ConfigInvalid(
      `${shown} is repeatable and names no key: each run would insert its rows again`,
      `say by which columns a row is known, in ${form === 'csv' ? `${basename(path)}.json` : 'the file'}: "key": ["name"]`,
    );
  const more = sidecar.replace(/\r\n?/g, '\n');
  return seedOf(path, name, form, options, { checksum: await fileChecksum(path, more), message: '' });
}

function sidecarOptions(text: string, shown: string): SeedOptions {
  if (text === '') return {};
  try {
    return rowOptions(JSON.parse(text), shown);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ConfigInvalid(`${shown} is not JSON: ${cause.message}`, 'mend the file', { cause });
  }
}

async function headOptions(path: string, shown: string): Promise<SeedOptions> {
  try {
    const head = await jsonHead(path);
    return head === null ? {} : rowOptions(head, shown);
  } catch (cause) {
    if (!(cause instanceof RowFault)) throw cause;
    throw new ConfigInvalid(`${shown}:${cause.line}: ${cause.message}`, 'mend the file', { cause });
  }
}

function seedOf(
  path: string,
  name: string,
  form: SeedForm,
  { mode = 'once', environments, dependsOn = [], key = [], table, schema }: SeedOptions,
  rest: { readonly checksum: string; readonly message: string },
): Seed {
  // a sub-folder is an environment: seeds/production/ is for production
  const [folder] = name.split('/').slice(0, -1);
  const bare = stem(basename(name)).replace(/^[\d_-]+(?=.)/, '');
  const [first, ...others] = table === undefined ? bare.split('.') : [table];
  const split =
    others.length === 0
      ? { schema: schema ?? null, name: first ?? '' }
      : { schema: first ?? '', name: others.join('.') };
  return {
    ...{ name, path, form, mode, dependsOn, key, ...rest },
    environments: environments ?? (folder === undefined ? [] : [folder]),
    table: split,
  };
}

/** A file's name without its extension. */
export function stem(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}
