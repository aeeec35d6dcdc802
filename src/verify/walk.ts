import { Unsupported } from '../errors.ts';
import { needs, type RevisionGraph } from '../graph/graph.ts';
import { lineage } from '../graph/identify.ts';
import type { Revision } from '../graph/revision.ts';
import type { QualifiedName } from '../model/names.ts';
import { importRevision } from '../revisions/import.ts';
import type { RunContext } from '../runner/context.ts';
import { prepared } from '../runner/prepare.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import { courseApart, NO_STEPS } from './apart.ts';
import type { Course } from './course.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { judge } from './judge.ts';
import type { Ears } from './listener.ts';
import { Population } from './population.ts';
import { isFault, type Verification, type VerifiedRevision } from './result.ts';
import { courseWithin, failureAt, type Loaded, type TrialMeans } from './within.ts';

/** What a walk goes through, and who is told. */
export interface Way {
  /** An empty database that may be filled. */
  readonly scratch: RunContext;
  readonly graph: RevisionGraph;
  /** What is tried; what that stands on is only applied. */
  readonly wanted: readonly string[];
  readonly ears: Ears;
  readonly tell: RunContext['report'];
}

/** Goes up from the empty database, revision by revision, and tries each that is wanted. */
export class Walk {
  readonly #way: Way;
  readonly #list: readonly Revision[];
  readonly #wanted: ReadonlySet<string>;
  readonly #results: VerifiedRevision[] = [];
  readonly #unreached: string[] = [];
  readonly #missing = new Set<string>();
  readonly #population: Population;
  #at = 0;
  /** What the database holds now, where that is known. */
  #known: Fingerprint | null = null;
  #startedMs = 0;

  constructor(way: Way) {
    const { graph, wanted } = way;
    const line = lineage(graph, wanted);
    this.#way = way;
    this.#population = new Population({ wanted: true });
    this.#list = graph.order.flatMap((id) => (line.has(id) ? (graph.byId.get(id) ?? []) : []));
    this.#wanted = new Set(wanted);
  }

  /** Goes to the end. Throws what is no revision's fault: a database that is gone, a signal. */
  async run(): Promise<Verification> {
    const { scratch, graph } = this.#way;
    let course: Course | null = null;
    while (this.#at < this.#list.length) {
      const given: Course | null = course;
      const apart: Loaded | null = await prepared(scratch, graph, NO_STEPS, (around) => this.#stretch(around, given));
      course = apart === null ? null : await courseApart(scratch, graph, apart, this.#means);
    }
    const ok = this.#unreached.length === 0 && !this.#results.some(({ result }) => isFault(result));
    return { ok, revisions: this.#results, unreached: this.#unreached, unfilled: this.#population.unfilled };
  }

  // As far as one session goes; answers the revision that must be tried apart. `given`: how that went.
  async #stretch(around: StepSurroundings, given: Course | null): Promise<Loaded | null> {
    await around.recorder.createTables();
    let course = given;
    for (; this.#at < this.#list.length; this.#at += 1) {
      around.context.signal.throwIfAborted();
      const revision = this.#list[this.#at];
      if (revision === undefined || this.#isCutOff(revision)) continue;
      if (course === null) this.#startedMs = performance.now();
      const apart = await this.#one(around, revision, course);
      if (apart !== null) return apart;
      course = null;
    }
    return null;
  }

  #isCutOff({ id }: Revision): boolean {
    if (!needs(this.#way.graph, id).some((need) => this.#missing.has(need))) return false;
    this.#missing.add(id);
    if (this.#wanted.has(id)) this.#unreached.push(id);
    return true;
  }

  async #one(around: StepSurroundings, revision: Revision, given: Course | null): Promise<Loaded | null> {
    this.#way.ears.begin();
    const { directory } = around.context;
    try {
      const loaded = { revision, module: await importRevision(revision, { directory }) };
      const course = given ?? (await this.#tried(around, loaded));
      if (course === null) return loaded;
      if (course.failure?.leg === 'up') await this.#withoutRows(around, loaded, course);
      else await this.#advance(around, loaded, course);
    } catch (error) {
      this.#failed(revision, { failure: failureAt('up', error, this.#way.ears) });
    }
    return null;
  }

  // Null: it has to be tried apart, also to be sure of a failure.
  async #tried(around: StepSurroundings, loaded: Loaded): Promise<Course | null> {
    const { revision, module } = loaded;
    if (!this.#wanted.has(revision.id) || revision.irreversible !== null) return { failure: null };
    if (module.down === undefined) return { failure: withoutDown(revision) };
    if (!revision.transaction) {
      await this.#before(around);
      return null;
    }
    const course = await courseWithin(around, loaded, await this.#before(around), this.#means);
    return course?.failure === null ? course : null;
  }

  // With rows in it.
  async #before(around: StepSurroundings): Promise<Fingerprint> {
    const known = this.#known ?? (await takeFingerprint(around.session.db, around.context));
    this.#known = await this.#population.settle(around, known);
    return this.#known;
  }

  get #means(): TrialMeans {
    return { listener: this.#way.ears, population: this.#population };
  }

  // The clean `up` that the next revision begins with.
  async #advance(around: StepSurroundings, { revision, module }: Loaded, course: Course): Promise<void> {
    this.#known = null;
    await runStep(around, { revision, module, direction: 'up' });
    this.#known = course.up ?? null;
    if (this.#wanted.has(revision.id)) this.#conclude(revision, course);
  }

  // An `up` that fails on rows may work without: then the next revisions can still be tried.
  async #withoutRows(around: StepSurroundings, { revision, module }: Loaded, course: Course): Promise<void> {
    const emptied = await emptyTables(around, this.#population.filled);
    this.#population.forget();
    this.#known = null;
    const worked = emptied && (await runStep(around, { revision, module, direction: 'up' }).catch(() => null)) !== null;
    if (worked) this.#conclude(revision, course);
    else this.#failed(revision, course);
  }

  #failed(revision: Revision, course: Course): void {
    this.#missing.add(revision.id);
    this.#conclude(revision, course);
  }

  #conclude(revision: Revision, course: Course): void {
    const verified = judge(revision, course, performance.now() - this.#startedMs);
    this.#results.push(verified);
    const { message, result, durationMs } = verified;
    const [index, total] = [this.#results.length - 1, this.#wanted.size];
    this.#way.tell({ kind: 'verified', revision: revision.id, message, result, durationMs, index, total });
  }
}

// False: there were none.
async function emptyTables({ session, context }: StepSurroundings, tables: readonly QualifiedName[]): Promise<boolean> {
  if (tables.length === 0) return false;
  await context.dialect.emptyTables(session.db, tables);
  return true;
}

function withoutDown(revision: Revision): Course['failure'] {
  const error = new Unsupported(
    `${revision.id} has no down()`,
    'write it, or say why there is none: export const irreversible = true; // the reason',
  );
  return { leg: 'down', error, statement: null };
}
