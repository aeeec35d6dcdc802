import { Interrupted } from '../errors.ts';

// The documented bound is 5 s from the signal to the end of the process.
const LAST_RESORT_MS = 4_500;

/**
 * Turns SIGINT and SIGTERM into an abort whose reason is an Interrupted: the running step is rolled back. At a second signal, or when a step
 * cannot be stopped in time, `giveUp` has to end the process; the database then rolls back by itself.
 */
export function onSignals(giveUp: (reason: Interrupted) => void): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      const reason = new Interrupted(
        signal,
        `stopped by ${signal}; a step that was under way in its transaction was rolled back`,
        'run the same command again: it goes on where it was',
      );
      if (controller.signal.aborted) return giveUp(reason);
      controller.abort(reason);
      setTimeout(() => giveUp(reason), LAST_RESORT_MS).unref();
    });
  }
  return controller;
}
