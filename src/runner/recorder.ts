import type { Connection } from '../dialects/connection.ts';
import type { StateTables } from '../dialects/state.ts';
import type { AppliedKind } from './applied.ts';
import type { RunContext } from './context.ts';
import { beginStep } from './lock.ts';

/** One line of the history. */
export interface HistoryEntry {
  readonly revision: string;
  readonly checksum: string;
  readonly event: 'up' | 'down' | 'stamp' | 'adopt' | 'release';
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: 'done' | 'failed';
}

/** Writes the state tables. Everything but `createTables` belongs into the transaction of the work it records. */
export class Recorder {
  readonly #db: Connection;
  readonly #context: RunContext;
  readonly #tables: StateTables;

  constructor(db: Connection, context: RunContext) {
    this.#db = db;
    this.#context = context;
    this.#tables = context.dialect.state(context.names);
  }

  /** Creates the state tables where they are missing, under the lock, in a transaction of its own. */
  async createTables(): Promise<void> {
    await beginStep(this.#db, this.#context);
    for (const statement of this.#tables.create) await this.#db.query(statement);
    await this.#db.query('COMMIT');
  }

  /** Those of `ids` that count as applied now. */
  async present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#db.query(this.#tables.present, [JSON.stringify(ids)]);
    return new Set(rows.map((row) => String(row.revision)));
  }

  async add(revision: string, checksum: string, durationMs: number, kind: AppliedKind): Promise<void> {
    await this.#db.query(this.#tables.insert, [revision, checksum, Math.round(durationMs), kind]);
  }

  async remove(revision: string): Promise<void> {
    await this.#db.query(this.#tables.remove, [revision]);
  }

  async clear(): Promise<void> {
    await this.#db.query(this.#tables.clear);
  }

  async append(entry: HistoryEntry): Promise<void> {
    const { actor, toolVersion } = this.#context;
    await this.#db.query(this.#tables.append, [
      entry.revision,
      entry.event,
      entry.startedAt.toISOString(),
      Math.round(entry.durationMs),
      entry.checksum,
      actor,
      toolVersion,
      entry.outcome,
    ]);
  }
}
