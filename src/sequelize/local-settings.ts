import type { Connection } from '../dialects/connection.ts';

/** What Sequelize knows of a transaction that matters here; checked against 6.37. */
export interface InnerTransaction {
  readonly parent?: InnerTransaction | null;
  readonly finished?: string | undefined;
  afterCommit(hook: () => unknown): void;
}

type Values = ReadonlyMap<string, string | null>;

const SET_LOCAL = /\bSET\s+LOCAL\s+(TIME\s+ZONE|SESSION\s+AUTHORIZATION|[\w."]+)/gi;
const SET_CONFIG =
  /\bset_config\s*\(\s*'([^']+)'\s*,(?:\s*'(?:[^']|'')*'|[^,'()]|\([^()]*\))*,\s*'?(?:true|t|yes|on|1)'?\s*\)/gi;
const LONG_NAMES: Readonly<Record<string, string>> = {
  'time zone': 'timezone',
  'session authorization': 'session_authorization',
};

/**
 * What SET LOCAL and set_config(…, true) set ends with its transaction, and no other session sees it. A transaction of a
 * revision is a savepoint of the step's own, whose release keeps such settings (PostgreSQL manual, SET), on the one
 * connection that all statements share: so they are put back here.
 */
export class LocalSettings {
  readonly #db: Connection;
  readonly #inTurn: (work: () => Promise<void>) => Promise<void>;
  /** For each open transaction: the settings that it changed, as they were before. */
  readonly #open = new Map<InnerTransaction, Map<string, string | null>>();

  constructor(db: Connection, inTurn: (work: () => Promise<void>) => Promise<void>) {
    this.#db = db;
    this.#inTurn = inTurn;
  }

  /** Forgets the transactions of a step before this one. */
  reset(): void {
    this.#open.clear();
  }

  /**
   * Runs a statement of that transaction, or of none, so that it sees the settings of its own transaction alone. `stays`: what one
   * of none sets lasts as long as the step's own transaction.
   */
  async around<T>(
    sql: string,
    { transaction, stays }: { readonly transaction: InnerTransaction | null; readonly stays: boolean },
    work: () => Promise<T>,
  ): Promise<T> {
    const owner = outermost(transaction);
    const names = owner === null && stays ? [] : localNames(sql);
    const strange = this.#of((open) => open !== owner);
    if (names.length === 0 && strange.size === 0) return work();
    const hidden = await this.#values([...strange.keys()]);
    await this.#restore(strange);
    const before = await this.#values(names);
    const result = await work().catch(async (error: unknown) => {
      await this.#restore(hidden).catch(() => undefined); // the first error is the one to tell
      throw error;
    });
    if (owner === null) await this.#restore(before);
    else this.#keep(owner, before);
    await this.#restore(hidden);
    return result;
  }

  #keep(owner: InnerTransaction, before: Values): void {
    const kept = this.#open.get(owner) ?? new Map<string, string | null>();
    if (!this.#open.has(owner)) owner.afterCommit(() => this.#inTurn(() => this.#end(owner)));
    for (const [name, value] of before) if (!kept.has(name)) kept.set(name, value);
    this.#open.set(owner, kept);
  }

  async #end(owner: InnerTransaction): Promise<void> {
    const before = this.#open.get(owner);
    this.#open.delete(owner);
    if (before !== undefined) await this.#restore(before);
  }

  #of(wanted: (open: InnerTransaction) => boolean): Values {
    const values = new Map<string, string | null>();
    for (const [transaction, before] of this.#open) {
      // ROLLBACK TO SAVEPOINT has put them back
      if (transaction.finished === 'rollback') this.#open.delete(transaction);
      else if (wanted(transaction)) for (const [name, value] of before) values.set(name, value);
    }
    return values;
  }

  async #values(names: readonly string[]): Promise<Values> {
    if (names.length === 0) return new Map();
    const rows = await this.#db.query(
      `SELECT name, current_setting(name, true) AS value FROM unnest(ARRAY[${binds(names.length)}]::text[]) AS name`,
      names,
    );
    return new Map(rows.map(({ name, value }) => [String(name), value === null ? null : String(value)]));
  }

  async #restore(values: Values): Promise<void> {
    if (values.size === 0) return;
    const names = [...values.keys()];
    await this.#db.query(
      `SELECT set_config(name, coalesce(value, ''), true) FROM unnest(ARRAY[${binds(names.length)}]::text[], ARRAY[${binds(names.length, names.length)}]::text[]) AS setting (name, value) WHERE current_setting(name, true) IS DISTINCT FROM value`,
      [...names, ...values.values()],
    );
  }
}

// Inside a transaction of its own, a savepoint keeps what was set until that transaction ends.
function outermost(transaction: InnerTransaction | null): InnerTransaction | null {
  let found = transaction;
  while (found?.parent?.parent != null) found = found.parent;
  return found?.parent == null ? null : found;
}

function localNames(sql: string): readonly string[] {
  const said = [...sql.matchAll(SET_LOCAL), ...sql.matchAll(SET_CONFIG)].map(([, name = '']) => {
    const plain = name.replaceAll('"', '').replace(/\s+/g, ' ').toLowerCase();
    return LONG_NAMES[plain] ?? plain;
  });
  return [...new Set(said)];
}

function binds(count: number, after = 0): string {
  return Array.from({ length: count }, (_, index) => `$${after + index + 1}`).join(', ');
}
