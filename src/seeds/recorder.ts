import type { Connection, Row } from '../dialects/connection.ts';
import type { SeedTable } from '../dialects/seed-table.ts';
import type { Direction } from '../events.ts';
import type { RunContext } from '../runner/context.ts';
import { beginStep } from '../runner/lock.ts';
import { type HistoryEntry, Recorder } from '../runner/recorder.ts';
import type { Seed } from './seed.ts';
import { adopted, appliedSeeds, due, stateOf } from './state.ts';

/** Records seeds as the recorder of revisions does these: in the transaction of the work, under the same lock, in a table of their own. */
export class SeedRecorder extends Recorder {
  readonly #db: Connection;
  readonly #context: RunContext;
  readonly #seeds: readonly Seed[];
  readonly #direction: Direction;
  readonly #environment: string;
  readonly #table: SeedTable;

  constructor(
    db: Connection,
    context: RunContext,
    what: { readonly seeds: readonly Seed[]; readonly direction: Direction; readonly environment: string | null },
  ) {
    super(db, context);
    this.#db = db;
    this.#context = context;
    this.#seeds = what.seeds;
    this.#direction = what.direction;
    this.#environment = what.environment ?? '';
    this.#table = context.dialect.state(context.names).seed;
  }

  override async createTables(): Promise<void> {
    const found = await beginStep(this.#db, this.#context, [this.#table.present]);
    await this.commit(await this.#missing(found));
  }

  override async createTablesWithin(): Promise<void> {
    const found = await this.#db.query(this.#table.present);
    await this.#db.batch(await this.#missing(found));
  }

  override async begin(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const limits = this.#context.dialect.limits(this.#context);
    return this.#done(ids, await beginStep(this.#db, this.#context, [...limits, this.#table.read]));
  }

  override async next(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = [...this.#context.dialect.limits(this.#context), this.#table.read];
    return this.#done(ids, (await this.#db.batch(asked)).at(-1) ?? []);
  }

  override recorded(
    event: Direction,
    startedAt: Date,
    row: { readonly revision: string; readonly checksum: string; readonly durationMs: number },
  ): readonly string[] {
    const { revision: name, checksum, durationMs } = row;
    return [
      event === 'down' ? this.#table.remove(name) : this.#row({ name, checksum, durationMs, kind: 'applied' }),
      this.appended({ ...row, event, startedAt, outcome: 'done' }),
    ];
  }

  /** A line of the history that says of a seed what it else says of a revision. */
  override appended(entry: HistoryEntry): string {
    return super.appended({ ...entry, event: entry.event === 'down' ? 'unseed' : 'seed' });
  }

  // What is not there yet: seeds may be all that a project has.
  async #missing(found: readonly Row[]): Promise<readonly string[]> {
    const { dialect, names } = this.#context;
    const history = await dialect.columns(this.#db, names.schema, names.history);
    const seeds = found.length > 0 ? [] : await this.#beginning();
    if (history.length > 0) return seeds;
    const { create } = dialect.state(names);
    return seeds.length === 0 ? create : [...seeds, ...create];
  }

  // The table, with what sequelize-cli has run already.
  async #beginning(): Promise<readonly string[]> {
    const { schema } = this.#context.dialect.state(this.#context.names);
    const there = schema === null || (await this.#db.query(schema.present)).length > 0;
    const taken = await adopted(this.#db, this.#context, this.#seeds);
    const rows = taken.map(({ name, checksum }) => this.#row({ name, checksum, durationMs: 0, kind: 'adopted' }));
    return [...(there ? [] : [schema.create]), this.#table.create, ...rows];
  }

  #row(row: {
    readonly name: string;
    readonly checksum: string;
    readonly durationMs: number;
    readonly kind: 'applied' | 'adopted';
  }): string {
    const { actor, toolVersion } = this.#context;
    return this.#table.add({ ...row, environment: this.#environment, actor, toolVersion });
  }

  // What counts as applied: for an undo all that has a row, else what has no work to do.
  #done(ids: readonly string[], rows: readonly Row[]): ReadonlySet<string> {
    const applied = new Map(appliedSeeds(rows).map((row) => [row.name, row]));
    const byName = new Map(this.#seeds.map((seed) => [seed.name, seed]));
    const done = (id: string) => {
      const seed = byName.get(id);
      if (seed === undefined || this.#direction === 'down') return applied.has(id);
      return !due(stateOf(seed, applied.get(id)));
    };
    return new Set(ids.filter(done));
  }
}
