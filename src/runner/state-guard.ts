import type { Connection } from '../dialects/connection.ts';
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
  readonly #recorder: Recorder;
  readonly #recording: boolean;
  #saved: SavedState | null = null;

  /** `recording`: what is sent is written into a script, in which nothing of this has a place. */
  constructor(db: Connection, context: RunContext, recorder: Recorder, { recording }: { recording: boolean }) {
    this.#recording = recording;
    this.#db = db;
    this.#context = context;
    this.#recorder = recorder;
  }

  /** Saves our rows before a statement that may touch them. */
  async before(sql: string): Promise<void> {
    if (this.#recording || this.#saved !== null || !this.#endangers(sql) || !(await this.#whole())) return;
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
    const named = sql.includes(this.#context.names.revision) || sql.includes(this.#context.names.history);
    return (named || CATALOG.test(sql)) && CHANGES.test(sql);
  }

  async #holds(saved: SavedState): Promise<boolean> {
    if (!(await this.#whole())) return false;
    const now = await this.#recorder.save();
    return now.revisions === saved.revisions && now.history === saved.history;
  }

  async #whole(): Promise<boolean> {
    const { schema, revision, history } = this.#context.names;
    const wanted = this.#recorder.columns;
    for (const [index, name] of [revision, history].entries()) {
      const found = await this.#context.dialect.columns(this.#db, schema, name);
      if (found.join() !== wanted[index]?.join()) return false;
    }
    return true;
  }
}
