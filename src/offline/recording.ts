import type { Connection } from '../dialects/connection.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { BoundValues, ScriptSession } from '../dialects/script.ts';
import { lexemes, splitStatements } from '../dialects/sql-text.ts';
import type { StateNames } from '../dialects/state.ts';
import { Unsupported } from '../errors.ts';
import type { StepScope } from '../sequelize/scope.ts';
import type { Speaker, Wire } from '../sequelize/wire.ts';
import { inlined } from './inline.ts';

/** A statement of a step with its values in place. */
export interface RecordedStatement {
  readonly sql: string;
  /** Of the gate or of an operation of ours: what it reads is no data that the revision goes by. */
  readonly own: boolean;
}

/** What one step sent, of what it kept: without what it rolled back, and without the savepoints. */
export interface RecordedStep {
  readonly scope: StepScope;
  readonly statements: readonly RecordedStatement[];
}

interface Mark {
  readonly name: string;
  readonly at: number;
}

const BEGIN = '(transaction)';
// What changes the server and not one database of it. GRANT and REVOKE of a role have no ON.
const OF_THE_SERVER = [
  /^(?:CREATE|ALTER|DROP)(?: OR REPLACE)? (?:ROLE|USER(?! MAPPING)|GROUP|DATABASE|TABLESPACE)\b/,
  /^ALTER SYSTEM\b/,
  /^(?:GRANT|REVOKE)\b.* ON (?:DATABASE|TABLESPACE|PARAMETER)\b/,
  /^(?:GRANT|REVOKE)\b(?!.* ON )/,
];

/** Hears the steps of a run and keeps, revision by revision, the statements that a script would need. */
export class Recording implements Wire {
  readonly steps = new Map<string, RecordedStep>();
  /** Why a statement was not let through, whatever Sequelize and the revision made of it. */
  refusal: Unsupported | null = null;
  readonly #dialect: Dialect;
  readonly #names: StateNames;
  readonly #sharesServer: boolean;
  #session: ScriptSession | null = null;
  #statements: RecordedStatement[] = [];
  #marks: Mark[] = [];
  #revision = '';

  /** `sharesServer`: what changes the whole server would change the target's, too, and is refused. */
  constructor(dialect: Dialect, names: StateNames, options: { sharesServer: boolean }) {
    this.#dialect = dialect;
    this.#names = names;
    this.#sharesServer = options.sharesServer && dialect.name === 'postgres';
  }

  /** The session that was heard. */
  get session(): ScriptSession {
    if (this.#session === null) throw new RangeError('nothing has been recorded yet');
    return this.#session;
  }

  async opened(db: Connection): Promise<void> {
    this.#session = await this.#dialect.script.session(db, this.#names);
  }

  attempt(scope: StepScope): void {
    this.#revision = scope.revision;
    this.#statements = [];
    this.#marks = [];
    this.steps.set(scope.revision, { scope, statements: this.#statements });
  }

  sending(sql: string): void {
    if (!this.#sharesServer || !/role|user|group|database|tablespace|system|grant|revoke/i.test(sql)) return;
    for (const statement of splitStatements(sql, 'postgres')) {
      const words = [...lexemes(statement.sql, 'postgres')].filter(({ kind }) => kind === 'word');
      const said = words.map(({ text }) => text.toUpperCase()).join(' ');
      if (!OF_THE_SERVER.some((pattern) => pattern.test(said))) continue;
      this.refusal = new Unsupported(
        `${this.#revision} changes the whole server, and the scratch database is on the server of the target: "${statement.sql.slice(0, 120)}"`,
        'give an empty database on a server of its own: --scratch postgres://…',
      );
      throw this.refusal;
    }
  }

  sent(sql: string, values: BoundValues | null, speaker: Speaker): void {
    const text = inlined(sql, values, this.#dialect.name, this.#dialect.script);
    for (const statement of splitStatements(text, this.#dialect.name))
      if (speaker === 'beside') this.#before({ sql: statement.sql, own: false });
      else this.#keep({ sql: statement.sql, own: speaker === 'own' }, statement.head);
  }

  #keep(statement: RecordedStatement, head: string): void {
    const { sql } = statement;
    const name = /^(?:SAVEPOINT|RELEASE(?:\s+SAVEPOINT)?|ROLLBACK\s.*TO(?:\s+SAVEPOINT)?)\s+(\S+)$/is.exec(sql)?.[1];
    if (head === 'SAVEPOINT') this.#marks.push({ name: name ?? '', at: this.#statements.length });
    else if (head === 'RELEASE') this.#forget(name ?? '');
    else if (head === 'ROLLBACK' && name !== undefined) this.#backTo(name);
    else if (head === 'ROLLBACK' || head === 'ABORT') this.#backTo(BEGIN, { inclusive: true });
    else {
      // only a step outside a transaction opens one itself
      if (head === 'BEGIN' || head === 'START') this.#marks.push({ name: BEGIN, at: this.#statements.length });
      if (head === 'COMMIT' || head === 'END') this.#forget(BEGIN);
      this.#statements.push(statement);
    }
  }

  // The program that runs a script has one connection: what stood beside a transaction comes before it.
  #before(statement: RecordedStatement): void {
    const at = this.#marks[this.#find(BEGIN)]?.at ?? this.#statements.length;
    this.#statements.splice(at, 0, statement);
    this.#marks = this.#marks.map((mark) => (mark.at < at ? mark : { ...mark, at: mark.at + 1 }));
  }

  #forget(name: string): void {
    const index = this.#find(name);
    if (index >= 0) this.#marks.splice(index);
  }

  #backTo(name: string, { inclusive = false } = {}): void {
    const index = this.#find(name);
    if (index < 0) return;
    this.#statements.length = this.#marks[index]?.at ?? 0;
    this.#marks.splice(inclusive ? index : index + 1);
  }

  #find(name: string): number {
    return this.#marks.findLastIndex((mark) => mark.name === name);
  }
}
