import type { Documents } from '../documents.ts';
import { type ActionFinding, errorFinding, finding } from '../finding.ts';
import { Ended, type Stage, warningsOf } from '../stage.ts';

const SIDES = { models: 'the models', database: 'the catalog as the last run left it' } as const;

/** Compares the database with the models and with what the last run left, as far as the inputs want it. An error ends the step. */
export async function compare(stage: Stage): Promise<void> {
  const { inputs, story, ask } = stage;
  if (inputs.check === 'false') return;
  const { document, error, exitCode, events } = await ask<Documents['check']>([
    'check',
    ...(inputs.check === 'true' ? [] : [`--${inputs.check}`]),
  ]);
  story.warn(warningsOf(events));
  if (document === null) {
    if (error !== null) story.findings.push(errorFinding(error, exitCode));
    throw new Ended();
  }
  if (document.code !== 'PENDING') story.findings.push(...document.differences.map((one) => drift(stage, one)));
}

function drift(
  { story }: Stage,
  { comparison, kind, object, detail, sql }: Documents['check']['differences'][number],
): ActionFinding {
  const remedy =
    comparison === 'models'
      ? 'write what is missing: windlass revision --autogenerate -m "…"'
      : 'put it back, or accept it: windlass stamp current';
  if (kind === 'model file') return finding('drift', detail, { path: object, remedy });
  // what the models want and no revision brings is missing in the newest one
  const newest = comparison === 'models' ? story.history.find(({ head, current }) => head || current)?.path : undefined;
  return finding('drift', `${detail} (compared with ${SIDES[comparison]})`, { path: newest ?? null, remedy, sql });
}
