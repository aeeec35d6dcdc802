import { display, type QualifiedName } from '../model/names.ts';
import type { Table } from '../model/schema.ts';
import { rowDigests, type TableDigest } from '../rows/digests.ts';
import { fillTables, type Unfilled } from '../rows/fill.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import { type Fingerprint, takeWithin } from './fingerprint.ts';

/** When rows are made: in every empty table, never, or only where the database has no row at all when it begins. */
export type Filling = 'always' | 'never' | 'unless there are rows';

/** How tables are filled: the same history gives the same rows on every machine. */
const ROWS = { seed: 1, perTable: 3 } as const;

/** Puts generated rows into tables that are empty, so that a step which loses rows, or works only without them, shows. */
export class Population {
  #filling: Filling;
  readonly #tried = new Map<string, Table>();
  readonly #filled = new Map<string, QualifiedName>();
  readonly #unfilled = new Map<string, Unfilled>();

  constructor(filling: Filling) {
    this.#filling = filling;
  }

  /** Whether it has to see the database that a walk begins with. */
  get undecided(): boolean {
    return this.#filling === 'unless there are rows';
  }

  /** Decides by the database that a walk begins with. */
  decide({ rows }: Fingerprint): void {
    this.#filling = [...rows.values()].some(({ count }) => count > 0) ? 'never' : 'always';
  }

  /** The tables that could not be filled, and why. */
  get unfilled(): readonly Unfilled[] {
    return [...this.#unfilled.values()];
  }

  /** Fills what is empty, for good; answers the state after it. No transaction may be open. */
  async settle(around: StepSurroundings, state: Fingerprint): Promise<Fingerprint> {
    const { db } = around.session;
    const empty = this.#empty(state).filter((table) => this.#tried.get(display(table.name)) !== table);
    if (empty.length === 0) return state;
    for (const table of empty) this.#tried.set(display(table.name), table);
    await db.query('BEGIN');
    const unfilled = await this.#fill(around, state, empty);
    const filled = await takeWithin(db, around.context, state, {
      statements: [],
      tables: empty.map(({ name }) => name),
    });
    await db.query('COMMIT');
    for (const { name } of empty) {
      this.#unfilled.delete(display(name));
      this.#filled.set(display(name), name);
    }
    for (const one of unfilled) this.#unfilled.set(display(one.table), one);
    return filled;
  }

  /** Fills the tables that `up` has made, within the transaction that is open. Not when that touches others: a trigger may write elsewhere. */
  async settleNew(around: StepSurroundings, before: Fingerprint, up: Fingerprint): Promise<void> {
    const { session, context } = around;
    const fresh = this.#empty(up).filter(({ name }) => !before.rows.has(display(name)));
    if (fresh.length === 0) return;
    await session.db.query('SAVEPOINT windlass_rows');
    await this.#fill(around, up, fresh);
    const touched = firesOn(up, fresh) && (await this.#touchesOthers(around, before, up));
    await session.db.batch(
      touched
        ? ['ROLLBACK TO SAVEPOINT windlass_rows', 'RELEASE SAVEPOINT windlass_rows']
        : ['RELEASE SAVEPOINT windlass_rows', ...context.dialect.asIfCommitted],
    );
  }

  async #touchesOthers({ session, context }: StepSurroundings, before: Fingerprint, up: Fingerprint): Promise<boolean> {
    const now = await rowDigests(session.db, context.dialect, up.schema);
    const others = [...up.rows].filter(([name]) => before.rows.has(name));
    return others.some(([name, digest]) => !isSame(digest, now.get(name)));
  }

  /** What an `up` has renamed keeps its rows under the new name. */
  follow(before: Fingerprint, up: Fingerprint): void {
    for (const name of [...this.#filled.keys()].filter((each) => !up.rows.has(each))) {
      const old = before.rows.get(name);
      for (const { name: other } of up.schema.tables) {
        const now = before.rows.has(display(other)) ? undefined : up.rows.get(display(other));
        if (old !== undefined && isSame(old, now)) this.#filled.set(display(other), other);
      }
    }
  }

  /** The tables of that state which hold generated rows: others have been dropped. */
  filledOf({ rows }: Fingerprint): readonly QualifiedName[] {
    return [...this.#filled].flatMap(([name, table]) => (rows.has(name) ? table : []));
  }

  /** They were emptied. */
  forget(): void {
    this.#filled.clear();
    this.#tried.clear();
  }

  #empty({ schema, rows }: Fingerprint): readonly Table[] {
    if (this.#filling !== 'always') return [];
    return schema.tables.filter(({ name }) => rows.get(display(name))?.count === 0);
  }

  async #fill(
    { session, context: { dialect } }: StepSurroundings,
    { schema }: Fingerprint,
    tables: readonly Table[],
  ): Promise<readonly Unfilled[]> {
    return fillTables(session.db, dialect, schema, { ...ROWS, tables: tables.map(({ name }) => name) });
  }
}

// A trigger or a rule may write elsewhere.
function firesOn({ schema }: Fingerprint, tables: readonly Table[]): boolean {
  const names = new Set(tables.map(({ name }) => display(name)));
  return schema.objects.some(
    ({ type, table }) => (type === 'trigger' || type === 'rule') && table !== null && names.has(display(table)),
  );
}

const isSame = (one: TableDigest, other: TableDigest | undefined) =>
  other !== undefined && one.count === other.count && one.digest === other.digest;
