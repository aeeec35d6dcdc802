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

  /**
   * Makes it when that error says that the table is missing; answers whether it did. Not before: an application may keep a log of each
   * CREATE TABLE. Each time anew: what an inner transaction made went with its rollback.
   */
  async provide(error: unknown): Promise<boolean> {
    const { metaTable, dialect } = this.#context;
    const { name, schema } = metaTable;
    const words = String((error as Error | null)?.message);
    if (schema !== null || !MISSING.test(words) || !words.includes(name)) return false;
    if ((await dialect.columns(this.#db, null, name)).length > 0) return false;
    await this.#recorder.copyTo(name);
    this.#made = true;
    return true;
  }

  /** Removes it before the step ends. */
  async clear(): Promise<void> {
    if (!this.#made) return;
    this.#made = false;
    await this.#recorder.dropCopy(this.#context.metaTable.name);
  }
}
