import type { MigratorEvent } from '../events.ts';

/** What is heard of the steps of a trial. */
export interface Listener {
  readonly report: (event: MigratorEvent) => void;
  /** The last statement that began, with its values left out; null: none yet. */
  readonly last: string | null;
}

/** Hands on what a person waits for and what revisions say, each once: their steps run four times, and nothing of that is news. */
export class Ears implements Listener {
  readonly report: (event: MigratorEvent) => void;
  readonly #said = new Set<string>();
  #last: string | null = null;

  constructor(report: (event: MigratorEvent) => void) {
    this.report = (event) => {
      if (event.kind === 'statement') this.#last = event.sql;
      if (this.#isNews(event)) report(event);
    };
  }

  get last(): string | null {
    return this.#last;
  }

  /** Forgets the statements so far. */
  begin(): void {
    this.#last = null;
  }

  #isNews(event: MigratorEvent): boolean {
    if (event.kind === 'waiting-for-database' || event.kind === 'waiting-for-lock') return true;
    if (event.kind !== 'warning' && event.kind !== 'notice') return false;
    const known = this.#said.has(event.message);
    this.#said.add(event.message);
    return !known;
  }
}
