import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScratchDatabase, ScratchSource } from '../scratch.ts';
import type { DatabaseTarget } from '../target.ts';

/** A temporary file; nobody needs to give one, so one that is given is left alone. A file, because two sessions see it. */
export const scratch: ScratchSource = {
  careless: ['PRAGMA synchronous = OFF'],
  create: async (target) => create(target),
  copy: async (from) => {
    const made = create(from);
    const [old, copied] = [from.options.storage ?? '', made.target.options.storage ?? ''];
    // the log of a killed session belongs to the file
    for (const part of ['', '-wal', '-journal']) if (existsSync(old + part)) copyFileSync(old + part, copied + part);
    return made;
  },
  borrow: async (given) => create(given),
};

function create(target: DatabaseTarget): ScratchDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-scratch-'));
  const storage = join(folder, 'scratch.db');
  return {
    target: { ...target, display: `sqlite:${storage}`, options: { ...target.options, storage } },
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      return [];
    },
  };
}
