const MASK = '***';
const SHORTEST_SECRET = 4;

/** The two streams of the process. Answers go to one, everything else to the other; secrets to neither. */
export interface Output {
  answer(text: string): void;
  /** An answer to the letter, with nothing masked: a script in which a word of the data is a password, too, would be another script. */
  exactly(text: string): void;
  say(text: string): void;
  /** From now on these texts are masked in both. */
  mask(secrets: readonly string[]): void;
  /** The text with those masked. */
  hide(text: string): string;
  /** Resolves when both streams are written out. */
  flush(): Promise<void>;
}

/**
 * Takes over the streams. What revisions print with `console.log` goes to standard error: standard output holds the answer alone, so that
 * `--json` stays one document.
 */
export function takeOutput(): Output {
  const secrets: string[] = [];
  const hidden = (text: string) => secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  const out = process.stdout.write.bind(process.stdout);
  const err = process.stderr.write.bind(process.stderr);
  process.stdout.on('error', () => undefined); // a closed pipe (windlass history | head) is no failure
  process.stderr.on('error', () => undefined);
  let open = false; // somebody else's line, without its end so far
  const divert = (chunk: unknown, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
    if (text !== '') open = !text.endsWith('\n');
    return (err as (...args: unknown[]) => boolean)(hidden(text), ...rest);
  };
  process.stdout.write = divert as typeof process.stdout.write;
  process.stderr.write = divert as typeof process.stderr.write;
  const drained = (write: typeof out) => new Promise<void>((resolve) => write('', () => resolve()));
  return {
    answer: (text) => void out(hidden(text)),
    exactly: (text) => void out(text),
    say: (text) => {
      err(hidden(open ? `\n${text}` : text));
      open = false;
    },
    mask: (more) => void secrets.push(...more.filter((secret) => secret.length >= SHORTEST_SECRET)),
    hide: hidden,
    flush: async () => {
      await Promise.all([drained(out), drained(err)]);
    },
  };
}
