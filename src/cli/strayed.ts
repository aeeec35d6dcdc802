import { relative } from 'node:path';
import { StepFailed, sentenceOf } from '../errors.ts';
import { frameIn } from '../revisions/frame.ts';

/**
 * What an exception means that nobody caught: thrown in a file of the project, in a timer or an event, it is a failure of that file. What has no place
 * in `directory` is answered as it is.
 */
export function strayed(error: unknown, directory: string): unknown {
  const place = frameIn((error as Error | null)?.stack, `${directory}/`);
  if (place === undefined) return error;
  return new StepFailed(
    `${relative(directory, place.path)}:${place.line} threw where nobody waits for it, in a timer or an event: ${sentenceOf(error).split('\n')[0]}`,
    'mend that file and run the same command again; the database rolls the step back by itself',
    { cause: error, place },
  );
}
