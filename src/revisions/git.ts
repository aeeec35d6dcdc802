import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { sentenceOf, Usage } from '../errors.ts';

const LARGEST = 256 * 1024 * 1024;

/** The git repository that a project stands in, and the commit that this branch and `ref` last had in common. */
export interface Repository {
  /** Runs git in it and answers its output. Throws USAGE with git's first line. */
  git(...args: readonly string[]): Promise<string>;
  /** The common commit; `ref` itself without a common past (a shallow clone). */
  readonly start: string;
  /** A file's path as git names it. */
  nameOf(path: string): string;
  /** The absolute path of a name of git's, as the project says it. */
  pathOf(name: string): string;
}

/** The repository around `directory`. Throws USAGE when there is none, or no such ref; `option` is what a person types: `--since`. */
export async function repositoryOf(directory: string, ref: string, option: string): Promise<Repository> {
  const git = async (...args: readonly string[]) => {
    try {
      return (await promisify(execFile)('git', args, { cwd: directory, maxBuffer: LARGEST })).stdout;
    } catch (error) {
      const words = String((error as { stderr?: string }).stderr ?? '').trim() || sentenceOf(error);
      throw new Usage(
        `git cannot compare with "${ref}": ${words.split('\n')[0]}`,
        `run it in a git repository and name a branch, tag or commit that is there: ${option} origin/main`,
        { cause: error },
      );
    }
  };
  const top = realpathSync((await git('rev-parse', '--show-toplevel')).trim());
  const found = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).catch(() => null);
  if (found === null && ref !== 'HEAD')
    throw new Usage(
      `git knows no branch, tag or commit "${ref}"`,
      `git fetch, or name one that is there: ${option} origin/main`,
    );
  // before the first commit there is no HEAD: everything is new since the empty tree
  const start =
    found === null
      ? (await git('hash-object', '-t', 'tree', '/dev/null')).trim()
      : (await git('merge-base', ref, 'HEAD').catch(() => ref)).trim();
  // a project may be reached through a symbolic link; git says the real path
  const prefix = relative(top, realpathSync(directory));
  return {
    git,
    start,
    nameOf: (path) => join(prefix, relative(directory, path)).split(sep).join('/'),
    pathOf: (name) => join(directory, relative(prefix, name)),
  };
}
