import { display, type QualifiedName } from '../model/names.ts';
import type { Grants, IndexPart, KeyPart, NotNull, Partitioning } from '../model/schema.ts';

type Phrase = (value: never) => string;

const list = (names: readonly string[]) => `(${names.join(', ')})`;
const given = (what: string) => (value: string | null | undefined) =>
  value == null ? `has no ${what}` : `has the ${what} ${value}`;
const flag = (yes: string, no: string) => (value: boolean | undefined) => (value === true ? yes : no);

/** What each property of a thing is in a sentence, behind its subject; undefined: nothing is said. */
const PHRASES: Readonly<Record<string, Phrase>> = {
  // columns
  type: (value: string) => `is ${value === '' ? 'without a type' : value}`,
  nullable: flag('may be NULL', 'is NOT NULL'),
  default: given('default'),
  identity: (value: string | null) => (value === null ? 'does not count by itself' : `counts by itself (${value})`),
  generated: (value: { expression: string; stored: boolean } | null) =>
    value === null
      ? 'is a plain column'
      : `is generated (${value.stored ? 'stored' : 'virtual'}) as ${value.expression}`,
  collation: given('collation'),
  comment: (value: string | null | undefined) => (value == null ? 'has no comment' : `has the comment "${value}"`),
  sequence: given('sequence options'),
  more: (value: string | undefined) => (value === undefined ? 'says nothing more' : `says ${value}`),
  inherited: flag("is the parent's, too", 'is its own'),
  notNull: (value: NotNull | undefined) =>
    value === undefined ? 'says nothing more of NOT NULL' : `has NOT NULL ${notNull(value)}`,
  notNullName: given('name of its NOT NULL'),
  onConflict: (value: string | undefined) => `has ON CONFLICT ${value ?? 'ABORT'}`,
  // constraints
  kind: (value: string) => `is a ${value}`,
  name: (value: string | null) => (value === null ? 'has no name' : `is named ${value}`),
  columns: (value: readonly string[]) => `is on ${list(value)}`,
  include: (value: readonly string[] | undefined) =>
    value?.length ? `includes ${list(value)}` : 'includes no columns',
  nullsNotDistinct: flag('has NULLS NOT DISTINCT', 'has NULLS DISTINCT'),
  deferrable: (value: string | null) => (value === null ? 'is not deferrable' : `is deferrable, initially ${value}`),
  parts: (value: readonly (KeyPart | IndexPart)[] | undefined) =>
    value === undefined ? 'sorts as its columns do' : `is on ${list(value.map(part))}`,
  rowid: flag('is the rowid', 'is not the rowid'),
  references: (value: { table: QualifiedName; columns: readonly string[] }) =>
    `points at ${display(value.table)} ${list(value.columns)}`,
  onDelete: (value: string | null) => `has ON DELETE ${value ?? 'NO ACTION'}`,
  onUpdate: (value: string | null) => `has ON UPDATE ${value ?? 'NO ACTION'}`,
  match: (value: string | null) => `has MATCH ${value ?? 'SIMPLE'}`,
  validated: flag('is valid', 'is NOT VALID'),
  expression: (value: string) => `is ${value}`,
  noInherit: flag('has NO INHERIT', 'counts for tables that inherit'),
  // indexes
  unique: flag('is unique', 'is not unique'),
  method: (value: string | null) => `uses ${value ?? 'btree'}`,
  where: given('condition'),
  valid: (value: boolean | undefined) =>
    value === false ? 'is INVALID: CREATE INDEX CONCURRENTLY has failed half-way' : 'is valid',
  partOf: (value: QualifiedName | undefined) =>
    value === undefined ? 'is a whole index' : `is a part of ${display(value)}`,
  dependsOn: (value: readonly string[] | undefined) =>
    value === undefined ? 'depends on no extension' : `depends on the extension ${value.join(', ')}`,
  // tables and types
  options: (value: readonly string[]) => (value.length === 0 ? 'has no options' : `is ${value.join(', ')}`),
  partitioning: (value: Partitioning | undefined) =>
    value === undefined ? 'belongs to no other table' : partitioned(value),
  rowSecurity: (value: { enabled: boolean; forced: boolean } | undefined) =>
    value === undefined
      ? 'has no row-level security'
      : `has row-level security ${value.enabled ? 'on' : 'off'}${value.forced ? ', forced' : ''}`,
  labels: (value: readonly string[]) => `has the values ${value.join(', ')}`,
  table: (value: QualifiedName | null) => (value === null ? 'belongs to no table' : `belongs to ${display(value)}`),
  signature: given('signature'),
  to: (value: Grants['to'] | undefined) => (value === undefined ? 'are the default ones' : holders(value)),
  order: (value: readonly string[]) => `has its columns in the order ${value.join(', ')}`,
};

/** What a property is, in words that stand behind a subject; any property that is not known is shown as it is. */
export function phrase(property: string, value: unknown): string {
  const known = PHRASES[property] as ((value: unknown) => string) | undefined;
  return known === undefined ? `has ${property} ${JSON.stringify(value) ?? 'unset'}` : known(value);
}

function notNull({ name, comment, noInherit, validated }: NotNull): string {
  return [
    ...(name === undefined ? [] : [`named ${name}`]),
    ...(noInherit === true ? ['NO INHERIT'] : []),
    ...(validated === false ? ['NOT VALID'] : []),
    ...(comment === undefined ? [] : [`with the comment "${comment}"`]),
  ].join(' ');
}

function part(own: KeyPart | IndexPart): string {
  const name = 'column' in own ? (own.column ?? own.expression ?? '') : '';
  const rest = [
    own.collation === null ? '' : `COLLATE ${own.collation}`,
    'opclass' in own ? (own.opclass ?? '') : '',
    own.order ?? '',
    'nulls' in own && own.nulls !== null ? `NULLS ${own.nulls}` : '',
  ];
  const words = [name, ...rest].filter((word) => word !== '');
  return words.length === 0 ? '-' : words.join(' ');
}

function partitioned({ by, bound, parents }: Partitioning): string {
  const words = [
    ...(by === null ? [] : [`is partitioned by ${by}`]),
    ...(parents.length === 0
      ? []
      : [`belongs to ${parents.map(display).join(', ')}${bound === null ? '' : ` ${bound}`}`]),
  ];
  return words.join(' and ') || 'belongs to no other table';
}

function holders(to: Grants['to']): string {
  if (to.length === 0) return 'are nobody’s';
  const one = ({ role, privileges, grantOption }: Grants['to'][number]) =>
    `${privileges.map((right) => (grantOption.includes(right) ? `${right} (to hand on)` : right)).join(', ')} for ${role ?? 'the owner'}`;
  return `are ${to.map(one).join('; ')}`;
}

const LONG = 160;
const AROUND = 30;

/** Two texts, as far as a person must see them: short ones whole, of long ones where they begin to differ. */
export function excerpts(one: string, other: string): readonly [string, string] {
  const [left, right] = [one, other].map((text) => text.replace(/\s+/g, ' ').trim()) as [string, string];
  if (left === right) return [one, other];
  if (left.length <= LONG && right.length <= LONG) return [left, right];
  let start = 0;
  while (left[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const cut = (text: string) => {
    const [from, to] = [
      Math.max(0, start - AROUND),
      Math.min(text.length, Math.min(text.length - end, start + LONG) + AROUND),
    ];
    return `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`;
  };
  return [cut(left), cut(right)];
}
