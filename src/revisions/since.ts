import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { promisify } from 'node:util';
import { sentenceOf, Usage } from '../errors.ts';
import type { Revision } from '../graph/revision.ts';

const LARGEST = 256 * 1024 * 1024;

/**
 * Those of the revisions whose files are not in the tree where this git branch has left `ref`; what is not committed yet counts, too. Throws USAGE when there
 * is no git repository, or no such ref.
 */
export async function revisionsSince(
  revisions: readonly Revision[],
  ref: string,
  directory: string,
): Promise<readonly string[]> {
  const git = gitIn(directory, ref);
  const root = realpathSync((await git('rev-parse', '--show-toplevel')).trim());
  await git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  // without a common past (a shallow clone) the ref itself is what there is
  const start = (await git('merge-base', ref, 'HEAD').catch(() => ref)).trim();
  const known = new Set((await git('ls-tree', '-r', '-z', '--full-tree', '--name-only', start)).split('\0'));
  return revisions.filter(({ path }) => !known.has(relative(root, realpathSync(path)))).map(({ id }) => id);
}

function gitIn(directory: string, ref: string): (...args: readonly string[]) => Promise<string> {
  return async (...args) => {
    try {
      const { stdout } = await promisify(execFile)('git', args, { cwd: directory, maxBuffer: LARGEST });
      return stdout;
    } catch (error) {
      const words = String((error as { stderr?: string }).stderr ?? '').trim() || sentenceOf(error);
      throw new Usage(
        `git does not know what is new since "${ref}": ${words.split('\n')[0]}`,
        'run it in a git repository and name a branch, tag or commit that is there: --since origin/main',
        { cause: error },
      );
    }
  };
}
