import type { Connection, Row } from '../dialects/connection.ts';
import type { ProgressRow } from '../dialects/progress.ts';
import type { HistoryRow, RevisionRow, StateTables } from '../dialects/state.ts';
import { patiently, whileBusy } from './applied.ts';
import type { RunContext } from './context.ts';
import { afterStatements, beginStep } from './lock.ts';

/** One line of the history, as the runner knows it. */
export type HistoryEntry = Omit<HistoryRow, 'actor' | 'toolVersion'>;

/** What our tables held, one text each; null where one was not there. */
export type SavedState = readonly (string | null)[];

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

  /** Creates the state tables where they are missing, in the transaction that is open. */
  async createTablesWithin(): Promise<void> {
    const { schema, create } = this.#tables;
    const found = schema === null ? [] : await this.#db.query(schema.present);
    await this.#db.batch(schema !== null && found.length === 0 ? [schema.create, ...create] : create);
  }

  /** Opens a transaction for several steps, under the lock. */
  async open(): Promise<void> {
    await beginStep(this.#db, this.#context, this.#context.dialect.limits(this.#context));
  }

  /** Begins a step within a transaction that is open, with the limits of its own; answers those of `ids` that count as applied now. */
  async next(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { dialect } = this.#context;
    const asked = [...dialect.limits(this.#context), this.#tables.present(ids)];
    return names((await this.#db.batch(asked)).at(-1) ?? []);
  }

  /** Ends a step within a transaction that goes on: its rows, and what its COMMIT would have checked. */
  async write(rows: readonly string[]): Promise<void> {
    await this.#db.batch([...rows, ...this.#context.dialect.asIfCommitted]);
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

  /** Turns off the triggers that somebody put on our tables; answers those not named before, as `name ON table`. */
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

  /** The names of all tables of ours. */
  get tables(): readonly string[] {
    return this.#tables.own.map(({ name }) => name);
  }

  /** All rows of our tables; null when one of them is not as it was made. */
  async save(): Promise<SavedState | null> {
    const { dialect, names } = this.#context;
    const saved: (string | null)[] = [];
    for (const { name, columns, passing, save } of this.#tables.own) {
      const found = await dialect.columns(this.#db, names.schema, name);
      const absent = passing && found.length === 0;
      if (!absent && found.join() !== columns.join()) return null;
      saved.push(absent ? null : String((await this.#db.query(save))[0]?.rows));
    }
    return saved;
  }

  /** Makes our tables anew with those rows, unless they hold them; answers whether it did. */
  async restore(saved: SavedState): Promise<boolean> {
    const now = await this.save();
    if (now !== null && saved.every((rows, index) => rows === null || rows === now[index])) return false;
    const anew = this.#tables.own.flatMap(({ renew }, index) => {
      const rows = saved[index] ?? null;
      return rows === null ? [] : renew(rows);
    });
    await this.#db.batch(anew);
    return true;
  }

  /** Makes a temporary table of that name which holds the applied revisions as sequelize-cli's own does. */
  async copyTo(name: string): Promise<void> {
    await this.#db.batch(this.#tables.copy(name));
  }

  /** Drops that temporary table. */
  async dropCopy(name: string): Promise<void> {
    await this.#db.query(this.#tables.dropCopy(name));
  }

  /** The statements that record a step which is done. */
  recorded(event: 'up' | 'down', startedAt: Date, row: Omit<RevisionRow, 'kind'>): readonly string[] {
    return [
      event === 'up' ? this.added({ ...row, kind: 'applied' }) : this.removed(row.revision),
      this.appended({ ...row, event, startedAt, outcome: 'done' }),
    ];
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

  /** Writes statements and ends the transaction with them; `closing` comes after them, within it. */
  async commit(last: readonly string[], closing: (() => Promise<void>) | null = null): Promise<void> {
    if (closing !== null) {
      await this.#db.batch(last);
      await closing();
      return this.commit([]);
    }
    if (!this.#context.dialect.commitMayWait) {
      await this.#db.batch([...last, 'COMMIT']);
      return;
    }
    await this.#db.batch(last);
    await whileBusy(this.#context, () => this.#db.query('COMMIT'));
  }

  /** The statements that write down a statement of a half-done step; what stood from its place on is no longer so. */
  progressed(row: ProgressRow): readonly string[] {
    const { create, forget, add } = this.#tables.progress;
    return [create, forget(row.revision, row.event, row.position), add(row)];
  }

  /** The steps that are half-done, as `<event> <revision>`. */
  async halfDone(): Promise<ReadonlySet<string>> {
    const { present, steps } = this.#tables.progress;
    if ((await patiently(this.#db, this.#context, () => this.#db.query(present))).length === 0) return new Set();
    try {
      return new Set(
        (await patiently(this.#db, this.#context, () => this.#db.query(steps))).map(
          ({ revision, event }) => `${event} ${revision}`,
        ),
      );
    } catch (error) {
      if (this.#tables.missing(error)) return new Set(); // another process has just finished the last of them
      throw error;
    }
  }

  /** What has run of one step that is half-done, in order; asked under the lock. */
  async progressOf(revision: string, event: 'up' | 'down'): Promise<readonly ProgressRow[]> {
    const { present, read } = this.#tables.progress;
    if ((await afterStatements(this.#db, this.#context, present)).length === 0) return [];
    const rows = await this.#db.query(read(revision, event));
    return rows.map((row) => ({ ...row, done: Number(row.done) === 1 }) as ProgressRow);
  }

  /** The statements that forget a step which is not half-done any more, and the table with the last of them. */
  async finished(revision: string, event: 'up' | 'down'): Promise<readonly string[]> {
    const { drop, forget } = this.#tables.progress;
    const others = [...(await this.halfDone())].filter((step) => step !== `${event} ${revision}`);
    return [others.length === 0 ? drop : forget(revision, event, 0)];
  }

  /** The statement that forgets all half-done steps. */
  forgotten(): string {
    return this.#tables.progress.drop;
  }

  /** The statement that forgets the catalog as the last run left it. */
  withoutSnapshot(): string {
    return this.#tables.snapshot.clear;
  }

  /** Notes a failure; the transaction is over, so this is one of its own. */
  async note(entry: HistoryEntry): Promise<void> {
    await this.#db.query(this.appended(entry));
  }
}

function names(rows: readonly Row[]): ReadonlySet<string> {
  return new Set(rows.map((row) => String(row.revision)));
}
