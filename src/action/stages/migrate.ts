import { existsSync, readFileSync } from 'node:fs';
import type { MigratorEvent } from '../../events.ts';
import type { Leg } from '../../verify/course.ts';
import type { Called } from '../command-line.ts';
import type { Documents } from '../documents.ts';
import { type ActionFinding, errorFinding } from '../finding.ts';
import { Ended, type Stage } from '../stage.ts';
import type { Story } from '../story.ts';

/** Raises the database; an error ends the step. `leg`: which of the times of a round trip this is. */
export async function upgrade(stage: Stage, targets: readonly string[], leg: Leg = 'up'): Promise<void> {
  const { inputs, ask } = stage;
  // a drift that the upgrade would write over as the new state is refused before it, where it is to fail the step at all
  const strict = inputs.failOn.has('drift') && (inputs.check === 'true' || inputs.check === 'database');
  const args = ['upgrade', ...targets, ...(strict ? ['--strict'] : []), '--verbose'];
  settle(stage.story, await ask<Documents['run']>(args), leg);
}

/** Lowers the database; an error ends the step. */
export async function downgrade({ story, ask }: Stage, target: string): Promise<readonly string[]> {
  const called = await ask<Documents['run']>(['downgrade', target]);
  settle(story, called, 'down');
  return called.document?.steps.map(({ revision }) => revision) ?? [];
}

function settle(story: Story, called: Called<Documents['run']>, leg: Leg): void {
  for (const event of called.events) count(story, event, leg);
  const { document, error } = called;
  story.warn(document?.warnings ?? []);
  if (document !== null && story.after !== null) story.after = { ...story.after, current: document.to };
  if (error === null) return;
  if (story.applied + story.reverted > 0) story.after = null; // asked again, where that can still be
  story.findings.push(failure(story, called));
  throw new Ended();
}

const RAN: ReadonlySet<string> = new Set(['applied', 'reverted', 'failed', 'unfinished']);

// By the events, not by the summary: a run that fails half-way has none.
function count(story: Story, event: MigratorEvent, leg: Leg): void {
  // a step that is made again says all of it again
  if (event.kind === 'step-started' && leg === 'up') story.revision(event.revision).sql = [];
  if (event.kind === 'statement' && leg === 'up') {
    const told = story.revision(event.revision);
    told.sql = [...told.sql, event.sql];
  }
  if (event.kind === 'step-failed') story.revision(event.revision).result = 'failed';
  if (event.kind !== 'step-finished') return;
  if (event.outcome !== 'applied' && event.outcome !== 'reverted') return;
  if (event.outcome === 'applied') story.applied += 1;
  else story.reverted += 1;
  const told = story.revision(event.revision);
  if (RAN.has(told.result)) told.result = event.outcome; // else verify has said more
  told.legs = { [leg]: event.durationMs, ...told.legs };
}

function failure(story: Story, { error, exitCode, events }: Called): ActionFinding {
  if (error === null) throw new RangeError('there is no error');
  const failed = events.findLast((event) => event.kind === 'step-failed');
  if (error.code === 'MULTIPLE_HEADS') return severalHeads(story, error, exitCode);
  if (error.code === 'DRIFT') return errorFinding(error, exitCode, 'drift');
  if (failed === undefined || error.code === 'INTERRUPTED') return errorFinding(error, exitCode);
  const kind = failed.direction === 'up' ? 'up-failed' : 'down-failed';
  const path = error.path ?? story.revision(failed.revision).path;
  return { ...errorFinding({ ...error, path }, exitCode, kind), revision: failed.revision };
}

// Said in the file of the newest: it is the one that a pull request brings.
function severalHeads(story: Story, error: NonNullable<Called['error']>, exitCode: number): ActionFinding {
  const heads = story.history.filter(({ head }) => head);
  const newest = heads.find(({ revision }) => story.before?.pending.includes(revision)) ?? heads[0];
  const named = heads.map(({ revision, message }) => `${revision} (${message})`).join(' and ');
  const message = `there are ${heads.length} heads: ${named}; ${error.message}`;
  const path = newest?.path ?? null;
  const place = { path, revision: newest?.revision ?? null, line: path === null ? null : lineOfParents(path) };
  return { ...errorFinding({ ...error, message }, exitCode), ...place };
}

// Where it says what it builds on: that is what has to change.
function lineOfParents(path: string): number | null {
  if (!existsSync(path)) return null;
  const index = readFileSync(path, 'utf8')
    .split('\n')
    .findIndex((line) => /\bdownRevision\b/.test(line));
  return index < 0 ? null : index + 1;
}
