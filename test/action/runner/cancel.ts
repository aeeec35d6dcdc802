import type { ChildProcess } from 'node:child_process';
import { descendants, end } from './processes.ts';

/** How long GitHub waits after each signal, in milliseconds. */
export interface Patience {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

/** As `ProcessInvoker` of actions/runner has them. */
export const GITHUB_PATIENCE: Patience = { interruptMs: 7_500, terminateMs: 2_500 };

/**
 * Cancels a step as GitHub does: SIGINT to the entry process alone, SIGTERM when it has not ended, then the whole tree is killed. Gives the last signal
 * that was needed.
 */
export async function cancel(child: ChildProcess, patience: Patience = GITHUB_PATIENCE): Promise<NodeJS.Signals> {
  if (await endsAfter(child, 'SIGINT', patience.interruptMs)) return 'SIGINT';
  if (await endsAfter(child, 'SIGTERM', patience.terminateMs)) return 'SIGTERM';
  for (const id of [...descendants(child.pid ?? -1), child.pid ?? -1]) if (id > 0) end(id, 'SIGKILL');
  return 'SIGKILL';
}

function endsAfter(child: ChildProcess, signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), patienceMs);
    child.once('exit', () => {
      clearTimeout(late);
      resolve(true);
    });
    child.kill(signal);
  });
}
