import type { Connection, Row } from '../dialects/connection.ts';
import type { HistoryRow, RevisionRow, StateTables } from '../dialects/state.ts';
import { patiently } from './applied.ts';
import type { RunContext } from './context.ts';
import { beginStep } from './lock.ts';

/** One line of the history, as the runner knows it. */
export type HistoryEntry = Omit<HistoryRow, 'actor' | 'toolVersion'>;

/** The rows of both state tables, as text of the database's own making. */
export interface SavedState {
  readonly revisions: string;
  readonly history: string;
}

/** Writes the state tables. Everything but `createTables` belongs into the transaction of the work it records. */
export class Recorder {
  readonly #db: Connection;
  readonly #context: RunContext;
  readonly #tables: StateTables;
  readonly #turnedOff = new Set<string>();

  constructor(db: Connection, context: RunContext) {
    this.#db = db;
    this.#context = context;
    this.#tables = context.dialect.state(context.names);
  }

  /** Creates the state tables where they are missing, under the lock, in a transaction of its own. */
  async createTables(): Promise<void> {
    const { schema, create } = this.#tables;
    const found = await beginStep(this.#db, this.#context, schema === null ? [] : [schema.present]);
    await this.commit(schema !== null && found.length === 0 ? [schema.create, ...create] : create);
  }

  /** Opens the transaction of a step, under the lock; answers those of `ids` that count as applied now. */
  async begin(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const limits = this.#context.dialect.limits(this.#context);
    return names(await beginStep(this.#db, this.#context, [...limits, this.#tables.present(ids)]));
  }

  /** Those of `ids` that count as applied now. */
  async present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return names(await this.#db.query(this.#tables.present(ids)));
  }

  /** Turns off the triggers that somebody put on the state tables; answers those not named before, as `name ON table`. */
  async withoutTriggers(): Promise<readonly string[]> {
    const { triggers, withoutTriggers } = this.#tables;
    if (triggers === null) return [];
    const found = await this.#db.query(triggers);
    if (found.length > 0) await this.#db.batch(withoutTriggers);
    const fresh = found
      .map(({ name, relation }) => `${name} ON ${relation}`)
      .filter((text) => !this.#turnedOff.has(text));
    for (const text of fresh) this.#turnedOff.add(text);
    return fresh;
  }

  /** All rows of the state tables, to compare and to put back. */
  async save(): Promise<SavedState> {
    const [[revisions], [history]] = (await this.#db.batch(this.#tables.save)) as [Row[], Row[]];
    return { revisions: String(revisions?.rows), history: String(history?.rows) };
  }

  /** Makes the state tables anew with those rows. */
  async restore({ revisions, history }: SavedState): Promise<void> {
    const { drop, create, load } = this.#tables;
    await this.#db.batch([...drop, ...create, ...load(revisions, history)]);
  }

  /** The columns that the state tables are made with. */
  get columns(): StateTables['columns'] {
    return this.#tables.columns;
  }

  /** Makes a temporary table of that name which holds the applied revisions as sequelize-cli's own does. */
  async copyTo(name: string): Promise<void> {
    await this.#db.batch(this.#tables.copy(name));
  }

  /** Drops that temporary table. */
  async dropCopy(name: string): Promise<void> {
    await this.#db.query(this.#tables.dropCopy(name));
  }

  /** The statement that makes a revision count as applied. */
  added(row: RevisionRow): string {
    return this.#tables.add(row);
  }

  /** The statement that makes a revision count as not applied. */
  removed(revision: string): string {
    return this.#tables.remove(revision);
  }

  /** The statement that adds a line to the history. */
  appended(entry: HistoryEntry): string {
    const { actor, toolVersion } = this.#context;
    return this.#tables.append({ ...entry, actor, toolVersion });
  }

  /** Writes statements and ends the transaction with them. */
  async commit(last: readonly string[]): Promise<void> {
    if (!this.#context.dialect.commitMayWait) {
      await this.#db.batch([...last, 'COMMIT']);
      return;
    }
    await this.#db.batch(last);
    await patiently(this.#context, () => this.#db.query('COMMIT'));
  }

  /** Notes a failure; the transaction is over, so this is one of its own. */
  async note(entry: HistoryEntry): Promise<void> {
    await this.#db.query(this.appended(entry));
  }
}

function names(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map((row) => String(row.revision)));
}
