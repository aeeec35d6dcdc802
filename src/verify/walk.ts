import { differences } from '../diff/differences.ts';
import { Unsupported } from '../errors.ts';
import { needs, type RevisionGraph } from '../graph/graph.ts';
import { lineage } from '../graph/identify.ts';
import type { Revision } from '../graph/revision.ts';
import { importRevision } from '../revisions/import.ts';
import type { RunContext } from '../runner/context.ts';
import { prepared } from '../runner/prepare.ts';
import { runStep } from '../runner/step.ts';
import type { StepSurroundings } from '../runner/surroundings.ts';
import { courseApart, courseHere, NO_STEPS, withNothingAbove } from './apart.ts';
import type { Course } from './course.ts';
import { withoutRows } from './emptied.ts';
import { afterUp, type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { PointingRows } from './foreign-keys.ts';
import { judge } from './judge.ts';
import type { Ears } from './listener.ts';
import { pass } from './pass.ts';
import { type Filling, Population } from './population.ts';
import { unlikeFirst } from './residue.ts';
import { isFault, type Verification, type VerifiedRevision } from './result.ts';
import { placeOf, type Share } from './share.ts';
import { courseWithin, failureAt, type Loaded, type TrialMeans } from './within.ts';

/** What a walk goes through, and who is told. */
export interface Way {
  /** An empty database that may be filled. */
  readonly scratch: RunContext;
  readonly graph: RevisionGraph;
  /** What is tried; what that stands on is only applied. */
  readonly wanted: readonly string[];
  /** The part of them that is tried here; those of the parts before it are only applied, those behind it left out. Null: all. */
  readonly share: Share | null;
  /** What is applied there already. */
  readonly applied: ReadonlySet<string>;
  /** Whether copies of it may be made. */
  readonly copies: boolean;
  /** When rows are made; else those that are there are what a step may lose. */
  readonly filling: Filling;
  /** Whether all is read each time, not what was touched alone. */
  readonly exact: boolean;
  readonly ears: Ears;
  readonly tell: RunContext['report'];
}

/** What was touched was not all that changed: everything has to be read each time. */
export class Inexact extends Error {}

// Of a revision that can only be tried on the database itself.
const HERE: Course = { failure: null };
// Of one that another share tries: it is applied already.
const PASSED: Course = { failure: null };

/** Goes up from the empty database, revision by revision, and tries each that is wanted. */
export class Walk {
  readonly #way: Way;
  readonly #list: readonly Revision[];
  readonly #wanted: ReadonlySet<string>;
  readonly #results: VerifiedRevision[] = [];
  readonly #unreached: string[] = [];
  readonly #missing = new Set<string>();
  readonly #population: Population;
  readonly #pointing = new PointingRows();
  /** Where in the list the own share begins. */
  readonly #from: number;
  #at = 0;
  /** What the database holds now, where that is known. */
  #known: Fingerprint | null = null;
  #startedMs = 0;
  /** Whether what was put together is not what is there. */
  #inexact = false;
  /** How the trial within a transaction went, where that is all there can be. */
  #within: Course | null = null;

  constructor(way: Way) {
    const { graph, wanted, applied, filling } = way;
    const line = lineage(graph, wanted);
    this.#way = way;
    this.#population = new Population(filling);
    const list = graph.order.flatMap((id) => (line.has(id) && !applied.has(id) ? (graph.byId.get(id) ?? []) : []));
    this.#wanted = new Set(wanted.filter((id) => !applied.has(id)));
    const places = [0, ...list.flatMap(({ id }, at) => (this.#wanted.has(id) ? at + 1 : []))];
    const { from, to } = placeOf(way.share ?? { index: 1, of: 1 }, this.#wanted.size);
    this.#from = places[from] ?? 0;
    this.#list = list.slice(0, places[to]);
  }

  /** Those whose `up` does not work, and what stands on them: after `run`. */
  get missing(): ReadonlySet<string> {
    return this.#missing;
  }

  get #isOwn(): boolean {
    return this.#at >= this.#from;
  }

  /** Goes to the end. Throws what is no revision's fault: a database that is gone, a signal. */
  async run(): Promise<Verification> {
    const { scratch, graph } = this.#way;
    const alone = withNothingAbove(graph);
    this.#tellApplied();
    let course: Course | null = null;
    while (this.#at < this.#list.length) {
      const given: Course | null = course;
      const apart: Loaded | null = await prepared(scratch, alone, NO_STEPS, (around) => this.#stretch(around, given));
      course = apart === null ? null : await this.#apart(apart);
    }
    if (this.#inexact) throw new Inexact();
    const ok = this.#unreached.length === 0 && !this.#results.some(({ result }) => isFault(result));
    return { ok, revisions: this.#results, unreached: this.#unreached, unfilled: this.#population.unfilled };
  }

  // As far as one session goes; answers the revision that must be tried apart. `given`: how that went.
  async #stretch(around: StepSurroundings, given: Course | null): Promise<Loaded | null> {
    if (this.#way.copies) await around.session.db.batch(around.context.dialect.scratch.careless);
    await around.recorder.createTables();
    if (this.#population.undecided) this.#population.decide(await takeFingerprint(around.session.db, around.context));
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
    await this.#assureExact(around);
    return null;
  }

  // What was put together of what each step has touched is what is there.
  async #assureExact({ session, context }: StepSurroundings): Promise<void> {
    if (this.#known === null || this.#way.exact) return;
    const { schema, rows } = await takeFingerprint(session.db, context);
    const known = this.#known;
    const isOther = [...rows].some(([name, { count }]) => count !== known.rows.get(name)?.count);
    this.#inexact = isOther || differences(schema, known.schema).length > 0;
  }

  #isCutOff({ id }: Revision): boolean {
    if (!needs(this.#way.graph, id).some((need) => this.#missing.has(need))) return false;
    this.#missing.add(id);
    if (this.#wanted.has(id) && this.#isOwn) this.#unreached.push(id);
    return true;
  }

  async #one(around: StepSurroundings, revision: Revision, given: Course | null): Promise<Loaded | null> {
    this.#way.ears.begin();
    const { directory } = around.context;
    try {
      const loaded = { revision, module: await importRevision(revision, { directory }) };
      const course = given ?? (await this.#tried(around, loaded));
      if (course === null) return loaded;
      if (course === PASSED) return null;
      if (course === HERE) await this.#onlyHere(around, loaded);
      else if (course.failure?.leg === 'up') await this.#withoutRows(around, loaded, course);
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
      this.#within = null;
      await this.#before(around);
      return null;
    }
    const before = await this.#before(around);
    if (!this.#isOwn && (await this.#passed(around, loaded, before))) return PASSED;
    const course = await courseWithin(around, loaded, before, this.#means);
    this.#within = course;
    return course?.failure === null ? course : null;
  }

  async #passed(around: StepSurroundings, loaded: Loaded, before: Fingerprint): Promise<boolean> {
    this.#known = null;
    this.#known = await pass(around, loaded, before, this.#means);
    if (this.#known !== null) return true;
    this.#known = before;
    return false;
  }

  // On a copy; where none can be made, the transaction has to be believed. Null: there was none either.
  async #apart(loaded: Loaded): Promise<Course | null> {
    const { scratch, graph, copies } = this.#way;
    if (!copies) return this.#within ?? HERE;
    try {
      return await courseApart(scratch, graph, loaded, this.#means);
    } catch (error) {
      if (error instanceof Unsupported) return this.#within ?? HERE;
      throw error;
    }
  }

  #tellApplied(): void {
    const count = this.#way.wanted.length - this.#wanted.size;
    if (count === 0 || (this.#way.share?.index ?? 1) > 1) return;
    const message = `${count} revision${count === 1 ? ' is' : 's are'} applied there already and cannot be tried: leave --in-place and --data out for ${count === 1 ? 'it' : 'them'}`;
    this.#way.tell({ kind: 'warning', message });
  }

  // With rows in it.
  async #before(around: StepSurroundings): Promise<Fingerprint> {
    const known = this.#known ?? (await takeFingerprint(around.session.db, around.context));
    this.#known = await this.#population.settle(around, known);
    return this.#known;
  }

  get #means(): TrialMeans {
    const { ears, exact } = this.#way;
    return { listener: ears, population: this.#population, pointing: this.#pointing, exact };
  }

  // The clean `up` that the next revision begins with.
  async #advance(around: StepSurroundings, { revision, module }: Loaded, course: Course): Promise<void> {
    this.#known = null;
    await runStep(around, { revision, module, direction: 'up' });
    const { before, up, again } = course;
    // one that makes something else each time has made something else this time, too
    const isSteady = up === undefined || again === undefined || unlikeFirst(up, again).length === 0;
    if (before !== undefined && up !== undefined && isSteady) {
      this.#population.follow(before, up);
      this.#known = await afterUp(around.session.db, around.context, before, up);
    }
    if (this.#wanted.has(revision.id) && this.#isOwn) this.#conclude(revision, course);
  }

  // An `up` that fails on rows may work without: then the next revisions can still be tried.
  async #withoutRows(around: StepSurroundings, loaded: Loaded, course: Course): Promise<void> {
    const state = this.#known ?? (await takeFingerprint(around.session.db, around.context));
    const filled = this.#population.filledOf(state);
    this.#population.forget();
    this.#known = null;
    const without = await withoutRows(around, loaded, filled, this.#means);
    if (without === null) this.#failed(loaded.revision, course);
    else this.#conclude(loaded.revision, { ...course, without });
  }

  // Nothing can be put back here: what stands on a revision with findings is not tried.
  async #onlyHere(around: StepSurroundings, loaded: Loaded): Promise<void> {
    const { revision } = loaded;
    const course = await courseHere(around, loaded, this.#means);
    this.#known = null;
    const { result } = this.#conclude(revision, course);
    if (isFault(result)) this.#missing.add(revision.id);
  }

  #failed(revision: Revision, course: Course): void {
    this.#missing.add(revision.id);
    this.#conclude(revision, course);
  }

  #conclude(revision: Revision, course: Course): VerifiedRevision {
    const { ears } = this.#way;
    const judged = judge(revision, course, performance.now() - this.#startedMs, ears.statements);
    const verified = withLines(judged, ears);
    if (!this.#isOwn) return verified;
    this.#results.push(verified);
    const { message, result, durationMs } = verified;
    const [index, total] = [this.#results.length - 1, this.#wanted.size];
    this.#way.tell({ kind: 'verified', revision: revision.id, message, result, durationMs, index, total });
    return verified;
  }
}

// What is left says which call has left it.
function withLines(verified: VerifiedRevision, ears: Ears): VerifiedRevision {
  if (verified.result !== 'residue') return verified;
  const differences = verified.differences.map((one) => {
    const line = one.line ?? ears.lineOf(one.object);
    return line === null ? one : { ...one, line };
  });
  return { ...verified, differences };
}

function withoutDown(revision: Revision): Course['failure'] {
  const error = new Unsupported(
    `${revision.id} has no down()`,
    'write it, or say why there is none: export const irreversible = true; // the reason',
  );
  return { leg: 'down', error, statement: null };
}
