import { type Dirent, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type picomatch from 'picomatch';

const SOURCE = /\.[cm]?[jt]s$/;
const NO_SOURCE = /\.d\.[cm]?ts$|\.(?:test|spec)\.[cm]?[jt]s$/;
const GLOB = /[*?[\]{}]/;

/** A source file and whether it stands directly in the folder that was looked at. */
export interface FoundFile {
  readonly path: string;
  readonly direct: boolean;
}

/** Whether an entry is a glob rather than a path. */
export function isGlob(entry: string): boolean {
  return GLOB.test(entry);
}

/** Where a glob's own part begins; -1: it is none. */
export function globStart(entry: string): number {
  return entry.search(GLOB);
}

/** What decides whether a path matches a glob: the package picomatch. */
export type GlobTool = typeof picomatch;

/** That package, which is loaded where there are globs only. */
export async function globTool(): Promise<GlobTool> {
  return (await import('picomatch')).default;
}

/** The TypeScript and JavaScript files that a glob matches, relative to `directory`. Throws what Node throws when its fixed part is no folder. */
export function filesMatching(directory: string, glob: string, tool: GlobTool): readonly string[] {
  const { base } = tool.scan(glob);
  return filesInside(resolve(directory, base))
    .map(({ path }) => path)
    .filter(matcher(directory, glob, tool));
}

/** Whether an absolute path matches a glob, relative to `directory`. */
export function matcher(directory: string, glob: string, tool: GlobTool): (path: string) => boolean {
  const matches = tool(resolve(directory, glob).replaceAll('\\', '/'));
  return (path) => matches(path.replaceAll('\\', '/'));
}

/** The source files of a folder and its sub-folders: no declarations, no tests, nothing hidden, no packages. Throws what Node throws. */
export function filesInside(folder: string): readonly FoundFile[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) => SOURCE.test(entry.name) && !NO_SOURCE.test(entry.name) && isFile(entry),
  );
  return entries.flatMap((entry) => fileWithin(folder, join(entry.parentPath, entry.name)) ?? []);
}

/** A file as `filesInside` would list it; null when it is not in the folder or would be passed over. */
export function fileWithin(folder: string, path: string): FoundFile | null {
  const inside = relative(folder, path);
  if (isAbsolute(inside) || !SOURCE.test(path) || NO_SOURCE.test(path)) return null;
  const hidden = inside.split(/[\\/]/).some((part) => part === 'node_modules' || part.startsWith('.'));
  return hidden ? null : { path, direct: dirname(path) === folder };
}

// Kubernetes mounts a ConfigMap as symbolic links. One that leads nowhere counts: it is named when it is read.
function isFile(entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.isFile() ?? true;
}
