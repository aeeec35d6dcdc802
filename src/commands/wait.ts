import type { Command } from './command.ts';
import { statusAnswer } from './status.ts';

// As long as one application's pods commonly wait for a migration before a person should look.
const DEFAULT_WAIT_MS = 60_000;

/** `windlass wait`. */
export const wait: Command = {
  name: 'wait',
  summary: 'wait until the database is current (or ahead): what an application runs before it starts',
  arguments: '',
  options: [],
  examples: ['windlass wait', 'windlass wait --wait 10m'],
  connects: true,
  run: async ({ migrator, settings }) => statusAnswer(await migrator.wait(settings.waitMs || DEFAULT_WAIT_MS)),
};
