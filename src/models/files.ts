import { readFileSync, statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { ConfigInvalid } from '../errors.ts';
import { filesInside, filesMatching, globTool, isGlob } from '../revisions/source-files.ts';

// They only bring the others together: what they do themselves comes first, and that they register nothing is no surprise.
const GATHERER = /^(?:index|init-?models)\.[cm]?[jt]s$/i;

/**
 * The model files that `models` of the configuration names (globs, folders or files; `!` before one leaves it out), by path, those that gather
 * the others first. Throws CONFIG_INVALID when an entry names no file.
 */
export async function modelFiles(directory: string, models: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const entry of models.filter((name) => !name.startsWith('!'))) {
    const files = await filesOf(directory, entry);
    if (files.length === 0) throw nothing(`"models" names ${entry}, and no TypeScript or JavaScript file is there`);
    for (const file of files) found.add(file);
  }
  for (const entry of models.filter((name) => name.startsWith('!')))
    for (const file of await filesOf(directory, entry.slice(1))) found.delete(file);
  if (found.size === 0) throw nothing('the configuration names no models');
  const sorted = [...found].sort();
  return [...sorted.filter(gathers), ...sorted.filter((file) => !gathers(file))];
}

/** Whether a file is there to bring the others together. */
export function gathers(file: string): boolean {
  return GATHERER.test(basename(file));
}

function nothing(message: string): ConfigInvalid {
  return new ConfigInvalid(message, "say where they are: models: 'src/models/**/*.ts'");
}

async function filesOf(directory: string, entry: string): Promise<readonly string[]> {
  const path = resolve(directory, entry);
  try {
    if (isGlob(entry)) return filesMatching(directory, entry, await globTool());
    return statSync(path).isFile() ? [path] : filesInside(path).map((file) => file.path);
  } catch (cause) {
    const { code } = cause as { code?: string };
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new ConfigInvalid(`"models" names ${entry}, and that ${why}`, `ls ${relative(directory, path) || '.'}`, {
      cause,
    });
  }
}

/** Whether it is the index.js that `sequelize init` writes: it reads its folder, and what it cannot do, we do. */
export function readsItsFolder(file: string): boolean {
  if (!gathers(file)) return false;
  const text = readFileSync(file, 'utf8');
  return /\breaddirSync\b/.test(text) && /\b__dirname\b|\bimport\.meta\b/.test(text) && /\bDataTypes\b/.test(text);
}
