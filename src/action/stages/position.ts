import type { Documents } from '../documents.ts';
import { errorFinding, finding } from '../finding.ts';
import { Ended, type Stage, warningsOf } from '../stage.ts';

/** Where the database stands and what revisions there are, before anything is done. An error ends the step. */
export async function begin({ story, ask, demand }: Stage): Promise<void> {
  const { document: history, error, exitCode, events } = await ask<Documents['history']>(['history']);
  if (error !== null) {
    story.findings.push(errorFinding(error, exitCode));
    throw new Ended();
  }
  for (const warning of warningsOf(events)) story.usual.add(warning);
  story.history = history ?? [];
  story.before = await demand<Documents['status']>(['status']);
  story.after = story.before;
}

/** Where the database stands at the end. `judge`: what is pending or ahead then is a finding. */
export async function conclude({ story, ask }: Stage, { judge }: { readonly judge: boolean }): Promise<void> {
  const { document } = await ask<Documents['status']>(['status']);
  if (document === null) return;
  story.after = document;
  if (!judge) return;
  const { pending, unknown, remedy } = document;
  const ids = (list: readonly string[]) => list.join(', ');
  if (pending.length > 0)
    story.findings.push(
      finding('pending', `${ids(pending)} ${pending.length === 1 ? 'is' : 'are'} pending`, { remedy }),
    );
  if (unknown.length > 0)
    story.findings.push(finding('ahead', `the database is ahead: no file here describes ${ids(unknown)}`));
}
