import { writeFileSync } from 'node:fs';

/**
 * Writes the id of this process into that file, for who has to send it a signal and only knows what started it (the Action: @actions/exec hands out no
 * child). Does nothing without a file, or where it cannot be written: who waits for it sees that.
 */
export function leavePid(file: string | undefined): void {
  if (!file) return;
  try {
    writeFileSync(file, String(process.pid));
  } catch {
    // a run must not fail for it
  }
}
