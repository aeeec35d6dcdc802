import type { QualifiedName } from '../../model/names.ts';
import type { Grants, SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import type { CatalogState, Touched } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import type { Counters } from '../rows.ts';
import { answerOf, remembered, type SessionFacts } from './kept-plan.ts';
import { reflect, reflectPart } from './reflect.ts';
import { OF_RELATIONS } from './reflect-objects.ts';
import { COMMENTS, GLOBAL_COUNTS, THERE, TOUCHED } from './touched-sql.ts';

type Relation = readonly [
  oid: number,
  schema: string,
  name: string,
  kind: string,
  fresh: boolean,
  last?: string | null,
];

interface Found {
  readonly near: readonly Relation[];
  readonly held: readonly Relation[];
  readonly gone: boolean;
  readonly counts: string;
  readonly comments: number;
  readonly made: boolean;
  readonly plain: boolean;
  readonly facts: SessionFacts;
}

/** The whole schema, with what `reflectChanges` needs to go on from it. */
export async function reflectWhole(db: Connection, options: ReflectOptions): Promise<CatalogState> {
  const schema = await reflect(db, options);
  const [row] = await db.query(
    `SELECT current_schema()::text AS own, ${GLOBAL_COUNTS} AS counts, ${COMMENTS}::int AS comments`,
  );
  return {
    schema,
    mark: markOf({
      own: (row?.own ?? null) as string | null,
      counts: String(row?.counts),
      comments: Number(row?.comments),
    }),
  };
}

/**
 * The schema as it is within the open transaction, at whose beginning it was `before`: only what the transaction has touched is read. Rights that were
 * given need a whole reflection (GRANT keeps no lock).
 */
export async function reflectChanges(db: Connection, before: CatalogState, options: ReflectOptions): Promise<Touched> {
  const found = JSON.parse(String(await answerOf(db, TOUCHED))) as Found;
  const { near, held, plain } = found;
  const facts = remembered(db, found.facts);
  const { own } = facts;
  const named = ([, schema, name]: Relation): QualifiedName => ({ schema: schema === facts.own ? null : schema, name });
  const tables = [...held, ...near].filter(([, , , kind]) => kind === 'r' || kind === 'p' || kind === 'm');
  const mark = markOf({ ...found, own });
  const names = found.gone ? await relationsOf(db) : null;
  const there = new Set(names?.map((name) => name.join('.')));
  const still = names === null ? null : (name: string) => there.has(name);
  const rest = { mark, rows: tables.map(named), counters: countersOf(held), still };
  const whole = async () => ({ schema: await reflect(db, options), ...rest });
  const globals = isGlobal(before, found);
  if (isBeyond(JSON.parse(before.mark) as Mark, { ...found, own })) return whole();
  if (ofStatistics(before.schema, globals ? null : near.map(named))) return whole();
  if (near.length === 0 && !found.gone && !globals) return { schema: before.schema, ...rest };
  const part = await reflectPart(db, options, facts, { oids: near.map(([oid]) => oid), globals, plain });
  if (globals && lost(before.schema, part)) return whole();
  const renamed = names === null && near.some((own) => isRenamed(own, before.schema, named));
  const left = (renamed ? await relationsOf(db) : names)?.map(([schema, name]) =>
    keyOf(named([0, schema, name, '', false])),
  );
  const schema = patched(before.schema, part, {
    near: new Set(near.map(named).map(keyOf)),
    there: left === undefined ? null : new Set(left),
    globals,
  });
  return { schema, ...rest };
}

interface Mark {
  readonly own: string | null;
  readonly counts: string;
  readonly comments: number;
}

// What the transaction has made is no property of the state.
const markOf = ({ own, counts, comments }: Mark) =>
  JSON.stringify({ own, counts: counts.replace(/\/\d+/g, ''), comments });

// A comment that was taken away leaves no trace; names are relative to the schema of before.
function isBeyond(before: Mark, now: Mark): boolean {
  return now.own !== before.own || now.comments < before.comments;
}

// Statistics stand between what belongs to a relation and what does not. Null: all of them may have changed.
function ofStatistics({ objects }: SchemaSnapshot, tables: readonly QualifiedName[] | null): boolean {
  const touched = tables === null ? null : new Set(tables.map(keyOf));
  return objects.some(
    ({ type, table }) => type === 'statistics' && (touched === null || table === null || touched.has(keyOf(table))),
  );
}

function isGlobal({ mark, schema }: CatalogState, { made, counts, gone }: Found): boolean {
  if (made || /\/[1-9]/.test(counts)) return true;
  if (counts.replace(/\/\d+/g, '') !== (JSON.parse(mark) as Mark).counts) return true;
  return gone && schema.objects.some(({ type }) => type === 'type');
}

// It was there before, by another name.
function isRenamed(
  own: Relation,
  { tables, objects }: SchemaSnapshot,
  named: (own: Relation) => QualifiedName,
): boolean {
  if (own[4] === true) return false;
  const key = keyOf(named(own));
  return !tables.some(({ name }) => keyOf(name) === key) && !objects.some(({ name }) => keyOf(name) === key);
}

const keyOf = ({ schema, name }: QualifiedName) => `${schema ?? ''}\0${name}`;

type Name = readonly [schema: string, name: string];

async function relationsOf(db: Connection): Promise<readonly Name[]> {
  return JSON.parse(String(await answerOf(db, THERE))) as readonly Name[];
}

function countersOf(held: readonly Relation[]): Counters {
  const sequences = held.filter(([, , , kind]) => kind === 'S');
  return new Map(sequences.map(([, schema, name, , , last]) => [`${schema}.${name}`, BigInt(last ?? 0)]));
}

// Whether a type, label, function … that was there is not any more: a name in the text of a table that was not touched may have changed with it.
function lost(before: SchemaSnapshot, part: SchemaSnapshot): boolean {
  const enums = new Map(part.enums.map(({ name, labels }) => [keyOf(name), new Set(labels)]));
  const key = ({ type, name, signature }: SchemaObject) => `${type}\0${keyOf(name)}\0${signature}`;
  const objects = new Set(part.objects.map(key));
  return (
    before.enums.some(({ name, labels }) => labels.some((label) => enums.get(keyOf(name))?.has(label) !== true)) ||
    before.objects.some((object) => !OF_RELATIONS.has(object.type) && !objects.has(key(object)))
  );
}

interface Extent {
  readonly near: ReadonlySet<string>;
  /** All relations; null: none has gone. */
  readonly there: ReadonlySet<string> | null;
  readonly globals: boolean;
}

function patched(before: SchemaSnapshot, part: SchemaSnapshot, { near, there, globals }: Extent): SchemaSnapshot {
  const stays = (name: QualifiedName) => !near.has(keyOf(name)) && (there === null || there.has(keyOf(name)));
  const objectStays = ({ type, name, table }: SchemaObject) => {
    if (!OF_RELATIONS.has(type)) return !globals;
    return stays(table === null || type === 'sequence' ? name : table);
  };
  const grantStays = ({ on, name }: Grants) =>
    on === 'table' || on === 'column' || on === 'sequence' ? stays(name) : !globals;
  return {
    tables: merged(
      before.tables.filter(({ name }) => stays(name)),
      part.tables,
      tableOrder,
    ),
    enums: globals ? part.enums : before.enums,
    objects: merged(before.objects.filter(objectStays), part.objects, objectOrder),
    grants: merged((before.grants ?? []).filter(grantStays), part.grants ?? [], grantOrder),
  };
}

// As the whole reflection sorts them.
const tableOrder = ({ name }: Table) => `${name.schema === null ? '' : `\u0001${name.schema}`}\0${name.name}`;
const objectOrder = ({ type, name, table, signature }: SchemaObject) =>
  [type, name.schema, name.name, table?.schema, table?.name, signature].join('\0');
const grantOrder = ({ on, name, column, signature }: Grants) =>
  JSON.stringify([on, name.schema, name.name, column, signature]);

// `kept` is in order: a place is found for each of the few that are fresh.
function merged<T>(kept: readonly T[], fresh: readonly T[], key: (element: T) => string): readonly T[] {
  const list = [...kept];
  for (const element of fresh) {
    const own = key(element);
    let [from, to] = [0, list.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (key(list[middle] as T) < own) from = middle + 1;
      else to = middle;
    }
    list.splice(from, 0, element);
  }
  return list;
}
