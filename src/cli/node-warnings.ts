import { jsonlReporter } from '../reporters/jsonl.ts';
import { prettyReporter } from '../reporters/pretty.ts';

// What Node says when Windlass tries one way to load a file before it takes another: nothing that a person could mend.
const ABOUT_LOADING =
  /^Failed to load the ES module|Type Stripping is an experimental feature|Module type of .* is not specified|ES Module .* using require\(\)/;

/** Shows Node's warnings as lines of our own, so that JSON lines stay JSON lines; those about how a file is loaded are left out. */
export function takeNodeWarnings(say: (text: string) => void, options: { inJson: boolean }): void {
  process.removeAllListeners('warning'); // Node's own printer
  process.on('warning', ({ name, message }) => {
    if (ABOUT_LOADING.test(message)) return;
    const plain = { colour: false, verbose: false };
    const reporter = options.inJson ? jsonlReporter(say, plain) : prettyReporter(say, plain);
    reporter.report({ kind: 'warning', message: `Node says: ${name}: ${message.split('\n')[0]}` });
  });
}
