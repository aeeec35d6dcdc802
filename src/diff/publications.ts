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
    const [head = '', ...lines] = publication.definition.split('\n');
    const name = /^CREATE PUBLICATION ("(?:[^"]|"")*"|\S+) /.exec(head)?.[1] ?? publication.name.name;
    return lines.flatMap((line): readonly Made[] => {
      const [, table = '', rest = ''] =
        /^TABLE ((?:"(?:[^"]|"")*"|[^\s."]+)(?:\.(?:"(?:[^"]|"")*"|[^\s."]+))?)(.*)$/s.exec(line) ?? [];
      const named = [...identifiersIn(rest)].map((column) => `${table.replaceAll('"', '')}\0${column}`);
      const because = named.flatMap((key) => disturbed.get(key) ?? [])[0];
      if (because === undefined) return [];
      const lost = named.find((key) => gone.has(key));
      const out = `ALTER PUBLICATION ${name} DROP TABLE ${table}`;
      const back = `ALTER PUBLICATION ${name} ADD TABLE ${table}${rest.replace(/ WHERE (.*)$/s, ' WHERE ($1)')}`;
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
