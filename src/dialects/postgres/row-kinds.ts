import type { SchemaSnapshot } from '../../model/schema.ts';
import { dayOf, decimalOf, mixed, momentOf, uuidOf, wholeOf, wordsOf } from '../row-words.ts';
import type { ValueFamily, ValueKind, ValuePlace } from '../rows.ts';
import { canonicalType } from './normalize.ts';
import { type OwnType, ownTypes } from './row-types.ts';
import { literal } from './state.ts';

type Types = ReadonlyMap<string, OwnType>;
type Place = Omit<ValuePlace, 'column'>;

/** The values of PostgreSQL's types, and of those that the schema makes. */
export function kinds(schema: SchemaSnapshot): (place: ValuePlace) => ValueKind | null {
  const types = ownTypes(schema);
  return ({ column, ...place }) => kindOf(column.type, types, place);
}

function kindOf(type: string, types: Types, place: Place): ValueKind | null {
  if (type.endsWith('[]')) return listOf(type, types, place);
  const own = types.get(type) ?? types.get(type.replace(/^.*\./, ''));
  if (own !== undefined) return ownKind(type, own, types, place);
  const [, base = type, , modifier = '', rest = ''] =
    /^([a-z_][\w" .]*?)(\(([^)]*)\))?( with(?:out)? time zone)?$/i.exec(type) ?? [];
  const name = canonicalType((base + rest).replace(/^[a-z_]\w*\./, '')).replace(/\(1\)$/, '');
  const entry = SCALARS.find(([pattern]) => pattern.test(name));
  if (entry === undefined) return null;
  const [, family, make] = entry;
  const sizes = modifier === '' ? [] : modifier.split(',').map(Number);
  const longest = /char|^bit/.test(name) ? (sizes[0] ?? (name === 'character' || name === 'bit' ? 1 : null)) : null;
  const write = (n: number) => make(n, place, sizes, name);
  return { ...plain(family, type, write), longest, count: family === 'boolean' ? 2 : null };
}

const plain = (family: ValueFamily, cast: string, write: ValueKind['write']): ValueKind => ({
  ...{ family, cast, write, longest: null, count: null, rules: [], nullable: true },
});

function listOf(type: string, types: Types, place: Place): ValueKind | null {
  const element = kindOf(type.slice(0, -2), types, place);
  if (element === null) return null;
  return { ...plain('list', type, (n) => `ARRAY[${element.write(n)}, ${element.write(n + 1)}]::${type}`), element };
}

function ownKind(type: string, own: OwnType, types: Types, place: Place): ValueKind | null {
  if (own.kind === 'enum') {
    const { labels } = own;
    const write = (n: number) =>
      labels.length === 0 ? 'NULL' : literal(labels[(n + place.salt) % labels.length] ?? '');
    return { ...plain('label', type, write), count: labels.length };
  }
  if (own.kind === 'domain') {
    const base = kindOf(own.base, types, place);
    if (base === null) return null;
    return { ...base, rules: [...base.rules, ...own.rules], nullable: base.nullable && own.nullable };
  }
  if (own.kind === 'range') {
    const base = kindOf(own.of, types, place);
    return base === null ? null : plain('other', type, (n) => rangeOf(type, base, n));
  }
  const parts = own.parts.map((part, at) => kindOf(part, types, { at: place.at + at, salt: place.salt + at }));
  if (parts.some((part) => part === null)) return null;
  return plain('other', type, (n) => `ROW(${parts.map((part) => part?.write(n)).join(', ')})::${type}`);
}

const rangeOf = (type: string, base: ValueKind, n: number) =>
  `(SELECT format('[%s,%s)', to_json(least(a, b)) #>> '{}', to_json(greatest(a, b)) #>> '{}')::${type} FROM (SELECT ${base.write(n * 3 + 1)}::${base.cast} AS a, ${base.write(n * 3 + 2)}::${base.cast} AS b) AS bounds)`;

type Make = (n: number, place: Place, sizes: readonly number[], name: string) => string;
const quoted =
  (make: Make): Make =>
  (...of) =>
    literal(make(...of));

const byte = (n: number, salt: number) => (mixed(`${n} ${salt}`) % 256).toString(16).padStart(2, '0');
const time = (n: number, at: number) => momentOf(n, at).toISOString().slice(11, 23);
const stamp = (n: number, at: number) =>
  `${momentOf(n, at)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', n % 3 === 0 ? '456' : '')}+00`;
const pairOf = (n: number) => `(${n + 1}.5,${n + 2})`;
const bounds = (low: string, high: string) => `[${low},${high})`;
const ranges = (n: number, at: number, name: string) => {
  if (name.startsWith('date')) return bounds(dayOf(n, at % 5), dayOf(n, (at % 5) + 7));
  if (/^ts/.test(name)) return bounds(stamp(n, 0), stamp(n, 40));
  return bounds(String(n * 10 + 1), String(n * 10 + 6));
};

// By the names of `format_type`; the first that fits counts.
const SCALARS: readonly (readonly [RegExp, ValueFamily, Make])[] = [
  [/^smallint$/, 'integer', (n, { salt }) => wholeOf(n, salt, 16)],
  [/^integer$/, 'integer', (n, { salt }) => wholeOf(n, salt, 32)],
  [/^bigint$/, 'integer', (n, { salt }) => wholeOf(n, salt, 64)],
  [/^(?:oid|xid|cid|xid8)$/, 'other', quoted((n) => String(n + 1))],
  [/^numeric$/, 'number', (n, _, [precision = 12, scale = precision === 12 ? 3 : 0]) => decimalOf(n, precision, scale)],
  [/^(?:real|double precision)$/, 'number', (n) => `${n % 3 === 0 ? 98_765 : n}.25`],
  [/^money$/, 'number', quoted((n) => `${n + 12}.34`)],
  [/^boolean$/, 'boolean', (n) => (n % 2 === 0 ? 'true' : 'false')],
  [
    /^(?:text|character varying|character|bpchar|citext)$/,
    'text',
    quoted((n, { salt }, [longest], name) => wordsOf(n, salt, longest ?? (name === 'character' ? 1 : null))),
  ],
  [/^name$/, 'text', quoted((n, { salt }) => wordsOf(n, salt, 60))],
  [/^"char"$/, 'text', quoted((n) => String.fromCharCode(97 + (n % 26)))],
  [/^uuid$/, 'other', quoted((n, { salt }) => uuidOf(n, salt))],
  [
    /^jsonb?$/,
    'json',
    quoted((n, { salt }) => JSON.stringify({ [wordsOf(2, salt, 12)]: n, list: [n, wordsOf(n, salt, 20)] })),
  ],
  [/^date$/, 'moment', quoted((n, { at }) => dayOf(n, at))],
  [/^timestamp/, 'moment', quoted((n, { at }) => stamp(n, at))],
  [/^time with time zone$/, 'other', quoted((n, { at }) => `${time(n, at + n)}+00`)],
  [/^time/, 'other', quoted((n, { at }) => time(n, at + n))],
  [/^interval/, 'other', quoted((n, { at }) => `${n + 1} days ${at % 24} hours`)],
  [/^inet$/, 'other', quoted((n, { at }) => `192.0.2.${(n * 8 + at) % 256}`)],
  [/^cidr$/, 'other', quoted((n) => `198.51.${n % 256}.0/24`)],
  [/^macaddr8$/, 'other', quoted((n, { salt }) => `02:00:00:00:00:00:${byte(n, salt)}:${byte(n, n)}`)],
  [/^macaddr$/, 'other', quoted((n, { salt }) => `02:00:00:00:${byte(n, salt)}:${byte(n, n)}`)],
  [/^bit$/, 'other', quoted((n, _, [size = 1]) => (n + 1).toString(2).padStart(size, '0').slice(-size))],
  [/^bit varying$/, 'other', quoted((n, _, [size = 16]) => (n + 1).toString(2).slice(-size))],
  [/^bytea$/, 'other', quoted((n, { salt }) => `\\x00${byte(n, salt)}ff${(n % 256).toString(16).padStart(2, '0')}`)],
  [/^tsvector$/, 'other', quoted((n, { salt }) => `${wordsOf(0, salt, 12).split(' ')[0]}:1 row${n}:2`)],
  [/^tsquery$/, 'other', quoted((n) => `row${n} & cedar`)],
  [/^xml$/, 'other', quoted((n) => `<row n="${n}"/>`)],
  [/^point$/, 'other', quoted((n) => pairOf(n))],
  [/^(?:lseg|path)$/, 'other', quoted((n) => `[${pairOf(n)},${pairOf(n + 5)}]`)],
  [/^box$/, 'other', quoted((n) => `${pairOf(n * 3 + 1)},${pairOf(n * 3)}`)],
  [/^polygon$/, 'other', quoted((n) => `(${pairOf(n)},${pairOf(n + 2)},(0,9))`)],
  [/^line$/, 'other', quoted((n) => `{1,${n + 1},2}`)],
  [/^circle$/, 'other', quoted((n) => `<${pairOf(n * 9)},2>`)],
  [/^(?:int4|int8|num|date|ts|tstz)range$/, 'other', quoted((n, { at }, _, name) => ranges(n, at, name))],
  [/^(?:int4|int8|num|date|ts|tstz)multirange$/, 'other', quoted((n, { at }, _, name) => `{${ranges(n, at, name)}}`)],
  [/^pg_lsn$/, 'other', quoted((n) => `0/${n + 1}`)],
  [/^jsonpath$/, 'other', quoted((n) => `$.row${n}`)],
  [
    /^reg(?:class|type)$/,
    'other',
    quoted((n) => ['pg_catalog.pg_class', 'pg_catalog.pg_type', 'pg_catalog.pg_index'][n % 3] ?? ''),
  ],
  [/^hstore$/, 'other', quoted((n) => `row=>"${n}"`)],
  [/^l?tree$|^ltree$/, 'other', quoted((n) => `top.row${n}`)],
  [
    /^(?:half)?vec(?:tor)?$/,
    'other',
    quoted((n, _, [size = 3]) => `[${Array.from({ length: size }, (__, at) => n + at).join(',')}]`),
  ],
  [/^(?:geometry|geography)$/, 'other', quoted((n) => `POINT(${n} ${n + 1})`)],
];
