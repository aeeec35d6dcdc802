import type { Sequelize, Transaction } from 'sequelize';
import type { Connection, Row } from '../dialects/connection.ts';
import { type StatementText, splitStatements } from '../dialects/sql-text.ts';
import type { DialectName } from '../dialects/target.ts';
import { Beside } from './beside.ts';
import { fireDeferred, pendingTriggers } from './deferred.ts';
import { Floor } from './floor.ts';
import { rebuildsSafely } from './foreign-keys.ts';
import { hideTables } from './hidden-tables.ts';
import { type InnerTransaction, LocalSettings } from './local-settings.ts';
import { withPlace } from './place.ts';
import { refusesTransaction } from './refusal.ts';
import { rootTransaction } from './root-transaction.ts';
import { ForeignKeysInTheWay, NoTransactionPossible, type StepScope } from './scope.ts';
import { controlsTransaction, TextTransactions } from './text-transactions.ts';

type QueryOptions = Record<string, unknown> & { transaction?: object | null };
type Query = (sql: unknown, options?: QueryOptions) => Promise<unknown>;
type TransactionWork = (transaction: Transaction) => Promise<unknown>;
type Open = (options: object, work?: TransactionWork) => Promise<unknown>;

const MAY_CONTROL = /\b(?:begin|start|commit|end|rollback|abort|savepoint|release)\b/i;
const SAVEPOINT = /^(?:SAVEPOINT|RELEASE|ROLLBACK)$/;
const FOREIGN_KEYS_OFF = /^PRAGMA\s+foreign_keys\s*(?:=\s*|\(\s*)(?:0|off|no|false)\b/i;

/**
 * Stands between a revision and the one connection: every `sequelize.query` and `sequelize.transaction` of the pinned
 * instance comes through here. It keeps statements apart from each other, makes inner transactions savepoints of the
 * step's own, and refuses the work of a step that has ended.
 */
export class Gate {
  readonly #dialect: DialectName;
  readonly #db: Connection;
  readonly #handle: object;
  readonly #hidden: ReadonlySet<string>;
  readonly #beside: Beside;
  readonly #floor = new Floor();
  readonly #textTransactions: TextTransactions;
  readonly #localSettings: LocalSettings;
  #scope: StepScope | null = null;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(
    handle: object,
    dialect: DialectName,
    db: Connection,
    { hidden, connect }: { hidden: readonly string[]; connect: () => Promise<object> },
  ) {
    this.#beside = new Beside(connect);
    this.#handle = handle;
    this.#hidden = new Set(hidden);
    this.#dialect = dialect;
    this.#db = db;
    this.#textTransactions = new TextTransactions(db);
    this.#localSettings = new LocalSettings(db, (work) => this.#inTurn(work));
  }

  /** Whether a step runs now. */
  get open(): boolean {
    return this.#scope !== null;
  }

  /** Leads everything that this Sequelize does through the gate. */
  guard(sequelize: Sequelize): void {
    const query = sequelize.query.bind(sequelize) as unknown as Query;
    const open = sequelize.transaction.bind(sequelize) as unknown as Open;
    const root = rootTransaction(sequelize, this.#handle);
    Object.assign(sequelize, {
      query: (sql: unknown, options?: QueryOptions | null) => this.#statement(query, sql, options ?? {}),
      transaction: (first?: QueryOptions | TransactionWork, second?: TransactionWork) =>
        typeof first === 'function'
          ? this.#transaction(open, root, {}, first)
          : this.#transaction(open, root, first ?? {}, second),
    });
    hideTables(sequelize.getQueryInterface(), this.#hidden);
    if (this.#dialect === 'sqlite')
      rebuildsSafely(sequelize.getQueryInterface(), this.#db, (work) => this.#rebuilding(work));
  }

  /** Lets statements through as the work of `scope`, until `leave`. */
  enter(scope: StepScope): void {
    this.#scope = scope;
    this.#textTransactions.reset();
    this.#localSettings.reset();
    this.#beside.reset();
  }

  leave(): void {
    this.#scope = null;
  }

  /** Runs the rebuild of a SQLite table in a transaction with foreign keys off; ends the attempt when they are on. */
  async rebuild(sequelize: Sequelize, work: (transaction: object) => Promise<unknown>): Promise<unknown> {
    return this.#rebuilding(() => sequelize.transaction((transaction) => work(transaction)));
  }

  /** Runs a statement of an operation of ours as the revision's own, within `transaction` if it has one; its rows. */
  async ask(sql: string, transaction?: object): Promise<readonly Row[]> {
    const query: Query = (text) => this.#db.query(String(text));
    return (await this.#statement(query, sql, { transaction: transaction ?? null })) as readonly Row[];
  }

  /** Keeps what a revision wants to tell until its step is done. */
  notice(message: string): void {
    this.#scope?.notices.push(message);
  }

  async #statement(query: Query, sql: unknown, options: QueryOptions): Promise<unknown> {
    const scope = this.#scope;
    if (scope === null) return query(sql, options); // while files are imported: on the instance's own connection
    const called = new Error('called here');
    return scope.track(async () => {
      try {
        await this.#floor.admit(options.transaction ?? null);
        if (this.#standsBeside(scope, options)) return await this.#besides(scope, query, sql, options);
        return await this.#inTurn(() => this.#admitted(scope, query, sql, options));
      } catch (error) {
        throw withPlace(error, called);
      }
    });
  }

  async #transaction(open: Open, root: Transaction, options: QueryOptions, work?: TransactionWork): Promise<unknown> {
    const scope = this.#scope;
    if (scope === null) return open(options, work);
    const parent = options.transaction ?? (scope.transactional ? root : undefined);
    const nested = { ...options, transaction: parent };
    if (work === undefined) return scope.track(async () => this.#opened(scope, (await open(nested)) as Transaction));
    return scope.track(() =>
      this.#floor.hold((claim) =>
        open(nested, async (transaction) => {
          claim(transaction);
          return work(this.#opened(scope, transaction));
        }),
      ),
    );
  }

  #opened(scope: StepScope, transaction: Transaction): Transaction {
    if (!scope.transactional && this.#dialect === 'postgres') this.#beside.add(transaction);
    return transaction;
  }

  #standsBeside(scope: StepScope, options: QueryOptions): boolean {
    return scope.legacy && !scope.transactional && (options.transaction ?? null) === null && this.#beside.needed();
  }

  // Not in turn: it may wait for the transaction that it stands beside.
  async #besides(scope: StepScope, query: Query, sql: unknown, options: QueryOptions): Promise<unknown> {
    if (scope.ended !== null) throw scope.ended;
    scope.note(textOf(sql));
    return query(sql, await this.#beside.route(options));
  }

  // One after the other: a savepoint, its statement and its release must not be torn apart by Promise.all.
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work);
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #admitted(scope: StepScope, query: Query, sql: unknown, options: QueryOptions): Promise<unknown> {
    const text = textOf(sql);
    // all of the step is rolled back; Sequelize writes to the console when its own part of that fails
    if (scope.ended !== null && /^ROLLBACK\b/i.test(text)) return [[], null];
    if (scope.ended !== null) throw scope.ended;
    scope.note(text);
    await scope.prepare(text);
    if (!scope.transactional) return this.#again(scope, () => query(sql, options));
    if (this.#dialect === 'sqlite' && FOREIGN_KEYS_OFF.test(text)) this.#withoutForeignKeys();

    const pieces = this.#pieces(text);
    if (pieces.some(controlsTransaction)) return this.#inPieces(scope, query, pieces, options);
    if (this.#dialect === 'postgres') {
      const inner = (options.transaction ?? null) as InnerTransaction | null;
      return this.#localSettings.around(text, inner, () => this.#onPostgres(scope, query, sql, options, pieces));
    }
    if (pieces.length > 1 && !scope.legacy) return this.#inPieces(scope, query, pieces, options);
    if (pieces.length > 1)
      scope.warnings.add(
        `SQLite runs only the first of the ${pieces.length} statements in one query, as under sequelize-cli`,
      );
    return this.#onSqlite(scope, query, sql, options);
  }

  #pieces(text: string): readonly StatementText[] {
    const several = this.#dialect === 'sqlite' && text.includes(';');
    return several || MAY_CONTROL.test(text) ? splitStatements(text, this.#dialect) : [];
  }

  async #inPieces(
    scope: StepScope,
    query: Query,
    pieces: readonly StatementText[],
    options: QueryOptions,
  ): Promise<unknown> {
    let result: unknown = [[], null];
    for (const piece of pieces) {
      if (controlsTransaction(piece)) await this.#textTransactions.control(piece.head, scope);
      else if (this.#dialect === 'sqlite') result = await this.#onSqlite(scope, query, piece.sql, options);
      else result = await this.#onPostgres(scope, query, piece.sql, options, [piece]);
    }
    return result;
  }

  // A failed statement ends a PostgreSQL transaction for good; under sequelize-cli it was alone, and files that catch the
  // error went on. A savepoint around each statement of such a file keeps it so (about 0.1 ms).
  async #onPostgres(
    scope: StepScope,
    query: Query,
    sql: unknown,
    options: QueryOptions,
    pieces: readonly StatementText[],
  ): Promise<unknown> {
    // a RELEASE of ours would take a savepoint of theirs with it
    if (!scope.legacy || pieces.some(({ head }) => SAVEPOINT.test(head))) return query(sql, options);
    try {
      return await this.#saved(() => query(sql, options));
    } catch (error) {
      if (refusesTransaction(error)) scope.end(new NoTransactionPossible());
      // under sequelize-cli they fired at the end of the statement before
      if (pendingTriggers(error)) await fireDeferred(this.#db);
      else if (!(await scope.mend(error))) throw error;
      return this.#saved(() => query(sql, options));
    }
  }

  async #again<T>(scope: StepScope, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(await scope.mend(error))) throw error;
      return work();
    }
  }

  async #saved<T>(work: () => Promise<T>): Promise<T> {
    await this.#db.query('SAVEPOINT windlass_statement');
    try {
      const result = await work();
      await this.#db.query('RELEASE SAVEPOINT windlass_statement');
      return result;
    } catch (error) {
      if (this.#db.lost() === null) await this.#db.query('ROLLBACK TO SAVEPOINT windlass_statement');
      throw error;
    }
  }

  // SQLite ends the whole transaction on some errors (disk full, ON CONFLICT ROLLBACK: lang_transaction.html), and what
  // followed would commit itself. BEGIN tells: inside a transaction it fails.
  async #onSqlite(scope: StepScope, query: Query, sql: unknown, options: QueryOptions): Promise<unknown> {
    try {
      return await this.#again(scope, () => query(sql, options));
    } catch (error) {
      if (scope.legacy && refusesTransaction(error)) scope.end(new NoTransactionPossible());
      const outside = await this.#db.query('BEGIN').then(
        () => true,
        () => false,
      );
      if (outside) await this.#db.query('ROLLBACK');
      if (outside) scope.end(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  #withoutForeignKeys(): void {
    const scope = this.#scope;
    if (scope === null || !scope.transactional || !scope.foreignKeys) return;
    const reason = new ForeignKeysInTheWay();
    scope.end(reason);
    throw reason;
  }

  // Inside a transaction the pragma is a no-op: the step must begin again. Outside one it is set around the rebuild.
  async #rebuilding<T>(work: () => Promise<T>): Promise<T> {
    this.#withoutForeignKeys();
    if (this.#scope?.transactional !== false) return work();
    const [before] = await this.#db.query('PRAGMA foreign_keys');
    await this.#db.query('PRAGMA foreign_keys = OFF');
    try {
      return await work();
    } finally {
      await this.#db.query(`PRAGMA foreign_keys = ${before?.foreign_keys === 1 ? 'ON' : 'OFF'}`);
    }
  }
}

function textOf(sql: unknown): string {
  return (typeof sql === 'string' ? sql : String((sql as { query?: unknown }).query ?? '')).trim();
}
