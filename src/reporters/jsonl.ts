import type { Reporter } from '../events.ts';
import { seldom } from './seldom.ts';

/** One JSON object a line, for collectors of logs: the event with its time (ISO 8601) and level. Statements only where `verbose` says so. */
export function jsonlReporter(write: (text: string) => void, options: { verbose: boolean }): Reporter {
  const due = seldom();
  return {
    report(event) {
      if (!due(event)) return;
      if (event.kind === 'statement' && !options.verbose) return;
      const level = event.kind === 'warning' ? 'warn' : event.kind === 'step-failed' ? 'error' : 'info';
      const { values: _secret, ...shown } = { values: null, ...event };
      write(`${JSON.stringify({ time: new Date().toISOString(), level, ...shown })}\n`);
    },
  };
}
