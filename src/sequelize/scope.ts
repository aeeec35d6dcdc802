/** Where one backfill stands, kept in the database beside what it has done. */
export interface Place {
  /** As an earlier run left it; null at the beginning. */
  readonly at: string | null;
  /** Goes on from `before` to `after`, in the transaction that is open. Throws when another process has done so. */
  move(before: string | null, after: string): Promise<void>;
}

/** What a step outside a transaction needs to go on where it ended. */
export interface Places {
  /** The place of the next backfill of that table; `text` is what it does there. */
  open(table: string, text: string): Promise<Place>;
}

/**
 * The values that a statement carries beside its text, as the revision gave them: binds (`$1`, `$name`) go to the database beside the
 * text, replacements (`?`, `:name`) are written into it by Sequelize. An array goes by position, an object by name.
 */
export interface StatementValues {
  readonly kind: 'bind' | 'replacements';
  readonly given: readonly unknown[] | Readonly<Record<string, unknown>>;
}

/** Is told each statement just before it runs; `called` has the place in the revision in its stack, where that is known. */
export type Heard = (sql: string, values: StatementValues | null, called: Error | null) => void;

/**
 * Runs a statement of a step outside a transaction, or answers as it was answered when it ran before. `note` says that it runs now; `beside`: on
 * a connection of its own, beside the transaction that the revision has open.
 */
export type Outside = (
  sql: string,
  values: StatementValues | null,
  run: { readonly note: () => void; readonly work: () => Promise<unknown>; readonly beside: boolean },
) => Promise<unknown>;

/** What the runner does beside the statements of a step because of them; a script has to do it, too. */
export type Repair = 'stand-in' | 'state tables' | 'triggers';

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
  /** Null in a transaction: there nothing of an attempt stays. */
  readonly places: Places | null;
  /** Is told how far a backfill has come. */
  readonly progressed: (table: string, done: number, total: number | null) => void;

  readonly repairs = new Set<Repair>();

  readonly #heard: Heard;
  readonly #outside: Outside | null;
  readonly #prepare: (sql: string) => Promise<void>;
  readonly #mend: (error: unknown) => Promise<boolean>;
  readonly warnings = new Set<string>();
  readonly notices: string[] = [];
  /** The first statement that failed, whether or not the revision caught the error. */
  firstFailure: unknown = null;
  #apart = false;
  #inFlight = 0;
  #started = 0;
  #ended: Error | null = null;

  constructor(options: {
    revision: string;
    legacy: boolean;
    transactional: boolean;
    foreignKeys: boolean;
    heard: Heard;
    /** How statements of a step outside a transaction run; absent: as they are. */
    outside?: Outside | undefined;
    places: Places | null;
    progressed: (table: string, done: number, total: number | null) => void;
    /** Readies the database for a statement that runs next. */
    prepare: (sql: string) => Promise<void>;
    /** Mends what a statement failed of; answers whether it may run again. */
    mend: (error: unknown) => Promise<boolean>;
  }) {
    this.#prepare = options.prepare;
    this.#mend = options.mend;
    this.places = options.places;
    this.progressed = options.progressed;
    this.#outside = options.outside ?? null;
    this.#heard = options.heard;
    this.revision = options.revision;
    this.legacy = options.legacy;
    this.transactional = options.transactional;
    this.foreignKeys = options.foreignKeys;
  }

  /** Notes a statement that runs now. */
  note(sql: string, values: StatementValues | null, called: Error | null = null): void {
    this.statements.push(sql);
    this.#heard(sql, values, called);
  }

  /** Runs a statement of a step outside a transaction. */
  async runOutside(
    sql: string,
    values: StatementValues | null,
    {
      work,
      beside,
      called,
    }: { readonly work: () => Promise<unknown>; readonly beside: boolean; readonly called: Error },
  ): Promise<unknown> {
    let noted = false;
    const note = () => {
      if (!noted) this.note(sql, values, called);
      noted = true;
    };
    const outside: Outside =
      this.#outside ??
      (async () => {
        note();
        return work();
      });
    return this.mending(() => outside(sql, values, { note, work, beside }));
  }

  /** Whether the runner itself speaks now, to ready the database or to mend. */
  get apart(): boolean {
    return this.#apart;
  }

  /** Readies the database for a statement that runs next. */
  async prepare(sql: string): Promise<void> {
    await this.#aside(() => this.#prepare(sql));
  }

  /** Mends what a statement failed of; answers whether it may run again. */
  async mend(error: unknown): Promise<boolean> {
    return this.#aside(() => this.#mend(error)).catch(() => false); // the first error is the one to tell
  }

  /** Does `work`, and once more when what it failed of could be mended. */
  async mending<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(await this.mend(error))) throw error;
      return work();
    }
  }

  async #aside<T>(work: () => Promise<T>): Promise<T> {
    this.#apart = true;
    try {
      return await work();
    } finally {
      this.#apart = false;
    }
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
  constructor(cause: unknown) {
    super('the step is made again outside a transaction', { cause });
    this.name = 'NoTransactionPossible';
  }
}
