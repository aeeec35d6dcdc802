import type { Connection } from '../dialects/connection.ts';
import type { RunContext } from './context.ts';
import type { Recorder } from './recorder.ts';

const MISSING = /relation ".*" does not exist|no such table/;

/**
 * Stands in for the table of sequelize-cli while a file of its own asks it what has run, or mends the names in it (files that were
 * renamed). Where the real table is, it stays in charge. What a file writes into the stand-in ends with its step.
 */
export class MetaStandIn {
  readonly #db: Connection;
  readonly #context: RunContext;
  readonly #recorder: Recorder;
  #made = false;

  constructor(db: Connection, context: RunContext, recorder: Recorder) {
    this.#db = db;
    this.#context = context;
    this.#recorder = recorder;
  }

  /** Whether a statement works on the stand-in: what it does there ends with the session. */
  serves(sql: string): boolean {
    return this.#made && this.#named(sql);
  }

  /** Forgets an attempt before this one: what it did was rolled back. */
  reset(): void {
    this.#made = false;
  }

  /**
   * Makes it when that error says that the table is missing; answers whether it did. Not before: an application may keep a log of each
   * CREATE TABLE. Each time anew: what an inner transaction made went with its rollback.
   */
  async provide(error: unknown): Promise<boolean> {
    const { metaTable, dialect } = this.#context;
    const words = String((error as Error | null)?.message);
    if (!MISSING.test(words) || !this.#named(words)) return false;
    if ((await dialect.columns(this.#db, null, metaTable.name)).length > 0) return false;
    await this.#recorder.copyTo(metaTable.name);
    this.#made = true;
    return true;
  }

  /** Removes it before the step ends. */
  async clear(): Promise<void> {
    if (!this.#made) return;
    this.#made = false;
    await this.#recorder.dropCopy(this.#context.metaTable.name);
  }

  #named(text: string): boolean {
    const { name, schema } = this.#context.metaTable;
    return schema === null && text.includes(name);
  }
}
