import { ConfigInvalid } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of `60s`, `5m`, `500ms`, `1.5h` or a bare number of seconds. `name` is where it stands (`--wait`).
 * Throws CONFIG_INVALID.
 */
export function parseDuration(value: string | number, name: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*$/i.exec(String(value)) ?? [];
  const durationMs = Math.round(Number(amount) * (UNITS[unit?.toLowerCase() ?? 's'] ?? Number.NaN));
  if (Number.isSafeInteger(durationMs)) return durationMs;
  throw new ConfigInvalid(
    `${name} is "${value}", which is not a length of time`,
    'write 60s, 5m, 500ms or 1h; a bare number is seconds',
  );
}
