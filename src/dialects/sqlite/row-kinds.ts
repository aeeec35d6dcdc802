import { dayOf, decimalOf, momentOf, uuidOf, wholeOf, wordsOf } from '../row-words.ts';
import type { ValueFamily, ValueKind, ValuePlace } from '../rows.ts';
import { literal } from './state.ts';

/** The values of SQLite's columns, by what their types are called: a column takes anything, but an application reads what the type says. */
export function kinds(): (place: ValuePlace) => ValueKind | null {
  return ({ column, ...place }) => {
    const [, name = '', modifier = ''] = /^([^(]*)(?:\(([^)]*)\))?/.exec(column.type.trim()) ?? [];
    const sizes = modifier === '' ? [] : modifier.split(',').map(Number);
    const boolean = /^tinyint$/i.test(name.trim()) && sizes[0] === 1;
    const entry = NAMES.find(([pattern]) => pattern.test(boolean ? 'boolean' : name.trim()));
    const [, family, make] = entry ?? ANY;
    const longest = family === 'text' ? (sizes[0] ?? null) : null;
    const count = family === 'boolean' ? 2 : null;
    return { family, write: (n) => make(n, place, sizes), cast: null, longest, count, rules: [], nullable: true };
  };
}

type Make = (n: number, place: Omit<ValuePlace, 'column'>, sizes: readonly number[]) => string;

const stamp = (n: number, at: number) => `${momentOf(n, at).toISOString().replace('T', ' ').replace('Z', '')} +00:00`;
const words: Make = (n, { salt }, [longest]) => literal(wordsOf(n, salt, longest ?? null));
const ANY = [/^/, 'text', words] as const;

// Names first that say more than their affinity (datatype3.html, 3.1); then the affinity's rules in their order.
const NAMES: readonly (readonly [RegExp, ValueFamily, Make])[] = [
  [/^bool/i, 'boolean', (n) => String(n % 2 === 0 ? 1 : 0)],
  [/^uuid/i, 'other', (n, { salt }) => literal(uuidOf(n, salt))],
  [
    /^json/i,
    'json',
    (n, { salt }) => literal(JSON.stringify({ [wordsOf(2, salt, 12)]: n, list: [n, wordsOf(n, salt, 20)] })),
  ],
  [/^date$/i, 'moment', (n, { at }) => literal(dayOf(n, at))],
  [/^(?:datetime|timestamp)/i, 'moment', (n, { at }) => literal(stamp(n, at))],
  [
    /^time/i,
    'other',
    (n, { at }) =>
      literal(
        momentOf(n, at + n)
          .toISOString()
          .slice(11, 19),
      ),
  ],
  [/^(?:tiny|int1\b)/i, 'integer', (n, { salt }) => wholeOf(n, salt, 8)],
  [/^(?:small|int2\b)/i, 'integer', (n, { salt }) => wholeOf(n, salt, 16)],
  [/big|int8/i, 'integer', (n, { salt }) => wholeOf(n, salt, 64)],
  [/int/i, 'integer', (n, { salt }) => wholeOf(n, salt, 32)],
  [/char|clob|text/i, 'text', words],
  [
    /blob/i,
    'other',
    (n, { salt }) => `X'00${(salt % 256).toString(16).padStart(2, '0')}ff${(n % 256).toString(16).padStart(2, '0')}'`,
  ],
  [/real|floa|doub/i, 'number', (n) => `${n % 3 === 0 ? 98_765 : n}.25`],
  [
    /^(?:dec|num|money)/i,
    'number',
    (n, _, [precision = 10, scale = precision === 10 ? 2 : 0]) => decimalOf(n, precision, scale),
  ],
];
