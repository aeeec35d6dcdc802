/**
 * How much two names look like one name before and after, from 0 to 1. People rename in two ways: they keep a word (`name` → `full_name`,
 * `createdAt` → `created_at`), which the share of common words tells, or they mend the spelling (`colour` → `color`), which the edit distance tells
 * (Levenshtein 1966, against the longer name). The larger of the two counts.
 */
export function likeness(one: string, other: string): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  const [text, otherText] = [words.join(''), others.join('')];
  const longest = Math.max(text.length, otherText.length, 1);
  const shared = words.filter((word) => others.includes(word)).length;
  return Math.max(1 - distance(text, otherText) / longest, (2 * shared) / Math.max(words.length + others.length, 1));
}

// Words of snake_case and camelCase alike, in small letters.
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= other.length; to += 1) {
      const changed = (row[to - 1] ?? 0) + (letter === other[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
