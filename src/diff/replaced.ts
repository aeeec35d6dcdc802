import type { ReplacementChange } from '../changes/replacements.ts';
import { alteredPrivileges, isNoteAlone } from '../changes/undone.ts';
import type { SchemaObject } from '../model/schema.ts';
import { alteredComposite } from './composites.ts';

/** The change that puts one object in the other's place without dropping it; null where its database cannot. */
export function replacement(from: SchemaObject, to: SchemaObject): ReplacementChange | null {
  const [up, down] = [statements(from, to), statements(to, from)];
  return up === null || down === null ? null : { kind: 'replace object', from, to, up, down };
}

const BOUND = /;\n(?=ALTER (?:FUNCTION|PROCEDURE|TRIGGER|MATERIALIZED VIEW|INDEX) .* DEPENDS ON EXTENSION )/;

/** Whether nothing but extensions that an object depends on are taken away: it is done before they go, or they would take it along. */
export function isRelease({ up }: Pick<ReplacementChange, 'up'>): boolean {
  return up.length > 0 && up.every((sql) => / NO DEPENDS ON EXTENSION /.test(sql));
}

function statements(from: SchemaObject, to: SchemaObject): readonly string[] | null {
  const [[before, ...was], [after, ...is]] = [from, to].map(({ definition }) => definition.split(BOUND)) as [
    string[],
    string[],
  ];
  const gone = was.filter((own) => !is.includes(own)).map((own) => own.replace(' DEPENDS ON ', ' NO DEPENDS ON '));
  if (before === after) return [...gone, ...is.filter((own) => !was.includes(own))];
  const made = ownStatements(from, to);
  return made === null ? null : [...gone, ...made];
}

function ownStatements(from: SchemaObject, to: SchemaObject): readonly string[] | null {
  if (from.type === 'domain') return withNotes(from.definition, to.definition, alteredDomain);
  if (from.type === 'type') return withNotes(from.definition, to.definition, alteredComposite);
  if (from.type === 'extension') return updatedExtension(from.definition, to.definition);
  if (from.type === 'publication') return alteredPublication(from.definition, to.definition);
  if (from.type === 'operator family') return alteredFamily(from.definition, to.definition);
  if (from.type === 'default privileges') return alteredPrivileges(from.definition, to.definition);
  if (isNoteAlone(from)) return [to.definition];
  return hasSameHead(from, to) ? [to.definition] : null;
}

// A routine with the same arguments and the same result (manual, CREATE FUNCTION).
function hasSameHead(from: SchemaObject, to: SchemaObject): boolean {
  const heads = [from, to].map(({ definition }) => /^CREATE OR REPLACE .*?\n LANGUAGE/s.exec(definition)?.[0]);
  return heads[0] !== undefined && heads[0] === heads[1];
}

// What an extension holds must not go with it.
function updatedExtension(from: string, to: string): readonly string[] | null {
  const parts = [from, to].map((text) => /^CREATE EXTENSION (.*) SCHEMA (.*) VERSION ('[^']*')$/.exec(text));
  const [one, other] = parts;
  if (one == null || other == null) return null;
  return [
    ...(one[3] === other[3] ? [] : [`ALTER EXTENSION ${other[1]} UPDATE TO ${other[3]}`]),
    ...(one[2] === other[2] ? [] : [`ALTER EXTENSION ${other[1]} SET SCHEMA ${other[2]}`]),
  ];
}

// What a subscriber follows must not be away for a moment; whether it is of all tables cannot change (manual, ALTER PUBLICATION).
function alteredPublication(from: string, to: string): readonly string[] | null {
  const [one, other] = [from, to].map(
    (text) =>
      /^CREATE PUBLICATION (?<name>"(?:[^"]|"")*"|\S+)(?: FOR (?<members>.*))? WITH \((?<options>[^()]*)\)$/s.exec(text)
        ?.groups,
  );
  if (one === undefined || other === undefined) return null;
  const head = `ALTER PUBLICATION ${other.name}`;
  const members = one.members !== other.members;
  if (members && [one.members, other.members].some((own) => own === undefined || own.startsWith('ALL '))) return null;
  return [
    ...(members ? [`${head} SET ${other.members}`] : []),
    ...(one.options === other.options ? [] : [`${head} SET (${other.options})`]),
  ];
}

// Its classes stay in it (manual, ALTER OPERATOR FAMILY).
function alteredFamily(from: string, to: string): readonly string[] {
  const items = (text: string) =>
    (text.split(/;\nALTER OPERATOR FAMILY .*? ADD /)[1] ?? '').split(/, (?=OPERATOR |FUNCTION )/);
  const [before, after] = [items(from), items(to)].map((list) => list.filter((item) => item !== '')) as [
    string[],
    string[],
  ];
  const head = to.split(';\n')[0]?.replace(/^CREATE/, 'ALTER');
  const gone = before.filter((item) => !after.includes(item)).map(itemPlace);
  const fresh = after.filter((item) => !before.includes(item));
  return [
    ...(gone.length === 0 ? [] : [`${head} DROP ${gone.join(', ')}`]),
    ...(fresh.length === 0 ? [] : [`${head} ADD ${fresh.join(', ')}`]),
  ];
}

// `OPERATOR 1 <(integer,bigint) FOR ORDER BY f`, `FUNCTION 1 (integer, bigint) name(integer,bigint)`: its number and its types alone.
function itemPlace(item: string): string {
  const [, head, types] = /^((?:OPERATOR|FUNCTION) \d+)[^(]*(\([^)]*\))/.exec(item) ?? [];
  return `${head} ${types}`;
}

// What is noted on a type's parts stands behind the statement that makes it.
function withNotes(
  from: string,
  to: string,
  altered: (from: string, to: string) => readonly string[] | null,
): readonly string[] | null {
  const [[before = '', ...was], [after = '', ...is]] = [from, to].map((text) => text.split(/;\n(?=COMMENT ON )/)) as [
    string[],
    string[],
  ];
  const changed = before === after ? [] : altered(before, after);
  if (changed === null) return null;
  const place = (note: string) => note.replace(/ IS '(?:[^']|'')*'$/, '');
  const places = new Set(is.map(place));
  // the notes of a constraint that goes go with it
  const gone = was
    .filter((note) => !places.has(place(note)) && before === after)
    .map((note) => `${place(note)} IS NULL`);
  const redone = before === after ? is.filter((note) => !was.includes(note)) : is;
  return [...changed, ...gone, ...redone];
}

interface Domain {
  readonly name: string;
  readonly base: string;
  readonly default: string | null;
  readonly notNull: boolean;
  /** By name. */
  readonly checks: ReadonlyMap<string, string>;
}

function alteredDomain(from: string, to: string): readonly string[] | null {
  const [one, other] = [domainOf(from), domainOf(to)];
  if (one === null || other === null || one.base !== other.base) return null;
  const alter = (action: string) => `ALTER DOMAIN ${other.name} ${action}`;
  const gone = [...one.checks].filter(([name, text]) => other.checks.get(name) !== text);
  const fresh = [...other.checks].filter(([name, text]) => one.checks.get(name) !== text);
  return [
    ...(one.default === other.default
      ? []
      : [alter(other.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${other.default}`)]),
    ...(one.notNull === other.notNull ? [] : [alter(`${other.notNull ? 'SET' : 'DROP'} NOT NULL`)]),
    ...gone.map(([name]) => alter(`DROP CONSTRAINT ${name}`)),
    ...fresh.map(([name, text]) => alter(`ADD CONSTRAINT ${name} ${text}`)),
  ];
}

// The text as the reflection makes it: AS type, DEFAULT, NOT NULL, CONSTRAINT name CHECK …, each at most at one depth of parentheses.
function domainOf(definition: string): Domain | null {
  const [text = '', ...notes] = definition.split(/;\n(?=COMMENT ON)/);
  const head = /^CREATE DOMAIN (.*?) AS /.exec(text);
  if (head === null || notes.length > 0) return null;
  const [base = '', ...clauses] = clausesOf(text.slice(head[0].length));
  const said = (word: string) => clauses.find((clause) => clause.startsWith(`${word} `) || clause === word);
  const checks = clauses.flatMap((clause): (readonly [string, string])[] => {
    const [, name, check] = /^CONSTRAINT ("(?:[^"]|"")*"|\S+) (.*)$/s.exec(clause) ?? [];
    return name === undefined || check === undefined ? [] : [[name, check]];
  });
  return {
    name: head[1] ?? '',
    base,
    default: said('DEFAULT')?.slice('DEFAULT '.length) ?? null,
    notNull: said('NOT NULL') !== undefined,
    checks: new Map(checks),
  };
}

function clausesOf(text: string): readonly string[] {
  const starts = [0];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]| (?=DEFAULT |NOT NULL|CONSTRAINT )/g,
  )) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ' ' && depth === 0) starts.push(index + 1);
  }
  return starts.map((start, at) => text.slice(start, starts[at + 1]).trimEnd());
}
