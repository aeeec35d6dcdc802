/** An error with the place where the revision made the call put back behind its stack: a queue, or work that waits, cuts it off. */
export function withPlace(error: unknown, called: Error): unknown {
  if (error instanceof Error) error.stack = `${error.stack}\n${called.stack?.split('\n').slice(1).join('\n')}`;
  return error;
}
