/** An error with the place where the revision made the call behind its own: the queue cuts the stack off. */
export function withPlace(error: unknown, called: Error): unknown {
  if (error instanceof Error) error.stack = `${error.stack}\n${called.stack?.split('\n').slice(1).join('\n')}`;
  return error;
}
