import { describe, type SchemaChange, toSql } from '../changes/index.ts';
import type { Connection, Row } from '../dialects/connection.ts';
import { addsInPlace } from '../dialects/sqlite/ddl/adds-in-place.ts';
import { rebuildTable } from '../dialects/sqlite/ddl/rebuild.ts';
import { diff } from '../diff/diff.ts';
import { isMigratorError, sentenceOf } from '../errors.ts';
import { display } from '../model/names.ts';
import { EMPTY, type SchemaSnapshot } from '../model/schema.ts';
import type { Statement, TableEdit } from '../model/statement.ts';
import type { RunContext } from '../runner/context.ts';

type Lists = readonly (readonly SchemaChange[])[];
type Ask = (sql: string) => Promise<readonly Row[]>;

const WRITES = /^\s*(?:CREATE|DROP|ALTER|INSERT|DELETE|UPDATE|PRAGMA\s+legacy_alter_table\s*=)/i;

/** Whether changes speak of something of that name. */
export type Concerns = (name: string) => boolean;

/**
 * The SQL of each list of changes, made on a database of that schema, of which `made` gives the statements that concern some tables. On SQLite only a rebuild itself can say
 * what it does: it is tried in memory. `chained`: each list starts where the one before it ends, not all at the same schema. A change that has no SQL is a
 * comment that says why.
 */
export async function sqlOfEach(
  context: RunContext,
  made: (concerns: Concerns) => Promise<readonly string[]>,
  lists: Lists,
  { chained = false }: { readonly chained?: boolean } = {},
): Promise<readonly (readonly string[])[]> {
  const plain = lists.map((changes) => changes.map((change) => statementsOf(context, change)));
  const statements = plain.flat().flatMap((one) => one.statements);
  const edited = new Set(statements.flatMap((one) => ('edit' in one ? [one.table.name] : [])));
  if (edited.size === 0) return plain.map((list) => list.flatMap(textOf));
  const text = statements.map((one) => ('edit' in one ? '' : one.sql)).join('\n');
  const memory = { ...context.target, options: { storage: ':memory:' } };
  const db = await context.dialect.connect(memory, { directory: context.directory, timeoutMs: 0, create: true });
  try {
    await db.query('PRAGMA foreign_keys = OFF');
    for (const sql of await made((name) => edited.has(name) || text.includes(name)))
      await db.query(sql).catch(() => undefined); // a module that is not there: the rest is enough
    const texts: (readonly string[])[] = [];
    for (const list of plain) texts.push(await tried(db, list, chained));
    return texts;
  } finally {
    await db.close();
  }
}

interface Written {
  readonly change: SchemaChange;
  readonly statements: readonly Statement[];
  /** Why there are none. */
  readonly refusal: string | null;
}

function statementsOf({ dialect }: RunContext, change: SchemaChange): Written {
  try {
    return { change, statements: toSql(change, dialect.sqlWriter), refusal: null };
  } catch (error) {
    if (!isMigratorError(error)) throw error;
    return { change, statements: [], refusal: error.message };
  }
}

function textOf({ change, statements, refusal }: Written): readonly string[] {
  if (refusal !== null) return [comment(`${describe(change)}: ${refusal}`)];
  return [...losing(change), ...statements.flatMap((one) => ('edit' in one ? [comment(describe(change))] : [one.sql]))];
}

function losing(change: SchemaChange): readonly string[] {
  return change.kind === 'drop table' ? [comment(`destroys: the table ${display(change.name)} with its rows`)] : [];
}

// Unless lists are chained the transaction is rolled back: each starts at the same schema.
async function tried(db: Connection, list: readonly Written[], chained: boolean): Promise<readonly string[]> {
  const edits = list.some(({ statements }) => statements.some((one) => 'edit' in one));
  if (!edits && !chained) return list.flatMap(textOf);
  const texts: string[] = [];
  const ask: Ask = async (sql) => {
    const rows = await db.query(sql);
    if (WRITES.test(sql)) texts.push(sql);
    return rows;
  };
  await db.query('BEGIN');
  try {
    await make(ask, list, texts);
    if (chained) await db.query('COMMIT');
  } catch (error) {
    if (!edits) return list.flatMap(textOf); // it speaks of something that was not made here: it says what it does by itself
    return [...list.flatMap(textOf), comment(`could not be tried: ${sentenceOf(error)}`)];
  } finally {
    await db.query('ROLLBACK').catch(() => undefined); // the error may have ended it
  }
  const rebuilt = texts.some((sql) => /^PRAGMA/i.test(sql));
  return rebuilt ? ['PRAGMA foreign_keys = OFF', 'BEGIN', ...texts, 'COMMIT', 'PRAGMA foreign_keys = ON'] : texts;
}

// The edits of one table that follow each other are one rebuild.
async function make(ask: Ask, list: readonly Written[], texts: string[]): Promise<void> {
  let table = '';
  let edits: TableEdit[] = [];
  const settle = async () => {
    const waiting = edits;
    edits = [];
    if (waiting.length > 0) await rebuildTable(ask, table, waiting);
  };
  for (const { change, statements, refusal } of list) {
    if (refusal !== null) texts.push(comment(`${describe(change)}: ${refusal}`));
    texts.push(...losing(change));
    for (const one of statements) {
      if (!('edit' in one)) {
        await settle();
        await ask(one.sql);
      } else if (edits.length === 0 && one.edit.kind === 'add column' && addsInPlace(one.edit.definition))
        await ask(`ALTER TABLE "${one.table.name.replaceAll('"', '""')}" ADD COLUMN ${one.edit.definition}`);
      else {
        if (one.table.name !== table) await settle();
        table = one.table.name;
        edits.push(one.edit);
      }
    }
  }
  await settle();
}

function comment(text: string): string {
  return `-- ${text.replace(/\s*\n\s*/g, ' ')}`;
}

/** The script that makes the schema in an empty database. `home`: the schema that names without one are in, where no database has it from the start. */
export function creation(context: RunContext, schema: SchemaSnapshot, home?: string): string {
  const name = home === undefined ? '' : context.dialect.sqlWriter.quote(home);
  const place = home === undefined ? [] : [`CREATE SCHEMA IF NOT EXISTS ${name}`, `SET search_path TO ${name}`];
  return scriptOf([...place, ...statementsOfAll(context, diff(EMPTY, schema))]);
}

/** The SQL of changes that make a schema of nothing: none of them edits a table. */
export function statementsOfAll(context: RunContext, changes: readonly SchemaChange[]): readonly string[] {
  return changes.flatMap((change) => textOf(statementsOf(context, change)));
}

/** Statements as a script: each ends with a semicolon, comments do not. */
export function scriptOf(statements: readonly string[]): string {
  return statements.map((sql) => (sql.startsWith('--') ? sql : `${sql.replace(/;\s*$/, '')};`)).join('\n');
}
