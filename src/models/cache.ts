import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaSnapshot } from '../model/schema.ts';

/** What a cached schema depends on. */
export interface CacheKey {
  readonly toolVersion: string;
  readonly dialect: string;
  /** What the database says of itself. */
  readonly surroundings: string;
  readonly statements: readonly string[];
}

/** Where schemas are kept: beside the project's packages; null where it has none, or where Windlass runs from its sources, which change. */
export function cacheFolder(directory: string): string | null {
  const packages = join(directory, 'node_modules');
  return import.meta.url.endsWith('.ts') || !existsSync(packages) ? null : join(packages, '.cache', 'windlass');
}

/**
 * The schema that is kept for this key, else what `make` makes, which is then kept in its place: one for each kind of database. A file that is broken,
 * or a folder that cannot be written, is as if there were none.
 */
export async function cached(
  folder: string | null,
  key: CacheKey,
  make: () => Promise<SchemaSnapshot>,
): Promise<SchemaSnapshot> {
  if (folder === null) return make();
  const file = join(folder, `models-${key.dialect}.json`);
  const wanted = digest(JSON.stringify([key, builtAt()]));
  const kept = read(file, wanted);
  if (kept !== null) return kept;
  const schema = await make();
  write(folder, file, wanted, JSON.stringify(schema));
  return schema;
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

// A build that is newer reads the database in other words, perhaps.
function builtAt(): number {
  return statSync(fileURLToPath(import.meta.url)).mtimeMs;
}

// The first line names what follows, and has its digest: half a file is none.
function read(file: string, wanted: string): SchemaSnapshot | null {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (text.slice(0, end) !== `${wanted} ${digest(body)}`) return null;
    return JSON.parse(body) as SchemaSnapshot;
  } catch {
    return null; // not there, or not to be read: it is made anew
  }
}

// A read-only file system, or a full disk: the next run makes it again.
function write(folder: string, file: string, key: string, body: string): void {
  const passing = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(passing, `${key} ${digest(body)}\n${body}`);
    renameSync(passing, file);
  } catch {
    if (existsSync(passing)) remove(passing);
  }
}

function remove(file: string): void {
  try {
    rmSync(file);
  } catch {
    return; // what cannot be written may not be removed either
  }
}
