import type { QueryInterface } from 'sequelize';
import { type SchemaChange, toSql } from '../changes/index.ts';
import type { Row } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { isInvalidIndex } from '../dialects/postgres/catalog.ts';
import { addsInPlace } from '../dialects/sqlite/ddl/adds-in-place.ts';
import { expectAsHere } from '../dialects/sqlite/ddl/as-here.ts';
import { checkedEdit, rebuildTable } from '../dialects/sqlite/ddl/rebuild.ts';
import { display, type QualifiedName } from '../model/names.ts';
import type { SqlWriter, Statement, TableEdit } from '../model/statement.ts';
import type { OperationContext, OperationOptions, Words } from '../operations/context.ts';
import { wordsOf } from './attributes.ts';
import type { Gate } from './gate.ts';
import { MadeObjects } from './made-objects.ts';
import type { Waiting } from './waiting.ts';
import { withPlace } from './with-place.ts';

interface Rebuild {
  readonly edits: readonly TableEdit[];
  /** The text of the table after them. */
  readonly text: string;
  /** Where the revision asked for the first of them. */
  readonly called: Error;
}

/** Makes changes on the pinned connection. On SQLite the edits of one table wait for each other and are made in one rebuild. */
export class Performer implements OperationContext, Waiting {
  readonly write: SqlWriter;
  readonly words: Words;
  readonly #queryInterface: QueryInterface;
  readonly #gate: Gate;
  readonly #dialect: Dialect;
  readonly #made = new MadeObjects();
  #rebuilds = new Map<string, Rebuild>();

  constructor(queryInterface: QueryInterface, gate: Gate, dialect: Dialect) {
    this.write = dialect.sqlWriter;
    this.words = wordsOf(queryInterface);
    this.#queryInterface = queryInterface;
    this.#gate = gate;
    this.#dialect = dialect;
    this.ask = this.ask.bind(this);
  }

  /** The rows of a question, after what waits. */
  async ask(sql: string, options?: OperationOptions): Promise<readonly Row[]> {
    await this.settle();
    return this.#gate.ask(sql, options?.transaction ?? undefined);
  }

  async make(changes: readonly SchemaChange[], options: OperationOptions = {}): Promise<void> {
    for (const change of changes) {
      for (const statement of toSql(change, this.write)) await this.#run(statement, options);
      if (change.kind === 'create object' && this.write.dialect === 'sqlite') this.#made.note(change.object);
    }
  }

  discard(): void {
    this.#rebuilds.clear();
    this.#made.clear();
  }

  async finish(): Promise<void> {
    await this.settle();
    await this.#made.refuseMisnamed((sql) => this.#gate.ask(sql));
  }

  /** Makes what waits, one rebuild a table. */
  async settle(): Promise<void> {
    const rebuilds = this.#rebuilds;
    if (rebuilds.size === 0) return;
    this.#rebuilds = new Map();
    for (const [table, { edits, called }] of rebuilds) {
      const work = async (transaction: object) => {
        const ask = (sql: string) => this.#gate.ask(sql, transaction);
        if (this.#gate.recording) await expectAsHere(ask, table);
        await rebuildTable(ask, table, edits);
      };
      try {
        await this.#gate.rebuild(this.#queryInterface.sequelize, work);
      } catch (error) {
        throw withPlace(error, called);
      }
    }
  }

  async #run(statement: Statement, options: OperationOptions): Promise<void> {
    if ('edit' in statement) {
      await this.#edit(statement.table, statement.edit);
      if (options.transaction != null) await this.settle();
      return;
    }
    await this.settle();
    if (statement.leaves !== undefined && !this.#gate.transactional)
      await this.#online(statement.sql, statement.leaves, options);
    else await this.#gate.ask(statement.sql, options.transaction ?? undefined);
  }

  // In place where SQLite can and nothing waits; else with the table's next rebuild. What is wrong with it is said now.
  async #edit(name: QualifiedName, edit: TableEdit): Promise<void> {
    const table = display(name);
    const waiting = this.#rebuilds.get(table);
    if (edit.kind === 'add column' && waiting === undefined && addsInPlace(edit.definition)) {
      await this.#gate.ask(`ALTER TABLE ${this.write.name(name)} ADD COLUMN ${edit.definition}`);
      return;
    }
    this.#gate.refuseForeignKeys();
    const text = await checkedEdit((sql) => this.#gate.ask(sql), table, waiting?.text ?? null, edit);
    if (this.#rebuilds.get(table) !== waiting) return this.#edit(name, edit); // another call of a Promise.all was faster
    const called = waiting?.called ?? new Error('called here');
    this.#rebuilds.set(table, { edits: [...(waiting?.edits ?? []), edit], text, called });
  }

  // An index that is built without a lock and fails stays, invalid (PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently").
  async #online(sql: string, index: string, options: OperationOptions): Promise<void> {
    await this.#dropInvalid(index);
    try {
      await this.#gate.ask(sql, options.transaction ?? undefined);
    } catch (error) {
      await this.#dropInvalid(index).catch(() => undefined); // the first error counts
      if (this.#dialect.failure(error) !== 'busy') throw withStatement(error, sql);
      await this.#gate.ask(sql, options.transaction ?? undefined);
    }
  }

  async #dropInvalid(index: string): Promise<void> {
    // no work of the revision: a run that goes on where this one stops must not look for it
    const ask = (sql: string) => this.#gate.ask(sql, undefined, { placed: true });
    const invalid = await isInvalidIndex(ask, index);
    if (!invalid) return;
    this.#gate.notice(`the invalid index ${index}, which an earlier attempt left, is dropped`);
    await ask(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
  }
}

// Questions of our own follow it: the last statement that was heard is not the one that failed.
function withStatement(error: unknown, sql: string): unknown {
  if (error instanceof Error && !('sql' in error)) Object.defineProperty(error, 'sql', { value: sql });
  return error;
}
