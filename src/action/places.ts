import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';

/** A path as GitHub wants it: from the repository's root, with slashes; null for what is not in it. A relative path starts at `directory`. */
export function inRepository(
  path: string,
  { workspace, directory }: { workspace: string; directory: string },
): string | null {
  const real = (file: string) => (existsSync(file) ? realpathSync(file) : file); // one of them may go through a symbolic link
  const shown = relative(real(workspace), real(resolve(directory, path)));
  return shown.startsWith('..') || isAbsolute(shown) ? null : shown.split(sep).join('/');
}
