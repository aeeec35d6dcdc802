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
  return /[.e]/.test(text) ? text : `${text}.0`;
}
