/** Two halves of a hash, each a number of 32 bits. */
export type Halves = readonly [high: number, low: number];

/** A hash of a text that two seeds begin, or of NULL; good enough to tell values apart, not against an adversary (two murmur-like lanes). */
export function textHash(text: string | null, seed: number, other: number): Halves {
  let high = seed ^ (text === null ? 0x9e3779b9 : 0xdeadbeef);
  let low = other ^ 0x41c6ce57;
  const { length } = text ?? '';
  for (let at = 0; at < length; at += 1) {
    const code = (text as string).charCodeAt(at);
    high = Math.imul(high ^ code, 0x9e3779b1);
    low = Math.imul(low ^ code, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return [high >>> 0, low >>> 0];
}

/** Hashes added up: the same in whatever order they come. */
export class Sum {
  private high = 0;
  private low = 0;

  /** Adds one. */
  add([high, low]: Halves): void {
    this.high = (this.high + high) >>> 0;
    this.low = (this.low + low) >>> 0;
  }

  /** The sum as sixteen hexadecimal digits. */
  text(): string {
    return [this.high, this.low].map((half) => half.toString(16).padStart(8, '0')).join('');
  }
}
