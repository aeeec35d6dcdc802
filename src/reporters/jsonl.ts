import type { Reporter } from '../events.ts';

/** One JSON object a line, for collectors of logs: the event with its time (ISO 8601) and level. */
export function jsonlReporter(write: (text: string) => void): Reporter {
  return {
    report(event) {
      const level = event.kind === 'warning' ? 'warn' : event.kind === 'step-failed' ? 'error' : 'info';
      write(`${JSON.stringify({ time: new Date().toISOString(), level, ...event })}\n`);
    },
  };
}
