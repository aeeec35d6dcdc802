import type { Recorder, SavedState } from './recorder.ts';

const WHOLE_SCHEMA = /\bDROP\s+(?:SCHEMA|OWNED)\b/i;
const CATALOG = /\b(?:pg_tables|pg_class|pg_stat_user_tables|information_schema|sqlite_master|sqlite_schema)\b/i;
const CHANGES = /\b(?:DROP|TRUNCATE|DELETE|UPDATE|ALTER)\b/i;

/**
 * Keeps what a step does to every table of a schema (drops it, empties it, adds a column) off ours. Under sequelize-cli such files go
 * well: they know its table by name, or it is made again.
 */
export class StateGuard {
  readonly #recorder: Recorder;
  #saved: SavedState | null = null;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Whether something has been saved: our tables may not be whole until `after`. */
  get armed(): boolean {
    return this.#saved !== null;
  }

  /** Forgets an attempt before this one: what it did was rolled back. */
  reset(): void {
    this.#saved = null;
  }

  /** Saves our rows before a statement that may touch them. */
  async before(sql: string): Promise<void> {
    if (this.#saved === null && this.#endangers(sql)) this.#saved = await this.#recorder.save();
  }

  /** Puts our tables back as they were; answers whether anything had happened to them. */
  async after(): Promise<boolean> {
    const saved = this.#saved;
    if (saved === null) return false;
    this.#saved = null;
    return this.#recorder.restore(saved);
  }

  #endangers(sql: string): boolean {
    if (WHOLE_SCHEMA.test(sql)) return true;
    const named = this.#recorder.tables.some((name) => sql.includes(name));
    return (named || CATALOG.test(sql)) && CHANGES.test(sql);
  }
}
