import type { Sequelize, Transaction } from 'sequelize';
import type { Connection, Row } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { type StatementText, splitStatements } from '../dialects/sql-text.ts';
import { expectAsHere } from '../dialects/sqlite/ddl/as-here.ts';
import type { DialectName } from '../dialects/target.ts';
import { Beside } from './beside.ts';
import { Floor } from './floor.ts';
import { refuseBackupTable, withForeignKeysOff } from './foreign-keys.ts';
import { onPostgres, onSqlite } from './isolated.ts';
import { type InnerTransaction, LocalSettings } from './local-settings.ts';
import { type Query, type QueryOptions, textOf, valuesOf, withoutComments } from './query.ts';
import { ForeignKeysInTheWay, type StepScope } from './scope.ts';
import type { Open, Sent, TransactionWork } from './sent.ts';
import { controlsTransaction, TextTransactions } from './text-transactions.ts';
import type { Waiting } from './waiting.ts';
import type { Wire } from './wire.ts';
import { withPlace } from './with-place.ts';

/** What a gate may be made with. */
export interface GateOptions {
  /** The tables that revisions do not see. */
  readonly hidden: readonly string[];
  /** Opens a second connection. */
  readonly connect: () => Promise<object>;
  /** Is told what the steps send. */
  readonly wire?: Wire | undefined;
}

const MAY_CONTROL = /\b(?:begin|start|commit|end|rollback|abort|savepoint|release)\b/i;
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
  readonly #beside: Beside;
  readonly #floor = new Floor();
  readonly #textTransactions: TextTransactions;
  readonly #localSettings: LocalSettings;
  readonly #asIfCommitted: readonly string[];
  readonly #hidden: ReadonlySet<string>;
  readonly #wire: Wire | undefined;
  #scope: StepScope | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting: Waiting | null = null;

  constructor(handle: object, dialect: Dialect, db: Connection, { hidden, connect, wire }: GateOptions) {
    this.#beside = new Beside(connect);
    this.#wire = wire;
    this.#hidden = new Set(hidden);
    this.#handle = handle;
    this.#dialect = dialect.name;
    this.#asIfCommitted = dialect.asIfCommitted;
    this.#db = db;
    this.#textTransactions = new TextTransactions(db);
    this.#localSettings = new LocalSettings(db, (work) => this.#inTurn(work));
  }

  /** Whether a step runs now. */
  get open(): boolean {
    return this.#scope !== null;
  }

  /** Whether what goes over the connection now is what a step does. */
  get heard(): boolean {
    return this.#scope?.apart === false;
  }

  /** The step that runs now, or null. */
  get scope(): StepScope | null {
    return this.#scope;
  }

  /** The one connection, as the driver has it. */
  get handle(): object {
    return this.#handle;
  }

  /** The tables that revisions do not see. */
  get hidden(): ReadonlySet<string> {
    return this.#hidden;
  }

  /** From now on, what waits is made before any other statement. */
  holdsBack(waiting: Waiting): void {
    this.#waiting = waiting;
  }

  /** Makes what waits now. */
  async settle(): Promise<void> {
    await this.#waiting?.settle();
  }

  /** Ends what a step does: makes what waits, and looks at what it has made. */
  async finish(): Promise<void> {
    await this.#waiting?.finish();
  }

  /** Whether what is sent is written into a script. */
  get recording(): boolean {
    return this.#wire !== undefined;
  }

  /** Whether the step that runs now is inside a transaction. */
  get transactional(): boolean {
    return this.#scope?.transactional ?? false;
  }

  /** Lets statements through as the work of `scope`, until `leave`. */
  enter(scope: StepScope): void {
    this.#waiting?.discard();
    this.#scope = scope;
    this.#wire?.attempt(scope);
    this.#textTransactions.reset();
    this.#localSettings.reset();
    this.#beside.reset();
  }

  leave(): void {
    this.#scope = null;
  }

  /** Ends the attempt when foreign keys are on, which a rebuild needs off (SQLite). */
  refuseForeignKeys(): void {
    const scope = this.#scope;
    if (scope === null || !scope.transactional || !scope.foreignKeys) return;
    const reason = new ForeignKeysInTheWay();
    scope.end(reason);
    throw reason;
  }

  /** Runs the rebuild of a SQLite table in a transaction with foreign keys off; ends the attempt when they are on. */
  async rebuild(sequelize: Sequelize, work: (transaction: object) => Promise<unknown>): Promise<unknown> {
    return this.#rebuilding(() => sequelize.transaction((transaction) => work(transaction)));
  }

  /** Runs a rebuild that Sequelize makes of a table, so that it keeps the rows of other tables; ends the attempt when foreign keys are on. */
  async rebuildTable(table: string, work: () => Promise<unknown>): Promise<unknown> {
    return this.#rebuilding(async () => {
      await refuseBackupTable(this.#db, table);
      if (this.recording) await this.#inTurn(() => expectAsHere((sql) => this.#db.query(sql), table));
      return work();
    });
  }

  /**
   * Runs a statement of an operation of ours as the revision's own, within `transaction` if it has one; its rows. `placed`: the operation keeps
   * a place of its own and goes on there in the next run.
   */
  async ask(sql: string, transaction?: object, { placed = false } = {}): Promise<readonly Row[]> {
    const query: Query = (text) => this.#db.query(String(text));
    return (await this.statement(query, sql, { transaction: transaction ?? null, placed })) as readonly Row[];
  }

  /** Keeps what a revision wants to tell until its step is done. */
  notice(message: string): void {
    this.#scope?.notices.push(message);
  }

  /** Does what `sequelize.query` was asked for, in its turn. */
  async statement(query: Query, sql: unknown, options: QueryOptions): Promise<unknown> {
    const scope = this.#scope;
    if (scope === null) return query(sql, options); // while files are imported: on the instance's own connection
    const called = new Error('called here');
    return scope.track(async () => {
      try {
        await this.#floor.admit(options.transaction ?? null);
        // not in turn: it may wait for the transaction that it stands beside
        if (this.#dialect === 'postgres' && this.#beside.takes(scope, options))
          return await this.#besides({ scope, query, sql, options, called });
        return await this.#inTurn(() => this.#admitted({ scope, query, sql, options, called }));
      } catch (error) {
        throw withPlace(error, called);
      }
    });
  }

  /** Does what `sequelize.transaction` was asked for: a savepoint of the step's own. `root` stands for that one. */
  async transaction(open: Open, root: Transaction, options: QueryOptions, work?: TransactionWork): Promise<unknown> {
    const scope = this.#scope;
    if (scope === null) return open(options, work);
    await this.settle();
    const parent = options.transaction ?? (scope.transactional ? root : undefined);
    const nested = { ...options, transaction: parent };
    if (work === undefined)
      return scope.track(async () => this.#beside.opened(scope, (await open(nested)) as Transaction));
    return scope.track(() =>
      this.#floor.hold((claim) =>
        open(nested, async (transaction) => {
          claim(transaction);
          return work(this.#beside.opened(scope, transaction));
        }),
      ),
    );
  }

  async #besides({ scope, query, sql, options, called }: Sent): Promise<unknown> {
    if (scope.ended !== null) throw scope.ended;
    const work = async () => query(sql, await this.#beside.route(options));
    return scope.runOutside(textOf(sql), valuesOf(sql, options), { work, beside: true, called });
  }

  // One after the other: a savepoint, its statement and its release must not be torn apart by Promise.all.
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(work);
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #admitted({ scope, query, sql: given, options, called }: Sent): Promise<unknown> {
    const sql = this.#dialect === 'sqlite' ? withoutComments(given, scope) : given;
    const text = textOf(sql);
    // all of the step is rolled back; Sequelize writes to the console when its own part of that fails
    if (scope.ended !== null && /^ROLLBACK\b/i.test(text)) return [[], null];
    if (scope.ended !== null) throw scope.ended;
    const values = valuesOf(sql, options);
    const work = () => scope.prepare(text).then(() => query(sql, options));
    if (!scope.transactional && options.placed !== true)
      return scope.runOutside(text, values, { work, beside: false, called });
    scope.note(text, values, called);
    if (!scope.transactional) return scope.mending(work);
    await scope.prepare(text);
    if (this.#dialect === 'sqlite' && FOREIGN_KEYS_OFF.test(text)) this.refuseForeignKeys();

    const pieces = this.#pieces(text);
    const ends = pieces.findLast(controlsTransaction)?.head;
    if (ends !== undefined) {
      const several = () => this.#inPieces(scope, query, pieces, options);
      const open = ends === 'BEGIN' || ends === 'START';
      return open ? several() : this.#locally(text, options, { stays: false }, several);
    }
    if (this.#dialect === 'postgres') {
      const one = () => this.#onPostgres(scope, () => query(sql, options), pieces);
      return this.#locally(text, options, { stays: !scope.legacy }, one);
    }
    if (pieces.length > 1 && !scope.legacy) return this.#inPieces(scope, query, pieces, options);
    if (pieces.length > 1)
      scope.warnings.add(
        `SQLite runs only the first of the ${pieces.length} statements in one query, as under sequelize-cli`,
      );
    return onSqlite(this.#db, scope, () => query(sql, options));
  }

  // A transaction in SQL text keeps what SET LOCAL set in it until the text that ends it.
  #locally(
    text: string,
    options: QueryOptions,
    { stays }: { readonly stays: boolean },
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    if (this.#dialect === 'sqlite' || this.#textTransactions.pending) return work();
    const transaction = (options.transaction ?? null) as InnerTransaction | null;
    return this.#localSettings.around(text, { transaction, stays }, work);
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
      else if (this.#dialect === 'sqlite') result = await onSqlite(this.#db, scope, () => query(piece.sql, options));
      else result = await this.#onPostgres(scope, () => query(piece.sql, options), [piece]);
    }
    return result;
  }

  #onPostgres(scope: StepScope, work: () => Promise<unknown>, pieces: readonly StatementText[]): Promise<unknown> {
    return onPostgres(this.#db, scope, { pieces, asIfCommitted: this.#asIfCommitted }, work);
  }

  // Inside a transaction the pragma is a no-op: the step must begin again. Outside one it is set around the rebuild.
  async #rebuilding<T>(work: () => Promise<T>): Promise<T> {
    this.refuseForeignKeys();
    if (this.#scope?.transactional !== false) return work();
    return withForeignKeysOff(this.#db, work);
  }
}
