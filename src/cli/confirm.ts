/** The part of `process` that talks to a person. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Asks yes or no on the terminal, no being the default; null where nobody can answer: no terminal, or a CI. Questions go to standard error: standard output
 * is for the answer of the command. `node:readline` alone: a package for prompts would be a dependency for one question.
 */
export function confirmation(
  signal: AbortSignal,
  { stdin, stderr, env }: Terminal = process,
): ((question: string) => Promise<boolean>) | null {
  const isCi = !['', '0', 'false', undefined].includes(env.CI);
  if (stdin.isTTY !== true || stderr.isTTY !== true || isCi) return null;
  return async (question) => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: stdin, output: stderr });
    // readline reads Ctrl-C itself, and leaves who asked waiting for ever when the terminal is closed
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    try {
      const answer = await Promise.race([terminal.question(`${question} [y/N] `, { signal }), closed]);
      return /^\s*(?:y|yes)\s*$/i.test(answer);
    } catch (error) {
      signal.throwIfAborted(); // says which signal it was
      throw error;
    } finally {
      terminal.close();
    }
  };
}
