import type { Command } from './command.ts';

/** `windlass ensure-version`. */
export const ensureVersion: Command = {
  name: 'ensure-version',
  summary: 'create the windlass tables, and nothing else',
  arguments: '',
  options: [],
  examples: ['windlass ensure-version'],
  connects: true,
  run: async ({ migrator, settings }) => {
    await migrator.ensureVersion();
    return { json: { tables: [settings.tables.revision, settings.tables.history] }, text: [] };
  },
};
