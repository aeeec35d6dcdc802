import type { Revision } from '../graph/revision.ts';
import { repositoryOf } from './git.ts';

/**
 * Those of the revisions whose files are new or changed since this git branch has left `ref`; what is not committed yet counts, too. Throws USAGE when there
 * is no git repository, or no such ref.
 */
export async function revisionsSince(
  revisions: readonly Revision[],
  ref: string,
  directory: string,
): Promise<readonly string[]> {
  const { git, start, nameOf } = await repositoryOf(directory, ref, '--since');
  const names = (text: string) => text.split('\0').filter((name) => name !== '');
  const known = new Set(names(await git('ls-tree', '-r', '-z', '--full-tree', '--name-only', start)));
  for (const name of names(await git('diff', '--name-only', '-z', start))) known.delete(name);
  return revisions.filter(({ path }) => !known.has(nameOf(path))).map(({ id }) => id);
}
