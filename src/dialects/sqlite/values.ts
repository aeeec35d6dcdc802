import { literal } from './state.ts';

/** A value bound by `sqlite3` as SQL text of the same type (its BindParameter): integers of 32 bits, other numbers as REAL, dates as milliseconds. */
export function valueLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Buffer.isBuffer(value)) return `X'${value.toString('hex')}'`;
  if (value instanceof Date) return realLiteral(value.getTime());
  return textLiteral(value instanceof RegExp ? String(value) : '[object Object]');
}

/** A string constant that survives the reader of the `sqlite3` shell: it takes a CR before a line's end away, and a NUL ends the text. */
export function textLiteral(text: string): string {
  const pieces = text.split(/([\r\0]+)/).filter((piece) => piece !== '');
  if (pieces.length <= 1 && !/[\r\0]/.test(text)) return literal(text);
  const written = pieces.map((piece) => (/^[\r\0]/.test(piece) ? `char(${codes(piece)})` : literal(piece)));
  return `(${written.join(' || ')})`;
}

function codes(text: string): string {
  return [...text].map((character) => character.charCodeAt(0)).join(', ');
}

function numberLiteral(value: number): string {
  return (value | 0) === value ? String(value | 0) : realLiteral(value);
}

function realLiteral(value: number): string {
  if (Number.isNaN(value)) return 'NULL';
  if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
  const text = String(value);
  const digits = text.replace(/e.*$/, '').replaceAll(/[-.]|^-?0\.0*/g, '').length;
  const magnitude = value === 0 ? 0 : Math.abs(Math.log10(Math.abs(value)));
  if (digits > 15 || magnitude > 21) return exactLiteral(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/*
 * SQLite before 3.47 does not read every decimal text as the nearest double (https://www.sqlite.org/floatingpoint.html), Sequelize's binary
 * and the shell may differ. An integer of 53 bits and powers of two are exact in all of them: value = mantissa × 2^exponent.
 */
function exactLiteral(value: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  const biased = Number(raw >> 52n);
  const mantissa = (raw & 0xf_ffff_ffff_ffffn) | (biased === 0 ? 0n : 1n << 52n);
  const exponent = Math.max(biased, 1) - 1075;
  const steps = Array.from({ length: Math.floor(Math.abs(exponent) / 30) }, () => 2 ** 30);
  const factors = [...steps, 2 ** (Math.abs(exponent) % 30)].filter((factor) => factor !== 1);
  const operator = exponent < 0 ? '/' : '*';
  const sign = value < 0 ? '-' : '';
  return `(CAST(${sign}${mantissa} AS REAL)${factors.map((factor) => `${operator}${factor}.0`).join('')})`;
}
