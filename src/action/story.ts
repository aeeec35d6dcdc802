import type { Leg } from '../verify/course.ts';
import type { VerifyResult } from '../verify/result.ts';
import type { Called } from './command-line.ts';
import type { Documents } from './documents.ts';
import type { ActionFinding } from './finding.ts';

/** What is known of a revision that this step has run or proved. */
export interface ToldRevision {
  readonly revision: string;
  readonly message: string;
  /** Absolute. */
  readonly path: string | null;
  /** What `verify` says; of one that only ran, `applied`, `reverted`, `failed`, or `unfinished` when nobody has said how it ended. */
  result: VerifyResult | 'applied' | 'reverted' | 'failed' | 'unfinished';
  /** How long up, down and the second up took, in milliseconds. */
  legs: Partial<Readonly<Record<Leg, number>>>;
  /** The statements of its `up`, as they ran. */
  sql: readonly string[];
}

/** What has happened in this step so far: the stages write it, the report reads it. */
export class Story {
  readonly findings: ActionFinding[] = [];
  readonly calls: Called[] = [];
  /** What a reviewer should know and nobody has to mend. */
  readonly notes: string[] = [];
  /** What the command line has warned of. */
  readonly warnings: string[] = [];
  /** What the command line warns of whatever it does: that the input is used in place of the configured URL, for example. */
  readonly usual = new Set<string>();
  readonly revisions = new Map<string, ToldRevision>();
  readonly seeds: Documents['seeded']['seeds'][number][] = [];
  /** Where the database stood when the step began, and stands; null: not known. */
  before: Documents['status'] | null = null;
  after: Documents['status'] | null = null;
  applied = 0;
  reverted = 0;
  /** What `sql` has written, and where. */
  scriptFile: string | null = null;
  script: string | null = null;
  #entries: ReadonlyMap<string, Documents['history'][number]> = new Map();

  /** All revisions, newest first; empty: they could not be read. */
  get history(): Documents['history'] {
    return [...this.#entries.values()];
  }

  set history(entries: Documents['history']) {
    this.#entries = new Map(entries.map((entry) => [entry.revision, entry]));
  }

  /** Notes warnings of the command line, each once. */
  warn(messages: readonly string[]): void {
    for (const message of messages)
      if (!this.usual.has(message) && !this.warnings.includes(message)) this.warnings.push(message);
  }

  /** The entry of a revision, made where there is none yet. */
  revision(id: string): ToldRevision {
    const known = this.revisions.get(id);
    if (known !== undefined) return known;
    const { message = '', path = null } = this.#entries.get(id) ?? {};
    const made: ToldRevision = { revision: id, message, path, result: 'unfinished', legs: {}, sql: [] };
    this.revisions.set(id, made);
    return made;
  }
}
