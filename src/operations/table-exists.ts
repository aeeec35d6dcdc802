import { columnDefinition } from '../changes/column-sql.ts';
import type { Row } from '../dialects/connection.ts';
import { columnShapes as postgresShapes } from '../dialects/postgres/catalog.ts';
import { columnShapes as sqliteShapes } from '../dialects/sqlite/catalog.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { Table } from '../model/schema.ts';
import type { SqlWriter } from '../model/statement.ts';
import type { OperationContext } from './context.ts';

type Ask = (sql: string) => Promise<readonly Row[]>;

/** The columns of a table as the database prints them: name → type, nullability, default. */
export type Shapes = ReadonlyMap<string, string>;

const WANTED = 'windlass_wanted';

/** A table that was to be made is there already. `explain` tells how it differs. */
export class TableExists extends Error {
  readonly #table: Table;
  readonly #write: SqlWriter;

  constructor(table: Table, write: SqlWriter, cause: unknown) {
    super(`the table ${display(table.name)} exists already`, { cause });
    this.name = 'TableExists';
    this.#table = table;
    this.#write = write;
  }

  /** Puts the difference into the message; run it when no transaction is open, because an error of PostgreSQL ends one. */
  async explain(ask: Ask): Promise<void> {
    const [there, wanted] = [await this.#shapes(ask, this.#table.name), await this.#wanted(ask)];
    if (there.size === 0) return; // the same step made it
    const differences = wanted === null ? [] : differencesOf(there, wanted);
    this.message +=
      differences.length === 0
        ? ' with the same columns: createTable(…, { ifNotExists: true }) passes over it'
        : ` and is another one: ${differences.join('; ')}`;
  }

  #shapes(ask: Ask, name: QualifiedName): Promise<Shapes> {
    return this.#write.dialect === 'postgres' ? postgresShapes(ask, name) : sqliteShapes(ask, name);
  }

  // The database itself says how it prints the columns that were asked for.
  async #wanted(ask: Ask): Promise<Shapes | null> {
    const { columns: own, constraints } = this.#table;
    const keys = constraints.flatMap((constraint) => (constraint.kind === 'primary key' ? constraint.columns : []));
    const key = (name: string) => this.#write.dialect === 'postgres' && keys.includes(name);
    const columns = own
      .map((column) => columnDefinition(key(column.name) ? { ...column, nullable: false } : column, this.#write))
      .join(', ');
    await ask('BEGIN');
    try {
      await ask(`CREATE TEMPORARY TABLE ${WANTED} (${columns})`);
      return await this.#shapes(ask, { schema: null, name: WANTED });
    } catch {
      return null; // an enum type went with the transaction
    } finally {
      await ask('ROLLBACK');
    }
  }
}

function differencesOf(there: Shapes, wanted: Shapes): readonly string[] {
  const missing = [...wanted].filter(([name]) => !there.has(name));
  const more = [...there].filter(([name]) => !wanted.has(name));
  const changed = [...wanted].filter(([name, shape]) => there.has(name) && there.get(name) !== shape);
  return [
    ...missing.map(([name, shape]) => `it has no column "${name}" (${shape})`),
    ...changed.map(([name, shape]) => `its column "${name}" is ${there.get(name)}, not ${shape}`),
    ...more.map(([name, shape]) => `it has the column "${name}" (${shape}), which the revision does not`),
  ];
}

/** Runs the creation of a table. Throws TableExists in place of the database's own error. */
export async function tellingDifference(
  { write }: OperationContext,
  table: Table,
  create: () => Promise<void>,
): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!isThere(error)) throw error;
    throw new TableExists(table, write, error);
  }
}

function isThere(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === '42P07' || (code === 'SQLITE_ERROR' && /table .* already exists/.test(message ?? ''));
}
