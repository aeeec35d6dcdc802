const WORDS = (
  'amber birch cedar delta ember fjord grove harbor iris juniper kelp lagoon maple north opal prairie quartz river ' +
  'sable tundra umber violet willow yarrow zephyr'
).split(' ');
const LONGEST = 200;
const USUAL = 72;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FIRST_DAY = Date.UTC(2024, 0, 15, 8);

/** A number from 0 to 2³²-1 made of a text, the same everywhere (FNV-1a, then murmur3's last mixing). */
export function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Text number `n`: every third is as long as it may be (a type that became narrower shows), at most 200 characters. */
export function wordsOf(n: number, salt: number, longest: number | null): string {
  const room = Math.min(longest ?? USUAL, LONGEST);
  if (room < 9) return lettersOf(n, Math.min(room, 6));
  const word = (at: number) => WORDS[(salt + at) % WORDS.length] ?? '';
  if (n % 3 === 1) return `ö ${word(n).slice(0, room - 6)} ${n}`;
  if (n % 3 === 2) return `${word(n).slice(0, room - 4)} ${n}`;
  let text = `${word(n).slice(0, room - 4)} ${n}`;
  for (let at = n + 1; text.length < room; at += 1) text += ` ${word(at)}`;
  return text.slice(0, room).replace(/ $/, 'x');
}

/** Letters, as many as there is room for; each `n` its own as long as that is possible. */
export function lettersOf(n: number, room: number): string {
  let text = '';
  for (let rest = n; text.length < room; rest = Math.floor(rest / 26))
    text = String.fromCharCode(97 + (rest % 26)) + text;
  return text;
}

/** A UUID of version 4's form. */
export function uuidOf(n: number, salt: number): string {
  const hex = [0, 1, 2, 3].map((part) => mixed(`${salt} ${n} ${part}`).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A moment: rows are two days apart, columns of a row some minutes, in their order, so that what ends later stands behind. */
export function momentOf(n: number, at: number): Date {
  return new Date(FIRST_DAY + n * 2 * DAY_MS + at * 7 * MINUTE_MS + (n % 3 === 0 ? 123 : 0));
}

/** A day, `2024-01-15`: rows are some weeks apart, columns of a row a day. */
export function dayOf(n: number, at: number): string {
  return new Date(FIRST_DAY + (n * 40 + (at % 40)) * DAY_MS).toISOString().slice(0, 10);
}

/** A whole number: every third is one that the next smaller type does not hold. */
export function wholeOf(n: number, salt: number, bits: 8 | 16 | 32 | 64): string {
  if (n % 3 !== 0) return String(n + 1);
  const large = { 8: 100, 16: 300, 32: 70_000, 64: 5_000_000_000 }[bits];
  return String(large + (bits === 8 ? 0 : salt % 100) * 10 + n);
}

/** A decimal number of that many digits, `scale` of them behind the point; every third uses them all. */
export function decimalOf(n: number, precision: number, scale: number): string {
  const front = Math.max(precision - scale, 0);
  const all = '1234567890'.repeat(Math.ceil(front / 10)).slice(0, front);
  const whole =
    front === 0 ? '0' : n % 3 === 0 ? all.slice(0, -1) + String((n % 9) + 1) : String(front === 1 ? (n % 9) + 1 : n);
  if (scale <= 0) return whole;
  return `${whole}.${(String((n % 9) + 1) + '25'.repeat(scale)).slice(0, scale)}`;
}
