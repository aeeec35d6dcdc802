import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StepFailed, sentenceOf } from '../errors.ts';

/**
 * What an exception means that nobody caught: thrown in a file of the project, in a timer or an event, it is a failure of that file. What has no place
 * in `directory` is answered as it is.
 */
export function strayed(error: unknown, directory: string): unknown {
  const frames = [...((error as Error | null)?.stack ?? '').matchAll(FRAME)].map(([, url = '', line]) => ({
    path: url.startsWith('file:') ? fileURLToPath(url) : url,
    line: Number(line),
  }));
  const place = frames.find(({ path }) => path.startsWith(`${directory}/`) && !path.includes('/node_modules/'));
  if (place === undefined) return error;
  return new StepFailed(
    `${relative(directory, place.path)}:${place.line} threw where nobody waits for it, in a timer or an event: ${sentenceOf(error).split('\n')[0]}`,
    'mend that file and run the same command again; the database rolls the step back by itself',
    { cause: error, place },
  );
}

const FRAME = /(?:\(|at )((?:file:\/\/)?\/[^\n]*?)(?:\?[^:\n]*)?:(\d+):\d+\)?$/gm;
