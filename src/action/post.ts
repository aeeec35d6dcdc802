import { getInput, getState, info, warning } from '@actions/core';
import type { Called } from './command-line.ts';
import type { Documents } from './documents.ts';
import { appendSummary } from './files.ts';
import { BUNDLED, grounds } from './grounds.ts';
import { readInputs } from './inputs.ts';
import { askStanding, callingOf } from './standing.ts';
import { Stopping } from './stopping.ts';
import { findTool } from './tool.ts';

/** After the job, a cancelled one too: says where the database stands when the step could not say it itself. */
async function post(): Promise<void> {
  const given = grounds();
  const { workspace, temporary, summaryFile } = given;
  if (getState('ended') === 'done')
    return info('The step has ended by itself: what it left is in its summary and outputs.');
  const inputs = readInputs(getInput, workspace);
  const tool = await findTool(inputs.directory, getInput('working-directory'), BUNDLED);
  const calling = callingOf(given, inputs, { tool, stopping: new Stopping(temporary) });
  const words = sentenceOf(await askStanding(calling, inputs, ['--wait', '5s', '--lock-timeout', '5s']));
  warning(words, { title: 'Windlass' });
  appendSummary(summaryFile, `⏹️ ${words}\n`);
}

function sentenceOf({ document, error }: Called<Documents['status']>): string {
  if (document === null)
    return `The step was stopped, and where the database stands cannot be said: ${error?.message ?? 'no answer'}`;
  const { current, pending } = document;
  const behind = pending.length === 0 ? 'nothing is pending' : `pending: ${pending.join(', ')}`;
  return `The step was stopped; the database is at ${current.join(', ') || 'base'}, ${behind}. What was under way in a transaction was rolled back.`;
}

await post().catch((thrown: unknown) => info(`Windlass cannot say where the database stands: ${String(thrown)}`)); // the job has its result already
process.stdout.write('', () => process.exit());
