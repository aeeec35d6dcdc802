import type { MigratorEvent } from '../events.ts';

/** What is heard of the steps of a trial. */
export interface Listener {
  readonly report: (event: MigratorEvent) => void;
  /** Whether rights were given or taken: what no lock tells of. */
  readonly rights: boolean;
  /** The statements so far, each once. */
  readonly statements: readonly string[];
  /** The last statement that began, with its values left out; null: none yet. */
  readonly last: string | null;
}

// They come after what failed, with names made by chance.
const OF_SAVEPOINTS = /^\s*(?:savepoint|release|rollback)\b/i;
// In the text itself, or in a function or block that the text calls.
const MAY_GIVE_RIGHTS = /\b(?:grant|revoke|privileges|owner|owned|do|call)\b/i;

/** Hands on what a person waits for and what revisions say, each once: their steps run four times, and nothing of that is news. */
export class Ears implements Listener {
  readonly report: (event: MigratorEvent) => void;
  readonly #said = new Set<string>();
  /** With the line that sent each first, which is that of `up`. */
  readonly #statements = new Map<string, number | null>();
  #last: string | null = null;
  #rights = false;

  constructor(report: (event: MigratorEvent) => void) {
    this.report = (event) => {
      if (event.kind === 'statement') this.#hear(event.sql, event.line ?? null);
      if (this.#isNews(event)) report(event);
    };
  }

  get last(): string | null {
    return this.#last;
  }

  get rights(): boolean {
    return this.#rights;
  }

  /** Forgets the statements so far. */
  begin(): void {
    this.#last = null;
    this.#rights = false;
    this.#statements.clear();
  }

  /** The statements so far, each once. */
  get statements(): readonly string[] {
    return [...this.#statements.keys()];
  }

  /** The line that has made or changed that object first, as far as the statements name it. */
  lineOf(object: string): number | null {
    const names = object.split(/[\s.]+/).filter((word) => !/^(?:of|on|in)$/.test(word));
    const says = (sql: string, name: string) =>
      new RegExp(`(?<!\\w)${name.replace(/[^\w]/g, '\\$&')}(?!\\w)`, 'i').test(sql);
    const all = [...this.#statements].filter(([, line]) => line !== null);
    const naming = names.map((name) => all.filter(([sql]) => says(sql, name))).filter((found) => found.length > 0);
    const [fewest] = naming.toSorted((one, other) => one.length - other.length); // the name that says most
    return fewest?.[0]?.[1] ?? null;
  }

  #hear(sql: string, line: number | null): void {
    if (!this.#statements.has(sql)) this.#statements.set(sql, line);
    if (!OF_SAVEPOINTS.test(sql)) this.#last = sql;
    this.#rights ||= MAY_GIVE_RIGHTS.test(sql);
  }

  #isNews(event: MigratorEvent): boolean {
    if (event.kind === 'waiting-for-database' || event.kind === 'waiting-for-lock') return true;
    if (event.kind !== 'warning' && event.kind !== 'notice') return false;
    const known = this.#said.has(event.message);
    this.#said.add(event.message);
    return !known;
  }
}
