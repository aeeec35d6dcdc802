// Types whose values, as text, are of no other kind here (PostgreSQL). Texts may be anything, and JSON takes numbers.
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:smallint|integer|bigint|numeric|real|double precision)\b/, 'number'],
  [/^uuid$/, 'uuid'],
  [/^(?:date|timestamp|time)\b/, 'time'],
  [/^boolean$/, 'truth'],
  [/^(?:inet|cidr|macaddr8?)$/, 'address'],
];

/** Whether no value of one type of PostgreSQL, as text, is a value of the other: a cast fails with any row. */
export function neverFits(from: string, to: string): boolean {
  const [one, other] = [kindOf(from), kindOf(to)];
  if (one === null || other === null || one === other) return false;
  return !(isOneOf(one, other, 'number', 'truth') && [from, to].some((type) => type === 'integer'));
}

const isOneOf = (one: string, other: string, ...both: readonly string[]) => both.includes(one) && both.includes(other);

function kindOf(type: string): string | null {
  return KINDS.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? null;
}
