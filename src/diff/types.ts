import { arrayCast } from '../changes/array-cast.ts';

const base = (type: string) => type.toLowerCase().replace(/\s*\(.*?\)/, '');

/** Whether two types differ in more than their length or precision. */
export function hasOtherBase(one: string, other: string): boolean {
  return base(one) !== base(other);
}

// Types between which PostgreSQL has casts (manual, pg_cast); to and from text there always is one.
const FAMILIES: readonly RegExp[] = [
  /^(?:smallint|integer|bigint|int[248]?|numeric|decimal|real|double precision|float[48]?)$/,
  /^(?:integer|boolean)$/,
  /^(?:date|timestamp(?:tz)?(?: with(?:out)? time zone)?)$/,
  /^(?:time(?: without time zone)?|interval)$/,
  /^jsonb?$/,
  /^(?:inet|cidr)$/,
  /^bit(?: varying)?$/,
];
const TEXT = /^(?:text|character varying|varchar|character|char|name)$/;

/**
 * The USING that makes values of one type of another's where there is no cast between them: by their text, as an enum's labels are. Null: a cast does (and
 * PostgreSQL's writer says it). A value that the new type does not know makes the change fail. `enums`: the names of enum types.
 */
export function castTo(column: string, from: string, to: string, enums: ReadonlySet<string>): string | null {
  const arrays = TEXT.test(base(to)) || /^jsonb?$/.test(base(to)) ? null : arrayCast(column, from, to);
  if (arrays !== null) return arrays;
  const isEnum = (type: string) => enums.has(type.replace(/\[\]$/, '').replaceAll('"', ''));
  const [one, other] = [base(from), base(to)];
  const cast =
    one === other ||
    (!isEnum(from) && !isEnum(to) && (TEXT.test(one) || TEXT.test(other))) ||
    FAMILIES.some((family) => family.test(one) && family.test(other));
  if (cast) return null;
  const own = `"${column.replaceAll('"', '""')}"`;
  if (/^jsonb?$/.test(other)) return `to_${other}(${own})`; // the text of an array is no JSON
  const array = from.endsWith('[]') && to.endsWith('[]');
  return `${own}::text${array ? '[]' : ''}::${to}`;
}
