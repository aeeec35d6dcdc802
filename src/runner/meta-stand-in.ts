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

  /** Whether a statement works on the stand-in: what it does there ends with the session. */
  serves(sql: string): boolean {
    return this.#made && this.#named(sql);
  }

  /** Forgets an attempt before this one: what it did was rolled back. */
  reset(): void {
    this.#made = false;
  }

  /** Makes it when that statement names it; answers whether it did. Each time anew: what an inner transaction made went with its rollback. */
  async provide(sql: string): Promise<boolean> {
    const { metaTable, dialect } = this.#context;
    if (!this.#named(sql)) return false;
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

  #named(sql: string): boolean {
    const { name, schema } = this.#context.metaTable;
    return schema === null && sql.includes(name);
  }
}
