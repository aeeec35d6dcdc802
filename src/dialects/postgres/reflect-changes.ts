import { display, type QualifiedName } from '../../model/names.ts';
import type { Grants, SchemaObject, SchemaSnapshot, Table } from '../../model/schema.ts';
import type { CatalogState, Touched } from '../changes.ts';
import type { Connection } from '../connection.ts';
import type { ReflectOptions } from '../dialect.ts';
import type { Counters } from '../rows.ts';
import { answerOf, remembered, type SessionFacts } from './kept-plan.ts';
import { reflect, reflectPart } from './reflect.ts';
import { OF_RELATIONS } from './reflect-objects.ts';
import { literal } from './state.ts';
import { COMMENTS, GLOBAL_COUNTS, relations, TOUCHED } from './touched-sql.ts';

type Relation = readonly [oid: number, schema: string, name: string, kind: string, last?: string | null];

interface Found {
  readonly near: readonly Relation[];
  readonly held: readonly Relation[];
  /** The numbers of those that were dropped. */
  readonly gone: readonly number[];
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
    `SELECT current_schema()::text AS own, ${GLOBAL_COUNTS} AS counts, ${COMMENTS}::int AS comments, ${relations()} AS relations`,
  );
  const own = (row?.own ?? null) as string | null;
  const mark = markOf({ own, counts: String(row?.counts), comments: Number(row?.comments) });
  return { schema, mark, relations: namesOf(row?.relations) };
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
  const relative = ({ schema, name }: QualifiedName) => ({ schema: schema === own ? null : schema, name });
  const named = (relation: Relation) => relative(nameOf(relation));
  const tables = [...held, ...near].filter(([, , , kind]) => kind === 'r' || kind === 'p' || kind === 'm');
  const left = leftNames(before, found);
  const leftAs = new Set(left.map((name) => display(name)));
  const rest = {
    mark: markOf({ ...found, own }),
    rows: tables.map(named),
    counters: countersOf(held),
    still: left.length === 0 ? null : (name: string) => !leftAs.has(name),
  };
  const whole = async () => ({ ...(await reflectWhole(db, options)), ...rest });
  const globals = isGlobal(before, found);
  if (isBeyond(JSON.parse(before.mark) as Mark, { ...found, own })) return whole();
  if (ofStatistics(before.schema, globals ? null : near.map(named))) return whole();
  if (near.length === 0 && left.length === 0 && !globals)
    return { schema: before.schema, relations: before.relations, ...rest };
  const part = await reflectPart(db, options, facts, { oids: near.map(([oid]) => oid), globals, plain });
  if (globals && lost(before.schema, part)) return whole();
  const replaced = new Set([...near.map(named), ...left.map(relative)].map(keyOf));
  const schema = patched(before.schema, part, { replaced, globals });
  return { schema, relations: relationsAfter(before, found), ...rest };
}

/** The same state with the numbers that the relations have which were made anew. */
export async function madeAgain(db: Connection, before: CatalogState, made: CatalogState): Promise<CatalogState> {
  const fresh = [...made.relations].filter(([oid]) => !before.relations.has(oid));
  if (fresh.length === 0) return made;
  const names = [...new Set(fresh.map(([, { name }]) => literal(name)))];
  const [row] = await db.query(`SELECT ${relations(names)} AS relations`);
  const wanted = new Set(fresh.map(([, name]) => keyOf(name)));
  const found = [...namesOf(row?.relations)].filter(([, name]) => wanted.has(keyOf(name)));
  const kept = [...made.relations].filter(([oid]) => before.relations.has(oid));
  return { ...made, relations: new Map([...kept, ...found]) };
}

const nameOf = ([, schema, name]: Relation): QualifiedName => ({ schema, name });

function namesOf(json: unknown): ReadonlyMap<number, QualifiedName> {
  const list = JSON.parse(String(json)) as readonly (readonly [oid: number, schema: string, name: string])[];
  return new Map(list.map(([oid, schema, name]) => [oid, { schema, name }]));
}

// The names that what was dropped or renamed had before.
function leftNames({ relations: names }: CatalogState, { near, gone }: Found): readonly QualifiedName[] {
  const renamed = near.flatMap((relation) => {
    const name = names.get(relation[0]);
    return name === undefined || keyOf(name) === keyOf(nameOf(relation)) ? [] : [name];
  });
  return [...renamed, ...gone.flatMap((oid) => names.get(oid) ?? [])];
}

function relationsAfter(before: CatalogState, { near, gone }: Found): ReadonlyMap<number, QualifiedName> {
  const after = new Map(before.relations);
  for (const oid of gone) after.delete(oid);
  for (const relation of near) after.set(relation[0], nameOf(relation));
  return after;
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
  return gone.length > 0 && schema.objects.some(({ type }) => type === 'type');
}

const keyOf = ({ schema, name }: QualifiedName) => `${schema ?? ''}\0${name}`;

function countersOf(held: readonly Relation[]): Counters {
  const sequences = held.filter(([, , , kind]) => kind === 'S');
  return new Map(sequences.map(([, schema, name, , last]) => [`${schema}.${name}`, BigInt(last ?? 0)]));
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
  /** The relations that were read again, or have gone. */
  readonly replaced: ReadonlySet<string>;
  readonly globals: boolean;
}

function patched(before: SchemaSnapshot, part: SchemaSnapshot, { replaced, globals }: Extent): SchemaSnapshot {
  const stays = (name: QualifiedName) => !replaced.has(keyOf(name));
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
