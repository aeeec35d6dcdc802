import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Gives the one connection to one managed transaction at a time. Savepoints are a stack: two transactions that ran
 * side by side under `Promise.all` would roll back each other's work. Who is inside (by its async context, or by passing the
 * transaction) passes; everybody else waits till it has ended.
 */
export class Floor {
  readonly #inside = new AsyncLocalStorage<ReadonlySet<object>>();
  readonly #transactions = new WeakMap<object, object>();
  #holder: object | null = null;
  #freed: Promise<void> = Promise.resolve();

  /** Runs a managed transaction; one that is opened inside another runs within it. */
  async hold<T>(work: (claim: (transaction: object) => void) => Promise<T>): Promise<T> {
    if (this.#isInside()) return work((transaction) => this.#claim(transaction));
    while (this.#holder !== null) await this.#freed;

    let free: () => void = () => undefined;
    this.#holder = {};
    this.#freed = new Promise((resolve) => {
      free = resolve;
    });
    const inside = new Set([...(this.#inside.getStore() ?? []), this.#holder]);
    try {
      return await this.#inside.run(inside, () => work((transaction) => this.#claim(transaction)));
    } finally {
      this.#holder = null;
      free();
    }
  }

  /** Resolves when a statement with that transaction (if any) may run. */
  async admit(transaction: object | null): Promise<void> {
    while (this.#holder !== null && !this.#isInside() && !this.#owns(transaction)) await this.#freed;
  }

  #claim(transaction: object): void {
    if (this.#holder !== null) this.#transactions.set(transaction, this.#holder);
  }

  #owns(transaction: object | null): boolean {
    return transaction !== null && this.#transactions.get(transaction) === this.#holder;
  }

  #isInside(): boolean {
    return this.#holder !== null && (this.#inside.getStore()?.has(this.#holder) ?? false);
  }
}
