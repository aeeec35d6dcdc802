/** One of several parts of the work, each done by a process of its own: the `index`-th, from 1, of `of`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** What it costs to apply a revision, beside trying it: a guess of what one `up` is of up, down, up and what is read between them. */
const APPLYING = 0.35;

/**
 * How many of `count` revisions come before a share, and before the next one. Each goes on from the state that those before it leave, which it has to make
 * first: later shares are smaller, so that all end at the same time.
 */
export function placeOf({ index, of }: Share, count: number): { readonly from: number; readonly to: number } {
  const before = (shares: number) => (1 - (1 - APPLYING) ** shares) / (1 - (1 - APPLYING) ** of);
  return { from: Math.round(count * before(index - 1)), to: Math.round(count * before(index)) };
}
