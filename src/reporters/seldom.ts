import type { MigratorEvent } from '../events.ts';

const EVERY_MS = 3_000;

/** Says of each event in turn whether it is worth a line: of those that tell of progress one every few seconds, all others always. */
export function seldom(): (event: MigratorEvent) => boolean {
  let shownMs = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.kind !== 'progress') return true;
    const now = performance.now();
    if (now - shownMs < EVERY_MS) return false;
    shownMs = now;
    return true;
  };
}
