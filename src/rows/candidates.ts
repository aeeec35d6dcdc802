import { lettersOf } from '../dialects/row-words.ts';
import type { ValueKind } from '../dialects/rows.ts';
import { globPattern, likeText, patternText } from './pattern.ts';

const LONGEST = 200;
const EXTRA_TEXTS = ['ABC', 'DEF', 'GHI', '123', '456', '789', 'a@one.example', 'b@two.example', 'c@three.example'];
const MORE_TEXTS = [
  'https://one.example/a',
  'https://two.example/b',
  'https://three.example/c',
  'a-b',
  '/a/b',
  '#aabbcc',
  'a',
  '',
];
const JSON_TEXTS = ['{}', '[]', '[{}]', '["a"]', '[1]', '"text"', '1', 'true', 'null'];

/**
 * Values that a column may have where conditions speak of it, as SQL text, the likeliest first: those that its type has anyway, and what the conditions
 * themselves name, with its neighbours. NULL stands behind the first ones, where it is allowed.
 */
export function candidatesFor(
  kind: ValueKind,
  conditions: readonly string[],
  { rows, nullable, literal }: { readonly rows: number; readonly nullable: boolean; literal(text: string): string },
): readonly string[] {
  const usual = Array.from({ length: Math.min(rows, 3) }, (_, n) => kind.write(n));
  const more = Array.from({ length: kind.count ?? 6 }, (_, n) => kind.write(n));
  const named = namedIn(conditions);
  const made = harvested(kind, named, literal);
  // a column of SQLite holds text, whatever its type (datatype3.html); a function of JSON would not take any
  const any = kind.cast === null && kind.family !== 'json' ? named.texts.map(literal) : [];
  return [...new Set([...usual, ...(nullable ? ['NULL'] : []), ...made, ...more, ...any])];
}

interface Named {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

function namedIn(conditions: readonly string[]): Named {
  const texts: string[] = [];
  const numbers: number[] = [];
  for (const condition of conditions)
    for (const [token] of condition.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w.])\d+(?:\.\d+)?|[A-Za-z_]\w*/g)) {
      if (token.startsWith("'")) texts.push(token.slice(1, -1).replaceAll("''", "'"));
      else if (/^\d/.test(token)) numbers.push(Number(token));
    }
  const inText = texts.filter((text) => /^-?\d+(?:\.\d+)?$/.test(text)).map(Number);
  return { texts: [...new Set(texts)], numbers: [...new Set([...numbers, ...inText])] };
}

function harvested(kind: ValueKind, named: Named, literal: (text: string) => string): readonly string[] {
  switch (kind.family) {
    case 'integer':
      return numbersNear(kind, named, false);
    case 'number':
      return numbersNear(kind, named, true);
    case 'text':
      return textsOf(kind, named).map(literal);
    case 'moment':
      return named.texts
        .filter((text) => /^\d{4}-\d\d-\d\d/.test(text))
        .flatMap((text) => [text, nextDay(text)])
        .map(literal);
    case 'json':
      return [...JSON_TEXTS, ...objectsWith(named.texts)].map(literal);
    case 'list':
      return listsOf(kind, named, literal);
    case 'other':
      return kind.cast === 'bytea' ? named.numbers.filter((size) => size <= LONGEST).flatMap(bytesOf) : [];
    case 'boolean':
    case 'label':
      return [];
  }
}

const bytesOf = (size: number) => [1, 2, 3].map((byte) => `'\\x${`0${byte}`.repeat(size)}'`);

function numbersNear({ cast }: ValueKind, { numbers }: Named, fractions: boolean): readonly string[] {
  const near = numbers.flatMap((each) => [
    each,
    each + 1,
    each - 1,
    each + 2,
    -each,
    ...(fractions ? [each + 0.5] : []),
  ]);
  const all = [...near, 0, 1, 2, 3, -1, 10, 50].filter((each) => fractions || Number.isInteger(each));
  const limit = cast === 'smallint' ? 32_767 : cast === 'integer' ? 2_147_483_647 : digitsOf(cast);
  return all.filter((each) => Math.abs(each) <= limit).map(String);
}

function digitsOf(cast: string | null): number {
  const [, precision, scale = '0'] = /^numeric\((\d+),(\d+)\)$/.exec(cast ?? '') ?? [];
  return precision === undefined ? Infinity : 10 ** (Number(precision) - Number(scale)) - 1;
}

function textsOf({ longest }: ValueKind, { texts, numbers }: Named): readonly string[] {
  const wild = texts.filter((text) => /[%_]/.test(text)).flatMap((text) => [0, 1, 2].map((n) => likeText(text, n)));
  const pattern = texts.filter((text) => /[[\\(*+?.^$|{]/.test(text));
  const regular = pattern.flatMap((text) => [0, 1, 2, 3, 4].map((n) => patternText(text, n)));
  const glob = pattern.flatMap((text) => [0, 1, 2].map((n) => patternText(globPattern(text), n)));
  const sizes = numbers
    .filter((size) => Number.isInteger(size) && size <= LONGEST)
    .flatMap((size) => [size, size - 1, size + 1]);
  const sized = sizes.filter((size) => size > 0).flatMap((size) => [0, 1, 2].map((n) => lettersOf(n, size)));
  const counted = numbers.map(String);
  const all = [...texts, ...wild, ...regular, ...glob, ...sized, ...counted, ...EXTRA_TEXTS, ...MORE_TEXTS];
  return all.filter((text) => text.length <= Math.min(longest ?? LONGEST, LONGEST) && !text.includes('\0'));
}

function nextDay(text: string): string {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(day.getTime()) ? text : new Date(day.getTime() + 86_400_000).toISOString().slice(0, 10);
}

function objectsWith(texts: readonly string[]): readonly string[] {
  const keys = texts.filter((text) => /^[\w-]+$/.test(text));
  if (keys.length === 0) return [];
  const all = (value: unknown) => JSON.stringify(Object.fromEntries(keys.map((key) => [key, value])));
  return [all('text'), all(1), all(true), all({}), all([])];
}

function listsOf({ element, cast }: ValueKind, { texts }: Named, literal: (text: string) => string): readonly string[] {
  if (element === undefined || cast === null) return [];
  const list = (values: readonly string[]) => `ARRAY[${values.join(', ')}]::${cast}`;
  const named =
    element.family === 'text' || element.family === 'label' ? texts.filter((text) => /^[\w -]+$/.test(text)) : [];
  const own = named.map(literal);
  return [
    list([]),
    list([element.write(0)]),
    list([0, 1, 2].map(element.write)),
    ...own.map((each) => list([each])),
    ...(own.length > 1 ? [list(own)] : []),
  ];
}
