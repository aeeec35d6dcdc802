import type { ProgressRow } from '../dialects/progress.ts';
import type { Answer } from './answers.ts';

type Whole = Exclude<Answer, { kind: 'digest' }>;

interface Entry {
  /** What was asked before the statement, in order. */
  readonly reads: readonly { readonly mark: string; readonly answer: Answer }[];
  readonly mark: string;
  readonly answer: Whole;
}

/** What an earlier run of a step has written down, given out again in the same order; the first statement that is another one ends it. */
export class Replay {
  readonly #entries: readonly Entry[];
  /** The statement that was under way when that run stopped. */
  readonly begun: string | null;
  #at = 0;
  #read = 0;
  #ended = false;
  #told = false;

  constructor(rows: readonly ProgressRow[]) {
    const entries = rows.map(({ done, answers }) => ({ done, ...(JSON.parse(answers) as Entry) }));
    this.#entries = entries.filter(({ done }) => done);
    this.begun = entries.find(({ done }) => !done)?.mark ?? null;
  }

  /** How many statements it holds. */
  get total(): number {
    return this.#entries.length;
  }

  /** What a statement that only asks was answered; null when it must be asked. */
  read(mark: string): Answer | null {
    const entry = this.#entry();
    // after the last statement that changed something the database itself is asked
    if (entry === null) return null;
    const known = entry.reads[this.#read];
    if (known === undefined || known.mark !== mark) return this.end();
    this.#read += 1;
    return known.answer;
  }

  /** What a statement that changes something was answered; null when it must run. */
  effect(mark: string): Whole | null {
    const entry = this.#entry();
    if (entry === null) return null;
    if (entry.mark !== mark || this.#read < entry.reads.length) return this.end();
    this.#at += 1;
    this.#read = 0;
    return entry.answer;
  }

  /** From here on everything runs. */
  end(): null {
    this.#ended = true;
    return null;
  }

  /** How many statements were given out, and how many were not sent again as they were; zero from the second time on. */
  account(): { readonly skipped: number; readonly unlike: number } {
    const told = this.#told;
    this.#told = true;
    return told ? { skipped: 0, unlike: 0 } : { skipped: this.#at, unlike: this.#entries.length - this.#at };
  }

  #entry(): Entry | null {
    return this.#ended ? null : (this.#entries[this.#at] ?? null);
  }
}
