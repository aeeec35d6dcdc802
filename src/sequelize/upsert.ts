import type { QueryInterface } from 'sequelize';
import type { Dialect } from '../dialects/dialect.ts';
import { type MergeTarget, mergeSql, onConflict } from '../dialects/merge.ts';
import { display } from '../model/names.ts';
import { qualified, type TableArgument } from '../operations/context.ts';
import { generatorOf, valueSql } from './batch-text.ts';
import type { Gate } from './gate.ts';
import type { Operations } from './operations.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];
type Own = (...args: readonly unknown[]) => Promise<unknown>;

const ROWS = 200;

/** `op.upsert`: see `Operations`. Sequelize's own takes one row, and no list. */
export function upsert(queryInterface: QueryInterface, dialect: Dialect, gate: Gate): Operations['upsert'] {
  const own = queryInterface.upsert.bind(queryInterface) as unknown as Own;
  const ours = async (...args: readonly unknown[]) => {
    const [table, rows, options] = args;
    if (!Array.isArray(rows)) return own(...args);
    const name = qualified(table as TableArgument);
    const key = [(options as { key?: string | readonly string[] } | undefined)?.key ?? []].flat();
    const wrong = (what: string) => new Error(`upsert("${display(name)}"): ${what}`);
    refuseKeys(rows, key, wrong);
    const ask = (sql: string) => gate.ask(sql);
    const generator = generatorOf(queryInterface, dialect);
    const unique = await dialect.loading.unique(ask, name, key);
    let changed = 0;
    for (const some of alike(rows)) {
      const columns = Object.keys(some[0] ?? {});
      const target: MergeTarget = { sql: generator.quoteTable(table), columns, key, unique };
      const values = some.map(
        (row) => `(${columns.map((column) => valueSql(generator, dialect, row[column])).join(', ')})`,
      );
      for (const sql of statements(dialect, target, values)) {
        if (!/^(?:INSERT|UPDATE)/.test(sql) || sql.startsWith(staging(dialect, target))) await ask(sql);
        else changed += await dialect.paging.update(ask, sql);
      }
    }
    return { rows: changed };
  };
  return ours as unknown as Operations['upsert'];
}

function statements(dialect: Dialect, target: MergeTarget, values: readonly string[]): readonly string[] {
  const words = dialect.loading.words(target.columns);
  const names = target.columns.map(words.quote).join(', ');
  if (target.unique)
    return [
      `INSERT INTO ${target.sql} AS target (${names}) ${words.overriding}VALUES ${values.join(', ')} ${onConflict(words, target)}`,
    ];
  const staged = `${staging(dialect, target)} (${names}) VALUES ${values.join(', ')}`;
  return [...words.create(target), staged, ...mergeSql(words, target)(''), `DROP TABLE ${words.stage}`];
}

function staging(dialect: Dialect, { columns }: MergeTarget): string {
  return `INSERT INTO ${dialect.loading.words(columns).stage}`;
}

function refuseKeys(rows: Rows, key: readonly string[], wrong: (what: string) => Error): void {
  if (key.length === 0) throw wrong("say by which columns a row is known: { key: ['name'] }");
  const seen = new Set<string>();
  for (const row of rows) {
    const values = key.map((name) => row[name] ?? null);
    const missing = key.find((_, index) => values[index] === null);
    if (missing !== undefined) throw wrong(`a row has no "${missing}", by which it is known: ${JSON.stringify(row)}`);
    const undefinedOne = Object.keys(row).find((name) => row[name] === undefined);
    if (undefinedOne !== undefined) throw wrong(`a row says undefined for "${undefinedOne}"`);
    const mark = JSON.stringify(values);
    if (seen.has(mark)) throw wrong(`two rows have the key ${mark}`);
    seen.add(mark);
  }
}

// Neighbours with the same columns, in lists that make no endless statement.
function alike(rows: Rows): readonly Rows[] {
  const lists: Rows[number][][] = [];
  let before = '';
  for (const row of rows) {
    const columns = Object.keys(row).join('\n');
    const last = lists.at(-1);
    if (last !== undefined && columns === before && last.length < ROWS) last.push(row);
    else lists.push([row]);
    before = columns;
  }
  return lists;
}
