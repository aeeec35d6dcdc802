import type { RowSource, ValueKind } from '../dialects/rows.ts';
import { identifiersIn } from '../diff/mentions.ts';
import type { Table } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';
import { candidatesFor } from './candidates.ts';

const MOST_COMBINATIONS = 20_000;
const MOST_PER_COLUMN = 120;
const ANSWERS = 60;

/** Columns of a table that conditions speak of together, and what they are tried with. */
export interface Search {
  readonly columns: readonly string[];
  /** For each column its candidates, as SQL text. */
  readonly candidates: readonly (readonly string[])[];
  /** A query that answers in `found` those combinations that fulfil all conditions, as lists of numbers into `candidates`. */
  readonly question: string;
}

/** A column as a search sees it. */
export interface SearchColumn {
  readonly name: string;
  readonly kind: ValueKind;
  readonly nullable: boolean;
}

/** What a search needs besides the table. */
export interface SearchSurroundings {
  readonly rows: number;
  readonly write: SqlWriter;
  readonly words: RowSource['words'];
  /** What its partitions ask for; `true` when it has none. */
  readonly partition: string;
}

/** One search for each group of columns that share a condition: CHECK, a domain's, the bounds of partitions. The database itself says which values are right. */
export function searchesOf(
  table: Table,
  columns: readonly SearchColumn[],
  surroundings: SearchSurroundings,
): readonly Search[] {
  const conditions = conditionsOf(table, columns, surroundings);
  return groups(columns, conditions).map(({ members, texts }) => searchOf(members, texts, surroundings));
}

interface Condition {
  readonly sql: string;
  readonly text: string;
  readonly about: readonly SearchColumn[];
}

function conditionsOf(
  { constraints }: Table,
  columns: readonly SearchColumn[],
  { write, partition }: SearchSurroundings,
): readonly Condition[] {
  const about = (text: string) => {
    const named = new Set(
      [...identifiersIn(text)].map((name) => (write.dialect === 'sqlite' ? name.toLowerCase() : name)),
    );
    return columns.filter(({ name }) => named.has(write.dialect === 'sqlite' ? name.toLowerCase() : name));
  };
  const checks = constraints.flatMap((each) => (each.kind === 'check' ? [each.expression] : []));
  const domains = columns.flatMap((column) =>
    column.kind.rules.map((rule): Condition => {
      const text = rule.replace(/'(?:[^']|'')*'|\bVALUE\b/g, (token) =>
        token === 'VALUE' ? write.quote(column.name) : token,
      );
      return { sql: `(${text}) IS NOT FALSE`, text, about: [column] };
    }),
  );
  return [
    ...checks.map((text): Condition => ({ sql: `(${text}) IS NOT FALSE`, text, about: about(text) })),
    ...domains,
    ...(partition === 'true' ? [] : [{ sql: `(${partition}) IS TRUE`, text: partition, about: about(partition) }]),
  ].filter((condition) => condition.about.length > 0);
}

interface Group {
  readonly members: readonly SearchColumn[];
  readonly texts: readonly Condition[];
}

function groups(columns: readonly SearchColumn[], conditions: readonly Condition[]): readonly Group[] {
  const leader = new Map(columns.map((column) => [column, column]));
  const root = (column: SearchColumn): SearchColumn => {
    const next = leader.get(column) ?? column;
    return next === column ? column : root(next);
  };
  for (const { about } of conditions)
    for (const column of about) leader.set(root(column), root(about[0] as SearchColumn));
  const roots = new Set(conditions.flatMap(({ about }) => about.map(root)));
  return [...roots].map((own) => ({
    members: columns.filter((column) => root(column) === own),
    texts: conditions.filter(({ about }) => about.some((column) => root(column) === own)),
  }));
}

function searchOf(
  members: readonly SearchColumn[],
  conditions: readonly Condition[],
  around: SearchSurroundings,
): Search {
  const { rows, write, words } = around;
  const lists = members.map((column) => {
    const texts = conditions.filter(({ about }) => about.includes(column)).map(({ text }) => text);
    const given = { rows, nullable: column.nullable, literal: (text: string) => write.literal(text) };
    return candidatesFor(column.kind, texts, given).slice(0, MOST_PER_COLUMN);
  });
  const candidates = bounded(lists);
  const place = (at: number) => write.quote(`windlass ${at}`);
  const sources = members.map(({ name, kind }, at) => {
    const cast = (value: string) => (kind.cast === null ? value : `CAST(${value} AS ${kind.cast})`);
    const [first = '', ...others] = (candidates[at] ?? []).map(cast);
    const rest = others.map((value, n) => `(${n + 1}, ${value})`).join(', ');
    const head = `SELECT 0 AS ${place(at)}, ${first} AS ${write.quote(name)}`;
    return `(${head}${rest === '' ? '' : ` UNION ALL VALUES ${rest}`}) AS ${write.quote(`windlass of ${at}`)}`;
  });
  const places = members.map((_, at) => place(at));
  const spread =
    places.length === 1 ? '' : `${words.greatest}(${places.join(', ')}) - ${words.least}(${places.join(', ')}), `;
  const chosen = `SELECT ${words.list}(${places.join(', ')}) AS found FROM ${sources.join(' CROSS JOIN ')}`;
  const question = `${chosen} WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY ${spread}${places.join(' + ')} LIMIT ${ANSWERS}`;
  return { columns: members.map(({ name }) => name), candidates, question };
}

// The longest lists are cut until the database has few combinations to try.
function bounded(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const sizes = lists.map(({ length }) => length);
  while (sizes.reduce((product, size) => product * size, 1) > MOST_COMBINATIONS) {
    const most = Math.max(...sizes);
    sizes[sizes.indexOf(most)] = most - 1;
  }
  return lists.map((list, at) => list.slice(0, sizes[at]));
}
