import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
const PREFIX = 'windlass-run-';
const ROOM = 2 ** 31; // bytes: a run needs a quarter of it

/**
 * Lets all temporary folders of this process and of those that it starts stand in memory, where the machine has a file system there with room: SQLite
 * waits for the disk at each statement, and that is full of what PostgreSQL writes. Answers what takes the folder away again.
 */
export function inMemory(): () => void {
  if (!existsSync(MEMORY) || available(MEMORY) < ROOM) return () => undefined;
  forgetTheDead();
  const disk = tmpdir();
  const folder = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user, and its folder is in it
  // what tsx has compiled before is found there
  for (const name of readdirSync(disk)) if (name.startsWith('tsx-')) symlinkSync(join(disk, name), join(folder, name));
  process.env.TMPDIR = folder;
  return () => {
    process.env.TMPDIR = disk;
    rmSync(folder, { recursive: true, force: true });
  };
}

function available(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

// A run that was killed leaves its folder behind, and memory is dearer than disk.
function forgetTheDead(): void {
  for (const name of readdirSync(MEMORY)) {
    const pid = name.startsWith(PREFIX) ? name.slice(PREFIX.length).split('-')[0] : undefined;
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) rmSync(join(MEMORY, name), { recursive: true, force: true });
  }
}
