import type { Connection } from '../dialects/connection.ts';
import type { RunContext } from './context.ts';
import type { Recorder } from './recorder.ts';

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

  /** Makes it when that statement names it. Each time anew: what an inner transaction made went with its rollback. */
  async provide(sql: string): Promise<void> {
    const { metaTable, dialect } = this.#context;
    if (!sql.includes(metaTable.name) || metaTable.schema !== null) return;
    if ((await dialect.columns(this.#db, null, metaTable.name)).length > 0) return;
    await this.#recorder.copyTo(metaTable.name);
    this.#made = true;
  }

  /** Removes it before the step ends. */
  async clear(): Promise<void> {
    if (!this.#made) return;
    this.#made = false;
    await this.#recorder.dropCopy(this.#context.metaTable.name);
  }
}
