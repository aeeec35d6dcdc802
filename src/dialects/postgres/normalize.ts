import type { Column, Constraint, Index, IndexPart, SchemaSnapshot, Table } from '../../model/schema.ts';

/**
 * The schema as PostgreSQL would print it, as far as that can be known without asking it: names of types, constants as defaults, what an index
 * has by default. Expressions stay as they are written. For comparing what `op` was given with what is there.
 */
export function normalized(schema: SchemaSnapshot): SchemaSnapshot {
  return { ...schema, tables: schema.tables.map(table) };
}

function table(own: Table): Table {
  const key = own.constraints.find(({ kind }) => kind === 'primary key');
  const inKey = (name: string) => key?.kind === 'primary key' && key.columns.includes(name);
  const columns = own.columns.map(column).map((each) => (inKey(each.name) ? { ...each, nullable: false } : each));
  const collations = new Map(own.columns.map(({ name, collation }) => [name, collation]));
  return {
    ...own,
    columns,
    constraints: own.constraints.map(constraint),
    indexes: own.indexes.map((each) => index(each, collations)),
  };
}

function column(own: Column): Column {
  const type = canonicalType(own.type);
  const { generated } = own;
  return {
    ...own,
    type,
    default: own.default === null ? null : canonicalDefault(own.default, type),
    generated: generated === null ? null : { ...generated, expression: unwrapped(generated.expression) },
  };
}

function constraint(own: Constraint): Constraint {
  return own.kind === 'check' ? { ...own, expression: unwrapped(own.expression) } : own;
}

function index({ valid, ...own }: Index, collations: ReadonlyMap<string, string | null>): Index {
  return {
    ...own,
    method: own.method === 'btree' ? null : own.method,
    parts: own.parts.map((each) => part(each, collations)),
    where: own.where === null ? null : unwrapped(own.where),
    ...(valid === false && { valid }),
  };
}

function part(own: IndexPart, collations: ReadonlyMap<string, string | null>): IndexPart {
  const inherited = own.column !== null && collations.get(own.column) === own.collation;
  const byDefault = own.order === 'DESC' ? 'FIRST' : 'LAST';
  return {
    ...own,
    expression: own.expression === null ? null : unwrapped(own.expression),
    collation: inherited ? null : own.collation,
    order: own.order === 'DESC' ? 'DESC' : null,
    nulls: own.nulls === byDefault ? null : own.nulls,
  };
}

// Manual, table 8.1, and what its parser knows besides.
const ALIASES: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  serial: 'integer',
  serial4: 'integer',
  int8: 'bigint',
  bigserial: 'bigint',
  serial8: 'bigint',
  int2: 'smallint',
  smallserial: 'smallint',
  serial2: 'smallint',
  varchar: 'character varying',
  'char varying': 'character varying',
  char: 'character',
  decimal: 'numeric',
  dec: 'numeric',
  bool: 'boolean',
  float8: 'double precision',
  float: 'double precision',
  double: 'double precision',
  float4: 'real',
  varbit: 'bit varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
};

/** A type's name as `format_type` prints it: `VARCHAR(20)` is `character varying(20)`, `TIMESTAMPTZ` is `timestamp with time zone`. */
export function canonicalType(text: string): string {
  const [, scalar = text, array = ''] =
    /^(.*?)((?:\s*\[\s*\d*\s*\]|\s+array(?:\s*\[\s*\d*\s*\])?)*)\s*$/is.exec(text.trim()) ?? [];
  const dimensions = array === '' ? '' : '[]'; // how many there are is not kept
  const words = outsideQuotes(scalar, (part) => part.toLowerCase().replace(/\s+/g, ' '));
  const [, base = words, modifier = '', rest = ''] =
    /^([^("]+?)\s*(\([^)]*\))?((?: with| without) .*)?$/.exec(words) ?? [];
  if (words.includes('"')) return unquoted(words) + dimensions;
  return withModifier(ALIASES[base] ?? base, modifier.replace(/\s/g, ''), rest.trim()) + dimensions;
}

function withModifier(base: string, modifier: string, rest: string): string {
  const zone = /^(time(?:stamp)?)( with(?:out)? time zone)$/.exec(rest === '' ? base : `${base.split(' ')[0]} ${rest}`);
  if (zone !== null) return `${zone[1]}${modifier}${zone[2]}`;
  if (base === 'character' || base === 'bit') return `${base}${modifier === '' ? '(1)' : modifier}`;
  if (base === 'numeric') return base + modifier.replace(/^\((\d+)\)$/, '($1,0)');
  if (base === 'double precision' && modifier !== '') return Number(modifier.slice(1, -1)) < 25 ? 'real' : base;
  return base + modifier;
}

function outsideQuotes(text: string, change: (part: string) => string): string {
  return text.replace(/"(?:[^"]|"")*"|[^"]+/g, (part) => (part.startsWith('"') ? part : change(part)));
}

// quote_ident leaves the quotes out where they say nothing; keywords keep them, and are no names of types that anyone gives.
function unquoted(text: string): string {
  return text.replace(/"([a-z_][a-z0-9_]*)"/g, '$1');
}

// A constant is kept with the cast to its column's type, and a negative number as text (manual, ruleutils' get_const_expr).
function canonicalDefault(text: string, type: string): string {
  const bare = type.replace(/\(.*?\)/, '').replace(/^character$/, 'bpchar');
  const constant = /^'(?:[^']|'')*'$/.exec(text.trim());
  if (constant !== null) return `${constant[0]}::${bare}`;
  const negative = /^-\s*\d+$/.exec(text.trim());
  if (negative !== null) return `'${negative[0].replace(/\s/g, '')}'::integer`;
  return /^(?:true|false|current_\w+)$/i.test(text) ? canonicalWord(text) : text;
}

function canonicalWord(text: string): string {
  return text.toLowerCase().startsWith('current') ? text.toUpperCase() : text.toLowerCase();
}

/** An expression without the parentheses around the whole of it. */
export function unwrapped(expression: string): string {
  const text = expression.trim();
  return text.startsWith('(') && closesAtEnd(text) ? unwrapped(text.slice(1, -1)) : text;
}

// Strings and quoted names may hold parentheses.
function closesAtEnd(text: string): boolean {
  let depth = 0;
  for (const { 0: token, index: at } of text.matchAll(/E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/gs)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0) return at + token.length === text.length;
  }
  return false;
}
