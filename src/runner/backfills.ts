import { createHash } from 'node:crypto';
import type { Connection } from '../dialects/connection.ts';
import { StepFailed } from '../errors.ts';
import type { Place, Places } from '../sequelize/scope.ts';
import type { RunContext } from './context.ts';
import type { Step } from './work.ts';

const ONE = 'revision = $1 AND direction = $2 AND call = $3';
const SUFFIX = '_backfill';
// PostgreSQL cuts what is longer (sql-syntax-lexical.html)
const LONGEST_NAME = 63;

/**
 * How far the backfills of steps outside a transaction have come. The table is there only while one is unfinished: it is created by the
 * first batch and goes when the step is recorded. Everything here is done under the migration lock.
 */
export class Backfills {
  readonly #db: Connection;
  readonly #context: RunContext;
  readonly #name: string;
  readonly #table: string;

  constructor(db: Connection, context: RunContext) {
    const { schema, revision } = context.names;
    const { quote } = context.dialect;
    this.#db = db;
    this.#context = context;
    // one for each set of state tables, as there is one lock for each
    this.#name = `${revision.replace(/_revision$/, '').slice(0, LONGEST_NAME - SUFFIX.length)}${SUFFIX}`;
    this.#table = schema === null ? quote(this.#name) : `${quote(schema)}.${quote(this.#name)}`;
  }

  /**
   * The places of one run of a step. A table's first call is told from its second. A call begins again when its text is another one, unless that is
   * the only change: a text that holds the present time is another one in each run of the same file.
   */
  placesOf({ revision, direction }: Step): Places {
    const calls = new Map<string, number>();
    return {
      open: async (table, text) => {
        const count = (calls.get(table) ?? 0) + 1;
        calls.set(table, count);
        const key = [revision.id, direction, `${table} ${count}`];
        return this.#open(key, { checksum: revision.checksum, mark: createHash('sha256').update(text).digest('hex') });
      },
    };
  }

  /** Forgets the places of those revisions, and takes the table away when it is empty. Belongs into the transaction of what ends them. */
  async forget(revisions: readonly string[]): Promise<void> {
    const { dialect, names } = this.#context;
    if ((await dialect.columns(this.#db, names.schema, this.#name)).length === 0) return;
    for (const id of revisions) await this.#db.query(`DELETE FROM ${this.#table} WHERE revision = $1`, [id]);
    const [left] = await this.#db.query(`SELECT 1 FROM ${this.#table} LIMIT 1`);
    if (left === undefined) await this.#db.query(`DROP TABLE ${this.#table}`);
  }

  async #open(key: readonly string[], now: { checksum: string; mark: string }): Promise<Place> {
    const db = this.#db;
    await db.query(
      `CREATE TABLE IF NOT EXISTS ${this.#table} (revision text NOT NULL, direction text NOT NULL, call text NOT NULL, checksum text NOT NULL, mark text NOT NULL, position text, PRIMARY KEY (revision, direction, call))`,
    );
    const [row] = await db.query(`SELECT checksum, mark, position FROM ${this.#table} WHERE ${ONE}`, key);
    const same = row?.checksum === now.checksum || row?.mark === now.mark;
    const left = (row?.position as string | null | undefined) ?? null;
    if (!same && left !== null) this.#beginsAgain(key);
    const at = same ? left : null;
    await db.query(`DELETE FROM ${this.#table} WHERE ${ONE}`, key);
    await db.query(
      `INSERT INTO ${this.#table} (revision, direction, call, checksum, mark, position) VALUES ($1, $2, $3, $4, $5, $6)`,
      [...key, now.checksum, now.mark, at],
    );
    return { at, move: (before, after) => this.#move(key, before, after) };
  }

  // The lock keeps others out; the row tells should it have been lost (its session ended by hand).
  async #move(key: readonly string[], before: string | null, after: string): Promise<void> {
    const lock = this.#context.dialect.name === 'postgres' ? ' FOR UPDATE' : '';
    const [row] = await this.#db.query(`SELECT position FROM ${this.#table} WHERE ${ONE}${lock}`, key);
    if (row === undefined || ((row.position as string | null) ?? null) !== before)
      throw new StepFailed(
        `another process goes on with the backfill of ${key[0]}`,
        'look with windlass current, then run windlass upgrade again',
      );
    await this.#db.query(`UPDATE ${this.#table} SET position = $4 WHERE ${ONE}`, [...key, after]);
  }

  #beginsAgain([revision = '', , call = '']: readonly string[]): void {
    const table = call.replace(/ \d+$/, '');
    this.#context.report({
      kind: 'warning',
      message: `${revision}: what it sets in "${table}" was edited since it was stopped: the backfill begins again with the first row`,
    });
  }
}
