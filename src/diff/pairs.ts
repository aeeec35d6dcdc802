/** What two lists have: `kept` in both, in the order of `desired`. */
export interface Pairs<T> {
  readonly dropped: readonly T[];
  readonly created: readonly T[];
  readonly kept: readonly (readonly [current: T, desired: T])[];
}

/** The elements of two lists by their key, wherever they stand. Of several with one key in a list each finds one of the other's. */
export function paired<T>(current: readonly T[], desired: readonly T[], key: (element: T) => string): Pairs<T> {
  const left = new Map<string, T[]>();
  for (const element of current) {
    const own = key(element);
    const same = left.get(own);
    if (same === undefined) left.set(own, [element]);
    else same.push(element);
  }
  const created: T[] = [];
  const kept: (readonly [T, T])[] = [];
  for (const element of desired) {
    const other = left.get(key(element))?.shift();
    if (other === undefined) created.push(element);
    else kept.push([other, element]);
  }
  const rest = new Set([...left.values()].flat());
  return { dropped: current.filter((element) => rest.has(element)), created, kept };
}
