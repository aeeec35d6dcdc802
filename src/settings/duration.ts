const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `500ms`, `60s`, `5m`, `1h` or a bare number of seconds; null for anything else. */
export function parseDuration(text: string): number | null {
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim());
  if (parts === null) return null;
  return Math.round(Number(parts[1]) * (UNITS[parts[2] ?? 's'] ?? 1_000));
}
