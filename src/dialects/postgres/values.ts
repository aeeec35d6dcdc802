import { literal } from './state.ts';

/**
 * A value bound by `pg` as SQL text: a string constant without a type, which PostgreSQL reads as it reads an untyped parameter. Follows
 * `prepareValue` of pg 8 (lib/utils.js); buffers go as `bytea`.
 */
export function valueLiteral(value: unknown): string {
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`;
  if (ArrayBuffer.isView(value)) return valueLiteral(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  const text = prepared(value);
  return text === null ? 'NULL' : literal(text);
}

function prepared(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value)) return arrayText(value);
  if (typeof value !== 'object') return String(value);
  const { toPostgres } = value as { toPostgres?: (prepare: typeof prepared) => unknown };
  return typeof toPostgres === 'function' ? prepared(toPostgres.call(value, prepared)) : JSON.stringify(value);
}

function arrayText(values: readonly unknown[]): string {
  const items = values.map((item) => {
    if (item === null || item === undefined) return 'NULL';
    if (Array.isArray(item)) return arrayText(item);
    if (ArrayBuffer.isView(item))
      return `\\\\x${Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString('hex')}`;
    return `"${(prepared(item) ?? '').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}

// Local time with its offset, as `dateToString` of pg: a column without a time zone keeps the wall clock.
function dateText(date: Date): string {
  const year = date.getFullYear();
  const two = (part: number) => String(part).padStart(2, '0');
  const day = [String(year < 1 ? 1 - year : year).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${day.join('-')}T${time}.${millis}${zone}${year < 1 ? ' BC' : ''}`;
}
