import type { Reporter } from '../events.ts';

// What Node says when Windlass tries one way to load a file before it takes another: nothing that a person could mend.
const ABOUT_LOADING =
  /^Failed to load the ES module|Type Stripping is an experimental feature|Module type of .* is not specified|ES Module .* using require\(\)/;

/** Makes Node's warnings lines of the log: JSON lines stay JSON lines. Those about how a file is loaded are left out. */
export function takeNodeWarnings({ report }: Reporter): void {
  if (process.listenerCount('warning') === 0) return; // --no-warnings
  process.removeAllListeners('warning'); // Node's own printer
  process.on('warning', ({ name, message }) => {
    if (!ABOUT_LOADING.test(message))
      report({ kind: 'warning', message: `Node says: ${name}: ${message.split('\n')[0]}` });
  });
}
