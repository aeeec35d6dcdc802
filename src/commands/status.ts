import type { Status } from '../runner/status.ts';
import type { Answer, Command } from './command.ts';

/** `windlass status`. */
export const status: Command = {
  name: 'status',
  summary: 'say whether the database is current, behind or ahead (exit 1 when behind)',
  arguments: '',
  options: [],
  examples: ['windlass status', 'windlass status --json'],
  connects: true,
  run: async ({ migrator }) => statusAnswer(await migrator.status()),
};

/** The answer that tells of a status. */
export function statusAnswer(found: Status): Answer {
  const at = found.current.join(', ') || 'base';
  const text: Record<Status['state'], string> = {
    current: `current: the database is at ${at}`,
    behind: `behind: the database is at ${at}; pending: ${found.pending.join(', ')} (${found.remedy})`,
    ahead: `ahead: the database is at ${at}; no file here describes ${found.unknown.join(', ')}`,
  };
  const code = found.state === 'behind' ? { code: 'PENDING' } : {};
  return { json: { ...found, ...code }, text: [text[found.state]], exitCode: found.state === 'behind' ? 1 : 0 };
}
