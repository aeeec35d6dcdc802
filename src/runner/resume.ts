import type { ProgressRow } from '../dialects/progress.ts';
import { kindOf, needsNoTransaction, type StatementKind } from '../dialects/statement-kind.ts';
import { driverError, refusesTransaction } from '../sequelize/refuses-transaction.ts';
import type { Outside } from '../sequelize/scope.ts';
import { controlOf } from '../sequelize/text-transactions.ts';
import { type Answer, answerOf, markOf, resultOf } from './answers.ts';
import { clearLeftover } from './leftover.ts';
import { statementLock } from './lock.ts';
import { Replay } from './replay.ts';
import type { StepSurroundings } from './surroundings.ts';
import type { Step } from './work.ts';

/** A statement that has changed something and stays. `kept`: the next run leaves it out. */
export interface RanStatement {
  readonly sql: string;
  readonly kept: boolean;
}

// What Sequelize answers to raw SQL that changed no row.
const NOTHING = [[], { command: '', rowCount: 0, rows: [], fields: [] }];

interface Statement {
  readonly sql: string;
  readonly mark: string;
  readonly work: () => Promise<unknown>;
}

/**
 * Runs the statements of a step outside a transaction so that a run which stopped in its middle can go on. Each statement that changes something is
 * written down in the transaction that the statement itself is, together with the answers it was decided on. The next run is answered from there as
 * long as it sends the same statements in the same order, and works from the first one on that is not there.
 */
export class Resume {
  readonly ran: RanStatement[] = [];
  /** The last statement that failed, and its error as the revision gets it. */
  failed: { readonly sql: string; readonly error: unknown } | null = null;
  readonly #around: StepSurroundings;
  readonly #step: Step;
  readonly #replay: Replay;
  /** The answers since the last statement that was written down. */
  #reads: { mark: string; answer: Answer }[] = [];
  #position = 0;
  #stored: boolean;
  /** Whether nothing is written down any more: what follows depends on what ends with this session. */
  #forgetful = false;
  /** A transaction that the revision itself has opened: where it began. */
  #own: { ran: number; position: number } | null = null;

  constructor(around: StepSurroundings, step: Step, rows: readonly ProgressRow[]) {
    this.#around = around;
    this.#step = step;
    this.#replay = new Replay(rows);
    this.#stored = rows.length > 0;
  }

  /** Whether something is written down, by an earlier run or by this one. */
  get stored(): boolean {
    return this.#stored;
  }

  /** How the scope of the step runs its statements. */
  readonly run: Outside = async (sql, values, { note, work, beside }) => {
    const kind = kindOf(sql, this.#around.context.dialect.name);
    const statement = { sql, mark: markOf(sql, values), work };
    try {
      if (kind === 'read') return await this.#read(statement, note);
      if (beside) return await this.#beside(statement, kind, note);
      if (kind === 'effect') return await this.#effect(statement, note);
      note();
      if (kind === 'temporary') this.#forgetful = true;
      const result = await work();
      this.#follow(sql);
      return result;
    } catch (error) {
      this.failed = { sql, error };
      throw error;
    }
  };

  /** Says what was left out, once it is known: before the first statement that runs, and at the end of the step. */
  tell(): void {
    const { report } = this.#around.context;
    const { id } = this.#step.revision;
    const { skipped, unlike } = this.#replay.account();
    if (skipped > 0)
      report({ kind: 'notice', message: `${id}: ${skipped} statement(s) have run before and are left out` });
    if (unlike > 0)
      report({
        kind: 'warning',
        message: `${id}: ${unlike} statement(s) that have run before are not sent again as they were: everything from there on runs`,
      });
  }

  async #read(statement: Statement, note: () => void): Promise<unknown> {
    const { mark, work } = statement;
    const known = this.#replay.read(mark);
    if (known !== null && known.kind !== 'digest') {
      this.#reads.push({ mark, answer: known });
      return resultOf(known);
    }
    note();
    const result = await work();
    const answer = answerOf(result);
    if (known !== null && (answer.kind !== 'digest' || answer.digest !== known.digest)) this.#replay.end();
    this.#reads.push({ mark, answer });
    return result;
  }

  // It does not hang on the transaction that is open, and its line would: nothing is written down any more.
  async #beside({ sql, work }: Statement, kind: StatementKind, note: () => void): Promise<unknown> {
    if (kind === 'session') {
      note();
      return work();
    }
    this.#replay.end();
    this.tell();
    note();
    const result = await work();
    this.#forgetful = true;
    this.ran.splice(this.#own?.ran ?? this.ran.length, 0, { sql, kept: false });
    if (this.#own !== null) this.#own.ran += 1;
    return result;
  }

  async #effect(statement: Statement, note: () => void): Promise<unknown> {
    const { sql, mark } = statement;
    const known = this.#replay.effect(mark);
    if (known !== null) {
      this.#position += 1;
      this.#reads = [];
      this.ran.push({ sql, kept: true });
      return resultOf(known);
    }
    this.tell();
    note();
    if (this.#forgetful || this.#own !== null) {
      if (this.#own !== null && this.#lock().length > 0) await this.#around.session.db.batch(this.#lock());
      const result = await statement.work();
      await this.#remember(statement, result, []);
      return result;
    }
    return needsNoTransaction(sql) ? this.#bare(statement) : this.#atomically(statement);
  }

  // A statement alone is a transaction of its own: its line is written in the same one, so that a kill leaves both or none.
  async #atomically(statement: Statement): Promise<unknown> {
    const { db } = this.#around.session;
    await db.batch(['BEGIN', ...this.#lock()]);
    try {
      const result = await statement.work();
      await this.#remember(statement, result, ['COMMIT']);
      return result;
    } catch (error) {
      if (db.lost() === null) await db.query('ROLLBACK').catch(() => undefined); // SQLite may have done so by itself
      const ends = driverError(error).code === '2D000'; // invalid_transaction_termination: a procedure that commits
      if (ends || refusesTransaction(error)) return this.#bare(statement);
      throw error;
    }
  }

  async #bare(statement: Statement): Promise<unknown> {
    const { session, recorder } = this.#around;
    const begun = this.#replay.begun === statement.mark && this.#replay.total === this.#position;
    const left = await clearLeftover(this.#around, this.#step, statement.sql, begun);
    await session.db.batch(recorder.progressed(this.#row(statement.mark, null)));
    this.#stored = true;
    const result = left === 'done' ? NOTHING : await this.#again(statement, begun);
    await this.#remember(statement, result, []);
    return result;
  }

  // The session of a killed run may have come to the end of the same statement while this one waited for it.
  async #again({ sql, work }: Statement, begun: boolean): Promise<unknown> {
    try {
      return await work();
    } catch (error) {
      const { context, session } = this.#around;
      const ask = begun && session.db.lost() === null && !context.signal.aborted;
      if (ask && (await context.dialect.leftover(session.db, sql))?.kind === 'done') return NOTHING;
      throw error;
    }
  }

  #lock(): readonly string[] {
    const { dialect } = this.#around.context;
    return [dialect.lockWithin(statementLock(this.#around.context)) ?? []].flat();
  }

  async #remember({ sql, mark }: Statement, result: unknown, last: readonly string[]): Promise<void> {
    const { session, recorder } = this.#around;
    const answer = answerOf(result);
    // what it answered could not be answered again: the next run must ask from here on
    if (answer.kind === 'digest') this.#forgetful = true;
    // what it changed ends with the session, or its line may not be there when the next run looks
    if (this.#around.standIn.serves(sql) || this.#around.guard.armed) this.#forgetful = true;
    const kept = !this.#forgetful;
    const rows = kept ? recorder.progressed(this.#row(mark, answer)) : [];
    if (rows.length + last.length > 0) await session.db.batch([...rows, ...last]);
    this.ran.push({ sql, kept });
    if (!kept) return;
    this.#stored = true;
    this.#position += 1;
    this.#reads = [];
  }

  #row(mark: string, answer: Answer | null): ProgressRow {
    const { revision, direction: event } = this.#step;
    const answers = JSON.stringify({ reads: this.#reads, mark, answer });
    return { revision: revision.id, event, position: this.#position, done: answer !== null, answers };
  }

  // What was written down in a transaction that the revision rolls back is gone with it.
  #follow(sql: string): void {
    for (const control of controlOf(sql, this.#around.context.dialect.name)) {
      if (control === 'begin') this.#own ??= { ran: this.ran.length, position: this.#position };
      if (control === 'rollback' && this.#own !== null) {
        this.ran.length = this.#own.ran;
        this.#position = this.#own.position;
      }
      if (control !== 'begin') this.#own = null;
    }
  }
}
