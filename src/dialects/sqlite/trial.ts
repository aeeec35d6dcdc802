import type { Database } from 'sqlite3';
import type { Constraint, ForeignKey, SchemaSnapshot, Table } from '../../model/schema.ts';
import { installed } from '../installed.ts';
import { type Trial, TrialFailed } from '../trial.ts';
import { over } from './connect.ts';
import { fold } from './ddl/tokens.ts';
import { reflect } from './reflect.ts';
import { compared } from './reflection/table.ts';

type Sqlite3 = { Database: new (path: string, callback: (error: Error | null) => void) => Database };

// SQLite looks through the whole catalog for what it has just made: a thousand tables at once take seconds (3.50).
const TABLES_AT_ONCE = 60;

/** In databases in memory, which go with their sessions; an index stands behind its table. */
export const trial: Trial = {
  surroundings: async (db) => String((await db.query('SELECT sqlite_version() AS version'))[0]?.version),
  schemaOf: async ({ directory }, { statements }) => {
    const parts: SchemaSnapshot[] = [];
    for (const own of inParts(statements)) parts.push(await made(directory, own));
    const tables = parts.flatMap((part) => part.tables);
    const sorted = tables.sort((one, other) => compared(one.name.name, other.name.name));
    return { tables: pointing(sorted), enums: [], objects: parts.flatMap(({ objects }) => objects) };
  },
};

function inParts(statements: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let tables = TABLES_AT_ONCE;
  for (const statement of statements) {
    const begins = /^CREATE TABLE\b/i.test(statement);
    if (begins) tables += 1;
    if (begins && tables > TABLES_AT_ONCE) {
      parts.push([]);
      tables = 1;
    }
    parts.at(-1)?.push(statement);
  }
  return parts;
}

async function made(directory: string, statements: readonly string[]): Promise<SchemaSnapshot> {
  const { Database: Class } = installed('sqlite3', directory) as Sqlite3;
  const database = await new Promise<Database>((resolve, reject) => {
    const opened = new Class(':memory:', (error) => (error === null ? resolve(opened) : reject(error)));
  });
  const db = over(database);
  try {
    await run(database, ['BEGIN', ...statements, 'COMMIT'].join(';\n')).catch(() => oneByOne(database, statements));
    return await reflect(db);
  } finally {
    await db.close();
  }
}

function run(database: Database, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    database.exec(sql, (error) => (error === null ? resolve() : reject(error)));
  });
}

// Which of them it was, SQLite does not say.
async function oneByOne(database: Database, statements: readonly string[]): Promise<void> {
  await run(database, 'ROLLBACK');
  for (const statement of statements) {
    await run(database, statement).catch((error) => {
      throw new TrialFailed(statement, error);
    });
  }
}

// A reflection spells a foreign key as its parent is spelled, and the parent may stand in another part.
function pointing(tables: readonly Table[]): readonly Table[] {
  const parents = new Map(tables.map((table) => [fold(table.name.name), table]));
  const pointed = (own: Constraint): Constraint => {
    if (own.kind !== 'foreign key') return own;
    const parent = parents.get(fold(own.references.table.name));
    return parent === undefined ? own : { ...own, references: spelled(own.references, parent) };
  };
  return tables.map((table) => ({ ...table, constraints: table.constraints.map(pointed) }));
}

function spelled({ columns }: ForeignKey['references'], parent: Table): ForeignKey['references'] {
  const names = new Map(parent.columns.map(({ name }) => [fold(name), name]));
  return { table: parent.name, columns: columns.map((name) => names.get(fold(name)) ?? name) };
}
