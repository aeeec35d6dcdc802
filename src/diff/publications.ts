import { display } from '../model/names.ts';
import type { SchemaSnapshot } from '../model/schema.ts';
import { type Made, made } from './made.ts';
import { identifiersIn } from './mentions.ts';
import { objectThing, type Thing } from './things.ts';

/**
 * What takes a table out of a publication for a while, because its filter or its list of columns there names a column that gets another type: PostgreSQL
 * refuses that. Where the column goes, the table stays out: without its filter it would publish more than before.
 */
export function aroundPublications(list: readonly Made[], current: SchemaSnapshot): readonly Made[] {
  const publications = current.objects.filter(({ type }) => type === 'publication');
  if (publications.length === 0) return [];
  const { disturbed, gone } = columnsOf(list);
  return publications.flatMap((publication) => {
    const { name, tables } = partsOf(publication.definition);
    return tables.flatMap(({ table, rest }): readonly Made[] => {
      const named = [...identifiersIn(rest)].map((column) => `${table.replaceAll('"', '')}\0${column}`);
      const because = named.flatMap((key) => disturbed.get(key) ?? [])[0];
      if (because === undefined) return [];
      const lost = named.find((key) => gone.has(key));
      const out = `ALTER PUBLICATION ${name} DROP TABLE ${table}`;
      const back = `ALTER PUBLICATION ${name} ADD TABLE ${table}${rest}`;
      const about = objectThing(publication);
      const word =
        lost === undefined ? '' : `/* names ${lost.replace('\0', '.')}, which goes: add the table again without */ `;
      return [
        { ...made(about, { kind: 'execute', up: word + out, down: back }, 'drop late objects'), because },
        ...(lost === undefined
          ? [{ ...made(about, { kind: 'execute', up: back, down: out }, 'create late objects'), because }]
          : []),
      ];
    });
  });
}

interface PublishedTable {
  readonly table: string;
  /** Its columns and its filter: ` (a, b) WHERE (a > 3)`. */
  readonly rest: string;
}

const NAME = String.raw`(?:"(?:[^"]|"")*"|[^\s."]+)`;

// `CREATE PUBLICATION p FOR TABLE a (x) WHERE (x > 3), s.b, TABLES IN SCHEMA c WITH (…)`, as the reflection writes it.
function partsOf(definition: string): { readonly name: string; readonly tables: readonly PublishedTable[] } {
  const [, name = '', list = ''] =
    new RegExp(`^CREATE PUBLICATION (${NAME}) FOR TABLE (.*) WITH \\(`, 's').exec(definition) ?? [];
  const tables = atTop(list).flatMap((item) => {
    const [, table = '', rest = ''] = new RegExp(`^(${NAME}(?:\\.${NAME})?)(.*)$`, 's').exec(item) ?? [];
    return item.startsWith('TABLES IN SCHEMA ') ? [] : [{ table, rest }];
  });
  return { name, tables };
}

// The items between commas that stand in no parentheses and no quotes.
function atTop(list: string): readonly string[] {
  const items = [''];
  let depth = 0;
  for (const piece of list.match(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[\s\S]/g) ?? []) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece === ',' && depth === 0) items.push('');
    else items.push((items.pop() ?? '') + piece);
  }
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

interface Columns {
  readonly disturbed: ReadonlyMap<string, Thing>;
  readonly gone: ReadonlySet<string>;
}

function columnsOf(list: readonly Made[]): Columns {
  const disturbed = new Map<string, Thing>();
  const gone = new Set<string>();
  for (const { change, about } of list) {
    const isRetyped = change.kind === 'alter column' && change.to.type !== undefined;
    if (!isRetyped && change.kind !== 'drop column') continue;
    const key = `${display(change.table)}\0${change.name}`;
    disturbed.set(key, about);
    if (change.kind === 'drop column') gone.add(key);
  }
  return { disturbed, gone };
}
