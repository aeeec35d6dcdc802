import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verification } from '../../verify/result.ts';
import type { Documents } from '../documents.ts';
import { finding } from '../finding.ts';
import type { Stage } from '../stage.ts';
import { downgrade, upgrade } from './migrate.ts';

/**
 * Takes the newest revision off the database itself and puts it back, with real commits; the whole catalog has to be what it was. Left out where it was there before
 * this step (a database with rows that somebody needs), where that cannot be
 * or is proved to be wrong already: then the notes or findings say so.
 */
export async function backAndForth(stage: Stage, proved: Verification, targets: readonly string[]): Promise<void> {
  const { story } = stage;
  const reason = notHere(stage, proved);
  if (reason !== null) {
    if (reason !== '') story.notes.push(`the database itself was not taken back one revision: ${reason}`);
    return;
  }
  const before = await dump(stage, 'before.json');
  await downgrade(stage, '-1');
  await upgrade(stage, targets, 'again');
  const after = await dump(stage, 'after.json');
  if (readFileSync(before, 'utf8') === readFileSync(after, 'utf8')) return;
  const { document } = await stage.ask<Documents['diff']>(['diff', before, after]);
  const revision = newest(stage);
  story.revision(revision).result = 'residue';
  for (const { detail } of document?.differences ?? [])
    story.findings.push(
      finding('residue', `${revision}: up, down and up on the database itself are not as one up: ${sides(detail)}`, {
        revision,
        path: story.revision(revision).path,
      }),
    );
}

// `diff` calls what it is given the first and the second.
const sides = (detail: string) =>
  detail.replaceAll('the first', 'the one up').replaceAll('the second', 'up, down and up');

const newest = ({ story }: Stage) => story.after?.current[0] ?? '';

// Null: it can be done. Empty: it is said elsewhere.
function notHere(stage: Stage, { revisions }: Verification): string | null {
  const current = stage.story.after?.current ?? [];
  if (current.length === 0) return 'there is none';
  if (current.length > 1) return `it is at several heads (${current.join(', ')})`;
  if (stage.story.before?.current.includes(current[0] ?? ''))
    return `${current[0]} was applied before this step, and its rows are not ours to lose`;
  const last = revisions.find(({ revision }) => revision === current[0]);
  if (last === undefined) return null;
  if (last.result === 'irreversible') return `${last.revision} is irreversible`;
  return last.result === 'ok' ? null : '';
}

async function dump(stage: Stage, name: string): Promise<string> {
  const file = join(stage.folder, name);
  await stage.demand(['schema', 'dump', '--format', 'json', '--output', file]);
  return file;
}
