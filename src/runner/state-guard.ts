import type { Connection } from '../dialects/connection.ts';
import type { StateNames } from '../dialects/state.ts';
import type { RunContext } from './context.ts';
import type { Recorder, SavedState } from './recorder.ts';

const WHOLE_SCHEMA = /\bDROP\s+(?:SCHEMA|OWNED)\b/i;
const CATALOG = /\b(?:pg_tables|pg_class|pg_stat_user_tables|information_schema|sqlite_master|sqlite_schema)\b/i;
const CHANGES = /\b(?:DROP|TRUNCATE|DELETE|UPDATE|ALTER)\b/i;

/**
 * Keeps what a step does to every table of a schema (drops it, empties it, adds a column) off ours. Under sequelize-cli such files go
 * well: they know its table by name, or it is made again.
 */
export class StateGuard {
  readonly #db: Connection;
  readonly #context: RunContext;
  readonly #names: StateNames;
  readonly #recorder: Recorder;
  #saved: SavedState | null = null;

  constructor(db: Connection, context: RunContext, names: StateNames, recorder: Recorder) {
    this.#db = db;
    this.#context = context;
    this.#names = names;
    this.#recorder = recorder;
  }

  /** Saves our rows before a statement that may touch them. */
  async before(sql: string): Promise<void> {
    if (this.#saved !== null || !this.#endangers(sql) || !(await this.#whole())) return;
    this.#saved = await this.#recorder.save();
  }

  /** Puts our tables back as they were; answers whether anything had happened to them. */
  async after(): Promise<boolean> {
    const saved = this.#saved;
    this.#saved = null;
    if (saved === null || (await this.#holds(saved))) return false;
    await this.#recorder.restore(saved);
    return true;
  }

  #endangers(sql: string): boolean {
    if (WHOLE_SCHEMA.test(sql)) return true;
    const named = sql.includes(this.#names.revision) || sql.includes(this.#names.history);
    return (named || CATALOG.test(sql)) && CHANGES.test(sql);
  }

  async #holds(saved: SavedState): Promise<boolean> {
    if (!(await this.#whole())) return false;
    const now = await this.#recorder.save();
    return now.revisions === saved.revisions && now.history === saved.history;
  }

  async #whole(): Promise<boolean> {
    const { schema, revision, history } = this.#names;
    const wanted = this.#recorder.columns;
    for (const [index, name] of [revision, history].entries()) {
      const found = await this.#context.dialect.columns(this.#db, schema, name);
      if (found.join() !== wanted[index]?.join()) return false;
    }
    return true;
  }
}
