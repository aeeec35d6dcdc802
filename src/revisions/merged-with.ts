import { existsSync, readFileSync } from 'node:fs';
import { checksum } from './checksum.ts';
import { type Repository, repositoryOf } from './git.ts';
import type { SourceOverlay } from './load.ts';

/**
 * What merging `ref` would change of the project's files: absolute path → the text then, or null where the file goes. What both sides have changed
 * stays as it is here, for that merge is a person's. The working tree counts, committed or not. Throws USAGE when there is no git repository, or no
 * such ref.
 */
export async function mergedWith(ref: string, directory: string): Promise<SourceOverlay> {
  const repository = await repositoryOf(directory, ref, '--against');
  const { git, start, pathOf } = repository;
  const changed = (await git('diff', '--name-only', '--no-renames', '-z', start, ref, '--', '.'))
    .split('\0')
    .filter(Boolean);
  const overlay = new Map<string, string | null>();
  for (const name of changed.filter((name) => /\.[cm]?[jt]s$/.test(name))) {
    const path = pathOf(name);
    const theirs = await textAt(repository, ref, name);
    if (sameText(here(path), await textAt(repository, start, name))) overlay.set(path, theirs);
  }
  return overlay;
}

async function textAt({ git }: Repository, commit: string, name: string): Promise<string | null> {
  const listed = await git('ls-tree', '--full-tree', commit, '--', name);
  return listed === '' ? null : git('cat-file', 'blob', `${commit}:${name}`);
}

const here = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

// A checkout may have other ends of lines than the repository.
function sameText(one: string | null, other: string | null): boolean {
  return one === null || other === null ? one === other : checksum(one) === checksum(other);
}
