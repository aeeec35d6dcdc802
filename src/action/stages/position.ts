import type { Called } from '../command-line.ts';
import type { Documents } from '../documents.ts';
import { errorFinding, finding } from '../finding.ts';
import { Ended, end, type Stage, warningsOf } from '../stage.ts';
import type { Story } from '../story.ts';

/** Where the database stands and what revisions there are, before anything is done. An error ends the step. */
export async function begin({ story, ask }: Stage): Promise<void> {
  const { document: history, error, exitCode, events } = await ask<Documents['history']>(['history']);
  if (error !== null) {
    story.findings.push(errorFinding(error, exitCode));
    throw new Ended();
  }
  for (const warning of warningsOf(events)) story.usual.add(warning);
  story.history = history ?? [];
  const status = await ask<Documents['status']>(['status']);
  story.before = status.document ?? (await unjudged(status, { story, ask }));
  story.after = story.before;
  if (status.document === null) end(story, status);
}

// Beside an edited file nothing is judged, but where the database stands can be said.
async function unjudged({ error }: Called, { story, ask }: Pick<Stage, 'story' | 'ask'>): Promise<Story['before']> {
  if (error?.code !== 'EDITED_AFTER_APPLY') return null;
  const { document } = await ask<Documents['current']>(['current']);
  if (document === null) return null;
  const heads = story.history.filter(({ head }) => head).map(({ revision }) => revision);
  return { ...document, heads, state: document.upToDate ? 'current' : 'behind', unknown: [], remedy: null };
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
