import { relative } from 'node:path';
import { type ErrorPlace, type MigratorError, StepFailed, StepFailedPartial, sentenceOf } from '../errors.ts';
import { placeIn } from '../revisions/frame.ts';
import { driverError } from '../sequelize/refuses-transaction.ts';
import type { RunContext } from './context.ts';
import { unreachable } from './reach.ts';
import type { Step } from './work.ts';

const SHOWN_STATEMENTS = 20;
const SHOWN_LENGTH = 160;

/** The failure of a step that was rolled back whole, in one sentence that names the file and line; `kept` says of what nothing was kept. */
export function stepFailed(
  step: Step,
  context: RunContext,
  reason: unknown,
  kept = 'nothing of this step was kept',
): MigratorError {
  const { revision, direction } = step;
  const place = placeOf(step, reason);
  const command = step.seed === undefined ? `${direction}grade` : direction === 'up' ? 'seed' : 'seed --undo';
  return new StepFailed(
    `${revision.id} failed in ${step.seed?.call ?? direction}() at ${shown(place, context)}: ${words(reason)}`,
    `${kept}: ${remedy(step, reason)}${accept(step)} and run windlass ${command} again`,
    { cause: reason, place },
  );
}

/** The failure of a step in a transaction that it shares with others; `kept` says what that means for them. */
export function stepFailedInWhole(step: Step, context: RunContext, reason: unknown, kept: string): MigratorError {
  // unsafe_new_enum_value_usage: mostly the label of an earlier step of the same transaction
  if (codeOf(reason) !== '55P04') return stepFailed(step, context, reason, kept);
  const { revision, direction } = step;
  const place = placeOf(step, reason);
  return new StepFailed(
    `${revision.id} failed in ${direction}() at ${shown(place, context)}: ${words(reason)}; PostgreSQL lets a new enum label be used only after the transaction that adds it`,
    `${kept}: windlass ${direction}grade --transaction each ends the transaction of each step before the next one`,
    { cause: reason, place },
  );
}

// What no transaction allows has a remedy of its own (PostgreSQL: active_sql_transaction).
function remedy({ revision, seed }: Step, reason: unknown): string {
  if (seed !== undefined) return 'mend the file';
  const code = codeOf(reason);
  const outside = code === '25001' || code === '55P04';
  return outside ? `add "export const transaction = false;" to ${revision.id}` : 'mend the file';
}

// A revision that goes down has been applied: an edit of its file must be accepted first.
function accept({ direction, seed }: Step): string {
  return direction === 'down' && seed === undefined ? ', accept the edited file with windlass stamp current,' : '';
}

/** The SQLSTATE of a database's error. */
export function codeOf(reason: unknown): string | undefined {
  return driverError(reason).code;
}

/** What a step outside a transaction had done when it failed. */
export interface PartialWork {
  /** The statements that have changed something; `kept`: the next run leaves them out. */
  readonly ran: readonly { readonly sql: string; readonly kept: boolean }[];
  /** The statement that failed; null when the revision failed by itself. */
  readonly failed: string | null;
}

/** The failure of a step outside a transaction: says what has run and stays, which statement failed, and how to go on. */
export function stepFailedPartial(step: Step, context: RunContext, reason: unknown, work: PartialWork): MigratorError {
  const { revision, direction } = step;
  const place = placeOf(step, reason);
  const culprit = work.failed === null ? '' : ` in "${shorten(work.failed)}"`;
  const ran = work.ran.length === 0 ? 'nothing was changed before it' : `${listed(work.ran)} have run and stay`;
  const again = work.ran.filter(({ kept }) => !kept);
  const then =
    work.ran.length === 0
      ? `mend the cause${accept(step)} and run windlass ${direction}grade again`
      : again.length > 0
        ? `undo ${listed(again)}, which the next run would send again; mend the cause${accept(step)} and run windlass ${direction}grade again`
        : `mend the cause and run windlass ${direction}grade again: it goes on after them (if you undo them by hand, windlass stamp current makes it begin anew)`;
  return new StepFailedPartial(
    `${revision.id} runs outside a transaction and failed in ${direction}() at ${shown(place, context)}${culprit}: ${words(reason)}; ${ran}`,
    then,
    { cause: reason, place },
  );
}

function listed(statements: PartialWork['ran']): string {
  const shown = statements.slice(-SHOWN_STATEMENTS).map(({ sql }) => `"${shorten(sql)}"`);
  const more = statements.length > shown.length ? ` (the last ${shown.length}: ` : ' (';
  return `${statements.length} statement(s)${more}${shown.join(', ')})`;
}

/** The session broke while a step ran; `then` is what follows from it. */
export function connectionLost(
  step: Step,
  context: RunContext,
  reason: unknown,
  then = 'the server rolls the step back',
): MigratorError {
  const error = unreachable(context, reason);
  error.message = `the connection was lost while ${step.revision.id} ran, and ${then}: ${error.message}`;
  return error;
}

/** What an error says, without its stack: the driver's words, with its detail and hint. */
export function words(reason: unknown): string {
  if (!(reason instanceof Error)) return sentenceOf(reason);
  const { detail, hint } = driverError(reason);
  const validation = (reason as { errors?: readonly { message?: string }[] }).errors?.[0]?.message;
  const message =
    reason.message === '' || reason.message === 'Validation error' ? (validation ?? reason.name) : reason.message;
  const extra = [detail, hint].filter((text) => text !== undefined && text !== '').join('; ');
  return extra === '' ? message : `${message} (${extra})`;
}

// The line of the revision's file in the stack, else the file.
function placeOf({ revision: { path } }: Step, reason: unknown): ErrorPlace {
  return { path, line: reason instanceof Error ? lineIn(reason, path) : null };
}

/** The line of that file in the error's stack; null when it is not in it. */
export function lineIn({ stack = '' }: Error, path: string): number | null {
  const at = placeIn(stack, path);
  return at === null ? null : Number.parseInt(at, 10);
}

function shown({ path, line }: ErrorPlace, { directory }: RunContext): string {
  return line === null ? relative(directory, path) : `${relative(directory, path)}:${line}`;
}

function shorten(sql: string): string {
  const line = sql.replace(/\s+/g, ' ');
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH)}…`;
}
