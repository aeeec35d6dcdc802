import type { InnerTransaction } from './local-settings.ts';
import type { QueryOptions } from './query.ts';
import type { StepScope } from './scope.ts';

const BESIDE = Symbol('beside');

type Options = Readonly<Record<PropertyKey, unknown>>;

/** The connection that the options of a query ask for, or null: the pinned one. */
export function besideOf(options: unknown): object | null {
  return ((options as Options | null | undefined)?.[BESIDE] as object | undefined) ?? null;
}

/**
 * A second connection, for steps outside a transaction: a statement that is not given the transaction which a file has open runs beside it
 * under sequelize-cli, on another connection of the pool (ADD VALUE before its use, CONCURRENTLY). Opened when it is needed.
 */
export class Beside {
  readonly #connect: () => Promise<object>;
  readonly #open = new Set<InnerTransaction>();
  #handle: Promise<object> | null = null;

  constructor(connect: () => Promise<object>) {
    this.#connect = connect;
  }

  /** Forgets the transactions of a step before this one. */
  reset(): void {
    this.#open.clear();
  }

  /** Notes a transaction that the file has opened, and answers it. */
  opened<T extends object>(scope: StepScope, transaction: T): T {
    if (!scope.transactional) this.#open.add(transaction as unknown as InnerTransaction);
    return transaction;
  }

  /** Whether a statement would stand in a transaction that it was not given. What an operation of ours asks (`placed`) goes its own way. */
  takes(scope: StepScope, options: QueryOptions): boolean {
    if (!scope.legacy || scope.transactional || options.transaction != null || 'placed' in options) return false;
    for (const transaction of this.#open) if (transaction.finished !== undefined) this.#open.delete(transaction);
    return this.#open.size > 0;
  }

  /** The options with the second connection in them. */
  async route(options: Options): Promise<Record<string, unknown>> {
    this.#handle ??= this.#connect();
    return { ...options, [BESIDE]: await this.#handle };
  }
}
