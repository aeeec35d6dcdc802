import { closeSync, constants, openSync, writeSync } from 'node:fs';

const PLACE = '/dev/termination-log'; // Kubernetes' default terminationMessagePath
const LONGEST_BYTES = 4096; // the kubelet cuts what is longer, and JSON cut anywhere is no JSON

/** What a container leaves behind for `kubectl describe pod`. */
export type LastWords =
  | {
      readonly outcome: 'done';
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly applied: number;
      readonly reverted: number;
    }
  | {
      readonly outcome: 'failed';
      readonly error: { readonly code: string; readonly message: string; readonly remedy: string };
    };

/**
 * Writes the words where Kubernetes looks for them, as JSON of at most 4096 bytes. Does nothing where that file is not there or not ours to
 * write: what a run says must not decide how it ends.
 */
export function leaveLastWords(words: LastWords, hide: (text: string) => string): void {
  try {
    const file = openSync(PLACE, constants.O_WRONLY | constants.O_TRUNC); // never created: outside a container it is not there
    writeSync(file, shortened(words, hide));
    closeSync(file);
  } catch {
    // not in a container, or its file is read-only
  }
}

function shortened(words: LastWords, hide: (text: string) => string): string {
  const text = hide(JSON.stringify(words));
  if (Buffer.byteLength(text) <= LONGEST_BYTES) return text;
  if (words.outcome === 'done') return shortened({ ...words, from: [], to: words.to.slice(0, 1) }, hide);
  const { code, message, remedy } = words.error;
  const half = (sentence: string) => `${sentence.slice(0, Math.floor(sentence.length / 2) - 1)}…`;
  return shortened({ outcome: 'failed', error: { code, message: half(message), remedy: half(remedy) } }, hide);
}
