import { display, type QualifiedName } from '../model/names.ts';
import type { Table } from '../model/schema.ts';
import { rowDigests, type TableDigest } from '../rows/digests.ts';
import { fillTables, type Unfilled } from '../rows/fill.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import { type Fingerprint, takeWithin } from './fingerprint.ts';

/** How tables are filled: the same history gives the same rows on every machine. */
const ROWS = { seed: 1, perTable: 3 } as const;

/** Puts generated rows into tables that are empty, so that a step which loses rows, or works only without them, shows. */
export class Population {
  readonly #wanted: boolean;
  readonly #tried = new Map<string, Table>();
  readonly #filled = new Map<string, QualifiedName>();
  readonly #unfilled = new Map<string, Unfilled>();

  /** `wanted` false: no rows are made. */
  constructor(options: { readonly wanted: boolean }) {
    this.#wanted = options.wanted;
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

  /** The tables that hold generated rows. */
  get filled(): readonly QualifiedName[] {
    return [...this.#filled.values()];
  }

  /** They were emptied. */
  forget(): void {
    this.#filled.clear();
    this.#tried.clear();
  }

  #empty({ schema, rows }: Fingerprint): readonly Table[] {
    if (!this.#wanted) return [];
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
