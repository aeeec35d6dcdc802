import { readFileSync } from 'node:fs';
import { functionLines } from '../../revisions/function-lines.ts';
import type { Documents } from '../documents.ts';
import { type ActionFinding, finding } from '../finding.ts';
import type { Stage } from '../stage.ts';

/** Runs each seed twice to see whether the second run changes a row, all of it rolled back, and then those that have not run yet. An error ends the step. */
export async function seed({ inputs, story, demand }: Stage): Promise<void> {
  // who says how far to go wants the seeds there
  const behind = inputs.target === null && inputs.steps === null ? [] : ['--allow-behind'];
  const { seeds } = await demand<Documents['seedCheck']>(['seed', '--check', ...behind]);
  story.findings.push(...seeds.filter(({ result }) => result === 'not-idempotent').map(notIdempotent));
  if (seeds.length === 0) return;
  story.seeds.push(...(await demand<Documents['seeded']>(['seed', ...behind])).seeds);
}

function notIdempotent({ seed: name, path, differences }: Documents['seedCheck']['seeds'][number]): ActionFinding {
  const what = differences.map(({ table, detail }) => (table === null ? detail : `${table}: ${detail}`)).join('; ');
  const message = `the seed ${name} is not idempotent: its second run changes rows (${what})`;
  return finding('seed', message, {
    path,
    line: lineOf(path),
    remedy: 'give its rows a key: op.upsert(table, rows, { key })',
  });
}

function lineOf(path: string): number {
  if (!/\.[cm]?[jt]s$/.test(path)) return 1;
  const { run, up } = functionLines(readFileSync(path, 'utf8'), ['run', 'up']);
  return run ?? up ?? 1;
}
