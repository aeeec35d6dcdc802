import { basename, extname } from 'node:path';
import { Cycle, MissingParent, UnknownTarget } from '../errors.ts';
import type { Seed } from './seed.ts';

/** Seeds in the order of their file names, each behind those it depends on. Throws MISSING_PARENT and CYCLE. */
export function inOrder(seeds: readonly Seed[]): readonly Seed[] {
  const sorted = seeds.toSorted(
    (left, right) => compare(basename(left.name), basename(right.name)) || compare(left.name, right.name),
  );
  const placed = new Set<Seed>();
  const place = (seed: Seed, line: readonly Seed[]): void => {
    if (placed.has(seed)) return;
    if (line.includes(seed))
      throw new Cycle(
        `seeds depend on each other in a circle: ${[...line, seed].map(({ name }) => name).join(' → ')}`,
        'take one of the dependsOn away',
      );
    for (const word of seed.dependsOn) {
      const [found, ...more] = matching(sorted, word);
      if (found === undefined || more.length > 0)
        throw new MissingParent(
          `${seed.name} depends on "${word}", which is ${found === undefined ? 'no seed' : 'several seeds'}`,
          `mend dependsOn in ${seed.path}`,
        );
      place(found, [...line, seed]);
    }
    placed.add(seed);
  };
  for (const seed of sorted) place(seed, []);
  return [...placed];
}

/** The seeds of those words, in the given order; no words: all. Throws UNKNOWN_TARGET for a word that is no seed, or several. */
export function named<S extends { readonly name: string }>(
  seeds: readonly S[],
  words: readonly string[],
): readonly S[] {
  if (words.length === 0) return seeds;
  const wanted = words.map((word) => {
    const [found, ...more] = matching(seeds, word);
    if (found === undefined)
      throw new UnknownTarget(
        `there is no seed "${word}"`,
        seeds.length === 0 ? 'windlass seed status' : `the seeds are ${seeds.map(({ name }) => name).join(', ')}`,
      );
    if (more.length > 0)
      throw new UnknownTarget(
        `"${word}" is several seeds: ${[found, ...more].map(({ name }) => name).join(', ')}`,
        `write the whole name: ${found.name}`,
      );
    return found;
  });
  return seeds.filter((seed) => wanted.includes(seed));
}

// By the whole name; else by the file's name, without its extension, without its number.
function matching<S extends { readonly name: string }>(seeds: readonly S[], word: string): readonly S[] {
  const forms: readonly ((name: string) => string)[] = [
    (name) => name,
    (name) => basename(name),
    (name) => bare(name),
    (name) => basename(bare(name)),
    (name) => basename(bare(name)).replace(/^[\d_-]+(?=.)/, ''),
  ];
  for (const form of forms) {
    const found = seeds.filter(({ name }) => form(name) === word);
    if (found.length > 0) return found;
  }
  return [];
}

function bare(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
