import { readdirSync, readFileSync } from 'node:fs';

/** The processes below that one, children of children included; from /proc, as they are now. */
export function descendants(root: number): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const below = (id: number): number[] =>
    [...parents].filter(([, parent]) => parent === id).flatMap(([child]) => [child, ...below(child)]);
  return below(root);
}

/** The processes whose environment has that assignment: what GitHub calls orphans, by RUNNER_TRACKING_ID. */
export function processesWith(assignment: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).split('\0').includes(assignment))
    .map(Number);
}

/** Ends a process at once; none of that id is no error. */
export function end(id: number, signal: NodeJS.Signals): void {
  try {
    process.kill(id, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function parentOf(id: string): number | null {
  const [, parent] = /\) \S (\d+)/.exec(read(`/proc/${id}/stat`)) ?? [];
  return parent === undefined ? null : Number(parent);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has ended meanwhile, or is another user's
  }
}
