import { existsSync, readFileSync } from 'node:fs';
import type { Documents } from '../documents.ts';
import { type ActionFinding, errorFinding, finding } from '../finding.ts';
import { Ended, type Stage, warningsOf } from '../stage.ts';

const REMEDY = {
  models: 'write what is missing: windlass revision --autogenerate -m "…"',
  database: 'put it back, or accept it: windlass stamp current',
} as const;
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
  if (document.code !== 'PENDING') story.findings.push(...document.differences.map(drift));
}

function drift({
  comparison,
  kind,
  object,
  detail,
  sql,
  path,
}: Documents['check']['differences'][number]): ActionFinding {
  const remedy = REMEDY[comparison];
  if (kind === 'model file') return finding('drift', detail, { path: object, remedy });
  const line = path === undefined ? null : lineNaming(path, object);
  return finding('drift', `${detail} (compared with ${SIDES[comparison]})`, { path: path ?? null, line, remedy, sql });
}

// The first line that names the column, else the table.
function lineNaming(path: string, object: string): number | null {
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const name of object.split(/[\s.]+/).toReversed()) {
    const index = lines.findIndex((line) => line.split(/[^\w$]+/).includes(name));
    if (index >= 0) return index + 1;
  }
  return null;
}
