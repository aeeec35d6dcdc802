/** What stands between the parts of an entry. */
export const FIELD = '\u001f';
// What stands between entries.
const ENTRY = '\u001e';

/**
 * The entries that one of two lists has and the other has not. Such lists are long and nearly the same: what they begin and end with alike is found by comparing
 * halves, and only what stands between is taken apart.
 */
export function onOneSide(one: string, other: string): readonly string[] {
  const same = alike(one, other, 'start');
  const begin = same === 0 ? 0 : one.lastIndexOf(ENTRY, same - 1) + 1;
  const [left, right] = [one.slice(begin), other.slice(begin)];
  const end = alike(left, right, 'end');
  const cut = left.indexOf(ENTRY, left.length - end);
  const rest = cut < 0 ? 0 : left.length - cut;
  const entries = [left, right].map((text) => new Set(text.slice(0, text.length - rest).split(ENTRY)));
  const [had = new Set<string>(), has = new Set<string>()] = entries;
  return [...[...had].filter((entry) => !has.has(entry)), ...[...has].filter((entry) => !had.has(entry))];
}

// How many characters both begin or end with.
function alike(one: string, other: string, side: 'start' | 'end'): number {
  const part = (text: string, from: number, to: number) =>
    side === 'start' ? text.slice(from, to) : text.slice(text.length - to, text.length - from);
  let [same, most] = [0, Math.min(one.length, other.length)];
  while (same < most) {
    const half = same + Math.ceil((most - same) / 2);
    if (part(one, same, half) === part(other, same, half)) same = half;
    else most = half - 1;
  }
  return same;
}
