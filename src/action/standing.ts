import { type Called, type Calling, call } from './command-line.ts';
import type { Documents } from './documents.ts';
import type { Grounds } from './grounds.ts';
import type { Inputs } from './inputs.ts';
import type { Stopping } from './stopping.ts';
import type { Tool } from './tool.ts';

/** What every call of a step is made with. */
export function callingOf(
  { environment }: Grounds,
  { directory }: Inputs,
  { tool, stopping }: { readonly tool: Tool; readonly stopping: Stopping },
): Calling {
  return { tool, directory, environment, stopping, write: (text) => void process.stdout.write(text) };
}

/** Where the database stands, asked once, also after a signal. `patience`: how long the command line may wait for what. */
export function askStanding(
  calling: Calling,
  { config }: Inputs,
  patience: readonly string[],
): Promise<Called<Documents['status']>> {
  return call(calling, ['status', ...(config === null ? [] : [`--config=${config}`]), ...patience]);
}
