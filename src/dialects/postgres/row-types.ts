import type { QualifiedName } from '../../model/names.ts';
import type { SchemaSnapshot } from '../../model/schema.ts';

/** A type that a schema makes itself. */
export type OwnType =
  | { readonly kind: 'enum'; readonly labels: readonly string[] }
  | { readonly kind: 'domain'; readonly base: string; readonly rules: readonly string[]; readonly nullable: boolean }
  | { readonly kind: 'composite'; readonly parts: readonly string[] }
  | { readonly kind: 'range'; readonly of: string };

const DOMAIN = /^CREATE DOMAIN (?:"(?:[^"]|"")*"|[^ "])+ AS (.*)$/s;
const COMPOSITE = /^CREATE TYPE (?:"(?:[^"]|"")*"|[^ "])+ AS \((.*?)\)(?:;|$)/s;
const RANGE =
  /^CREATE TYPE (?:"(?:[^"]|"")*"|[^ "])+ AS RANGE \(.*?\bSUBTYPE = ((?:"(?:[^"]|"")*"|\([^)]*\)|[^,)("])+)/is;
const BASE = /^(.*?)(?= COLLATE | DEFAULT | NOT NULL| CONSTRAINT |;|$)/s;

/** The types of a schema, by the names that columns call them. */
export function ownTypes({ enums, objects }: SchemaSnapshot): ReadonlyMap<string, OwnType> {
  const types = new Map<string, OwnType>();
  for (const { name, labels } of enums) types.set(typeName(name), { kind: 'enum', labels });
  for (const { type, name, definition } of objects) {
    const own = type === 'domain' ? domainOf(definition) : type === 'type' ? typeOf(definition) : null;
    if (own !== null) types.set(typeName(name), own);
  }
  return types;
}

function domainOf(definition: string): OwnType | null {
  const [, rest] = DOMAIN.exec(definition) ?? [];
  if (rest === undefined) return null;
  const [, base = ''] = BASE.exec(rest) ?? [];
  const [before = ''] = rest.slice(base.length).split(/ CONSTRAINT |;\n/);
  return { kind: 'domain', base, rules: checksIn(rest), nullable: !/ NOT NULL\s*$/.test(before) };
}

function typeOf(definition: string): OwnType | null {
  const [, of] = RANGE.exec(definition) ?? [];
  if (of !== undefined) return { kind: 'range', of: of.trim() };
  const [, inner] = COMPOSITE.exec(definition) ?? [];
  if (inner === undefined) return null;
  const parts = inner.match(/(?:"(?:[^"]|"")*"|\([^)]*\)|[^,("])+/g) ?? [];
  const types = parts.map((part) =>
    part
      .trim()
      .replace(/^(?:"(?:[^"]|"")*"|\S+)\s+/, '')
      .replace(/ COLLATE .*$/, ''),
  );
  return { kind: 'composite', parts: types };
}

// The text behind each CHECK, up to the parenthesis that ends it; strings and names may hold some.
function checksIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const { index } of text.matchAll(/\bCHECK \(/g)) {
    const from = index + 'CHECK '.length;
    const end = closing(text, from);
    if (end > 0) found.push(text.slice(from, end));
  }
  return found;
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (const { 0: token, index } of text.slice(from).matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/g)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (depth === 0) return from + index + 1;
  }
  return -1;
}

const shown = (name: string) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
const typeName = ({ schema, name }: QualifiedName) =>
  schema === null ? shown(name) : `${shown(schema)}.${shown(name)}`;
