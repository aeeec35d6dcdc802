import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

/** A folder with those files that any user may read: mounted, or the context of a build. Removed when the process ends. */
export function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'windlass-container-'));
  if (made.push(path) === 1) process.once('exit', () => made.forEach(remove));
  chmodSync(path, 0o755);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}

/** A revision in TypeScript, as `windlass revision` writes it; `up` may use `op` and `DataTypes`. */
export function revision(id: string, parent: string | null, up: string): string {
  return `import { DataTypes } from 'sequelize';
import type { Operations } from 'windlass';

export const revision: string = '${id}';
export const downRevision: string | null = ${parent === null ? 'null' : `'${parent}'`};

export async function up(op: Operations): Promise<void> {
  void DataTypes;
  ${up}
}

export async function down(_op: Operations): Promise<void> {}
`;
}
