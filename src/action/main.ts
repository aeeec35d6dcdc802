import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { error, getInput, info, notice, saveState, setOutput, warning } from '@actions/core';
import { Internal, isMigratorError, sentenceOf, Usage } from '../errors.ts';
import { type Annotation, annotationsOf } from './annotations.ts';
import type { Calling } from './command-line.ts';
import { ACTION_COMMANDS } from './commands.ts';
import { appendSummary, leaveFiles } from './files.ts';
import { errorFinding } from './finding.ts';
import { BUNDLED, type Grounds, grounds } from './grounds.ts';
import { inInputs } from './in-inputs.ts';
import { commandOf, type Inputs, readInputs } from './inputs.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { outputsOf } from './outputs.ts';
import { inRepository } from './places.ts';
import { Ended, stageOf } from './stage.ts';
import { conclude } from './stages/position.ts';
import { askStanding, callingOf } from './standing.ts';
import { Stopping } from './stopping.ts';
import { Story } from './story.ts';
import { summaryOf } from './summary.ts';
import { findTool, type Tool } from './tool.ts';

/** Does what the inputs say and leaves outputs, summary, annotations and the exit status, on failure too. */
export async function main(): Promise<void> {
  const startedMs = performance.now();
  const given = grounds();
  const stopping = new Stopping(given.temporary);
  const story = new Story();
  const folder = mkdtempSync(join(given.temporary, 'windlass-'));
  let inputs: Inputs | null = null;
  let tool: Tool | null = null;
  try {
    inputs = readInputs(getInput, given.workspace);
    refuseMemory(given.environment);
    tool = await findTool(inputs.directory, getInput('working-directory'), BUNDLED);
    info(
      `windlass ${tool.version} (${tool.from === 'workspace' ? 'of the project' : 'of the Action'}) with ${tool.node}`,
    );
    if (given.unnamed)
      story.notes.push(
        'no database is named (the input database-url, or DATABASE_URL): this ran on a SQLite file of the job',
      );
    await perform(inputs, { story, folder, given, calling: callingOf(given, inputs, { tool, stopping }) });
  } catch (thrown) {
    const known = isMigratorError(thrown)
      ? thrown
      : new Internal(`this is a bug of the Action: ${sentenceOf(thrown)}`, 'report it', { cause: thrown });
    story.findings.push(
      errorFinding({ code: known.code, message: known.message, remedy: known.remedy }, known.exitCode),
    );
  }
  report({ given, inputs, tool, story, folder, durationMs: performance.now() - startedMs });
}

function refuseMemory({ WINDLASS_URL = '', DATABASE_URL = '' }: Grounds['environment']): void {
  const url = WINDLASS_URL || DATABASE_URL;
  if (/^sqlite3?:.*(?::memory:|mode=memory)/i.test(url))
    throw new Usage(
      `"${url}" is another empty database in each call of the command line`,
      'leave database-url out, or name a file: sqlite:/tmp/app.db',
    );
}

const OUT_OF_REACH = new Set(['UNREACHABLE', 'AUTH']);

async function perform(
  inputs: Inputs,
  { story, folder, given, calling }: { story: Story; folder: string; given: Grounds; calling: Calling },
): Promise<void> {
  const stage = stageOf({ inputs, story, folder, environment: given.environment }, calling);
  try {
    await ACTION_COMMANDS[inputs.command](stage);
  } catch (thrown) {
    if (!(thrown instanceof Ended)) throw thrown;
    const lost = story.findings.some(({ code }) => OUT_OF_REACH.has(code)) || story.before === null;
    if (lost) return;
    if (calling.stopping.signal !== null) story.after = await standing(inputs, calling);
    else await conclude(stage, { judge: false }).catch(() => undefined); // the finding is what counts
  }
}

// Of a cancelled job some seconds are left (GitHub sends SIGTERM after 7.5): one question. Null: it was not answered in time.
async function standing(inputs: Inputs, calling: Calling): Promise<Story['after']> {
  return (await askStanding(calling, inputs, ['--wait', '1s', '--lock-timeout', '1s'])).document;
}

interface Done {
  readonly given: Grounds;
  readonly inputs: Inputs | null;
  readonly tool: Tool | null;
  readonly story: Story;
  readonly folder: string;
  readonly durationMs: number;
}

function report({ given, inputs, tool, story, folder, durationMs }: Done): void {
  const { workspace, summaryFile } = given;
  const outcome = inInputs(outcomeOf(story, inputs?.failOn ?? new Set()), {
    urlGiven: getInput('database-url') !== '',
    workspace,
  });
  const place = (path: string) => inRepository(path, { workspace, directory: inputs?.directory ?? workspace });
  const shownTool =
    tool === null ? null : `windlass ${tool.version} ${tool.from === 'workspace' ? 'of the project' : 'of the Action'}`;
  const told = {
    command: inputs?.command ?? commandOf(getInput('command')),
    outcome,
    story,
    tool: shownTool,
    durationMs,
    place,
  } as const;
  const hide = (text: string) => given.secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  const summary = hide(summaryOf(told));
  const files = leaveFiles(folder, { story, outcome, summary }, hide);
  for (const [name, value] of Object.entries(outputsOf({ story, outcome, files }, place))) setOutput(name, hide(value));
  const wanted = inputs?.summary ?? 'always';
  if (wanted === 'always' || (wanted === 'failure' && !outcome.ok)) appendSummary(summaryFile, summary);
  for (const annotation of annotationsOf(outcome, inputs?.maxAnnotations ?? 1, place)) annotate(annotation, hide);
  say(outcome, hide);
  saveState('ended', outcome.code === 'INTERRUPTED' ? 'cancelled' : 'done');
  process.exitCode = outcome.exitCode;
}

function annotate({ level, title, message, file, line }: Annotation, hide: (text: string) => string): void {
  const how = { error, warning, notice }[level];
  how(hide(message), { title, ...(file !== null && { file }), ...(line !== null && { startLine: line }) });
}

// In the log: annotations are shown there only as far as there are any.
function say({ ok, findings, code, exitCode }: Outcome, hide: (text: string) => string): void {
  for (const { kind, message, fails } of findings)
    info(hide(`${fails ? '✗' : '!'} ${kind}: ${message.replaceAll('\n', ' ')}`));
  info(ok ? '✓ everything is as it should be' : `✗ ${code} (exit ${exitCode})`);
}
