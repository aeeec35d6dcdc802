/** A file called `process.exit()` while its step ran. Thrown at the call; from a callback it comes to the process as uncaught, and the step has failed already. */
export class ExitCalled extends Error {}

/**
 * From now on `process.exit()` in a file ends the step that runs, not the process: `ended` gets the error that is thrown at the call, also where the file catches
 * it. After an abort it is the process's own again. Answers how to end that.
 */
export function guardExit(signal: AbortSignal, ended: (reason: ExitCalled) => void): () => void {
  const { exit } = process;
  process.exit = (code) => {
    if (signal.aborted) return exit(code);
    const reason = new ExitCalled(`it called process.exit(${code ?? ''}), which would end the whole run`);
    ended(reason);
    throw reason;
  };
  return () => {
    process.exit = exit;
  };
}
