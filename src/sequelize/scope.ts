/**
 * What one attempt at a step has done so far: which statements ran, which still run, what went wrong. The gate writes it, the
 * runner reads it.
 */
export class StepScope {
  readonly revision: string;
  /** A file of sequelize-cli or Umzug: what it does must mean what it meant there. */
  readonly legacy: boolean;
  /** False for a step outside a transaction: nothing is made a savepoint of. */
  readonly transactional: boolean;
  /** Whether the session enforces foreign keys in this attempt (SQLite). */
  readonly foreignKeys: boolean;
  readonly statements: string[] = [];
  readonly #heard: (sql: string) => void;
  /** Readies the database for a statement that runs next. */
  readonly prepare: (sql: string) => Promise<void>;
  /** Mends what a statement failed of; answers whether it may run again. */
  readonly mend: (error: unknown) => Promise<boolean>;
  readonly warnings = new Set<string>();
  readonly notices: string[] = [];
  /** The first statement that failed, whether or not the revision caught the error. */
  firstFailure: unknown = null;
  #inFlight = 0;
  #started = 0;
  #ended: Error | null = null;

  constructor(options: {
    revision: string;
    legacy: boolean;
    transactional: boolean;
    foreignKeys: boolean;
    /** Is told each statement just before it runs. */
    heard: (sql: string) => void;
    prepare: (sql: string) => Promise<void>;
    mend: (error: unknown) => Promise<boolean>;
  }) {
    this.mend = options.mend;
    this.prepare = options.prepare;
    this.#heard = options.heard;
    this.revision = options.revision;
    this.legacy = options.legacy;
    this.transactional = options.transactional;
    this.foreignKeys = options.foreignKeys;
  }

  /** Notes a statement that runs now. */
  note(sql: string): void {
    this.statements.push(sql);
    this.#heard(sql);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many pieces of work have begun so far. */
  get started(): number {
    return this.#started;
  }

  /** Why no further statement may run, or null. */
  get ended(): Error | null {
    return this.#ended;
  }

  /** From now on each statement fails with `reason`; the first reason stays. */
  end(reason: Error): void {
    this.#ended ??= reason;
  }

  /** Runs one piece of the revision's work and counts it while it runs. */
  async track<T>(work: () => Promise<T>): Promise<T> {
    this.#inFlight += 1;
    this.#started += 1;
    try {
      return await work();
    } catch (error) {
      this.firstFailure ??= error;
      throw error;
    } finally {
      this.#inFlight -= 1;
    }
  }
}

/** Ends an attempt on SQLite that must be made again with foreign keys off: see `foreign-keys.ts`. */
export class ForeignKeysInTheWay extends Error {
  constructor() {
    super('the step is made again with foreign keys off');
    this.name = 'ForeignKeysInTheWay';
  }
}

/** Ends an attempt of a file of sequelize-cli that does what no transaction allows (CREATE INDEX CONCURRENTLY): it is made again outside one. */
export class NoTransactionPossible extends Error {
  constructor() {
    super('the step is made again outside a transaction');
    this.name = 'NoTransactionPossible';
  }
}
