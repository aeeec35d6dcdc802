import { Locked } from '../errors.ts';
import { describeHolder } from './lock.ts';
import { pause } from './pause.ts';
import type { StepSurroundings } from './surroundings.ts';
import type { Step } from './work.ts';

const LOOK_EVERY_MS = 500;

/**
 * Clears the way for a statement that no transaction allows: waits for the session of a killed run that still works on it, and takes an invalid index
 * away. Answers `done` when the statement that was under way (`begun`) has come to its end after all. Throws LOCKED when the wait is too long.
 */
export async function clearLeftover(
  { context, session }: StepSurroundings,
  { revision: { id } }: Step,
  sql: string,
  begun: boolean,
): Promise<'done' | 'open'> {
  const started = performance.now();
  for (;;) {
    const left = await context.dialect.leftover(session.db, sql);
    if (left === null || (left.kind === 'done' && !begun)) return 'open'; // the database itself says what is in the way
    if (left.kind === 'done') {
      context.report({ kind: 'notice', message: `${id}: ${left.what}: the statement had ended after all` });
      return 'done';
    }
    if (left.kind === 'broken') {
      context.report({ kind: 'notice', message: `${id}: ${left.what}: dropped` });
      await session.db.query(left.mend);
      return 'open';
    }
    const elapsedMs = Math.round(performance.now() - started);
    context.report({ kind: 'blocked', revision: id, holder: left.holder, elapsedMs });
    if (elapsedMs >= context.lockTimeoutMs)
      throw new Locked(
        `${id} waits for an earlier attempt that the server still works on: ${describeHolder(left.holder)}`,
        'wait for it, or end it: SELECT pg_terminate_backend(…); --lock-timeout waits longer',
      );
    await pause(LOOK_EVERY_MS, context.signal);
  }
}
