import type { Connection } from '../dialects/connection.ts';
import { type StatementText, splitStatements } from '../dialects/sql-text.ts';
import type { DialectName } from '../dialects/target.ts';
import type { StepScope } from './scope.ts';

const CONTROL = /^(BEGIN|START|COMMIT|END|ROLLBACK|ABORT)$/;

/** Whether a statement begins or ends a transaction; going back to a savepoint does neither. */
export function controlsTransaction(statement: StatementText): boolean {
  return CONTROL.test(statement.head) && !/^ROLLBACK\s+(?:WORK\s+|TRANSACTION\s+)?TO\b/i.test(statement.sql);
}

/** The transactions that an SQL text begins and ends, in order. */
export function controlOf(sql: string, dialect: DialectName): readonly ('begin' | 'commit' | 'rollback')[] {
  return splitStatements(sql, dialect)
    .filter(controlsTransaction)
    .map(({ head }) =>
      head === 'BEGIN' || head === 'START' ? 'begin' : head === 'ROLLBACK' || head === 'ABORT' ? 'rollback' : 'commit',
    );
}

/**
 * The transactions that a revision writes into its SQL text. BEGIN, COMMIT and ROLLBACK become savepoints, so that the
 * step's own transaction stays open around them.
 */
export class TextTransactions {
  readonly #open: string[] = [];
  readonly #db: Connection;
  #count = 0;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** Forgets what a step before this one left open. */
  reset(): void {
    this.#open.length = 0;
  }

  /** Whether one is open now. */
  get pending(): boolean {
    return this.#open.length > 0;
  }

  async control(head: string, scope: StepScope): Promise<void> {
    if (head === 'BEGIN' || head === 'START') return this.#begin();
    const name = this.#open.pop();
    if (name === undefined) {
      scope.warnings.add(`${head} without BEGIN was left out: the step's own transaction ends when the step does`);
      return;
    }
    if (head === 'ROLLBACK' || head === 'ABORT') await this.#db.query(`ROLLBACK TO SAVEPOINT ${name}`);
    await this.#db.query(`RELEASE SAVEPOINT ${name}`);
  }

  async #begin(): Promise<void> {
    this.#count += 1;
    const name = `windlass_inner_${this.#count}`;
    await this.#db.query(`SAVEPOINT ${name}`);
    this.#open.push(name);
  }
}
