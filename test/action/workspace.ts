import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A checked-out repository on the runner. */
export interface Workspace {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  /** The line of a file on which a marker stands, from 1. */
  lineOf(file: string, marker: string): number;
  remove(): void;
}

/** What a repository is made of. */
export interface WorkspaceOptions {
  /** From the root; default: the root itself. */
  readonly project?: string;
  /** A node_modules folder for the project, as after `npm ci`; default: none yet. */
  readonly packages?: string;
  readonly type?: 'module' | 'commonjs';
}

/** Makes one with those files, named from its root. */
export function createWorkspace(files: Readonly<Record<string, string>>, options: WorkspaceOptions = {}): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'windlass-workspace-'));
  const project = join(folder, options.project ?? '.');
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', type: options.type ?? 'module' }));
  writeFileSync(join(project, 'package-lock.json'), '{}');
  write(files);
  if (options.packages !== undefined) symlinkSync(options.packages, join(project, 'node_modules'));
  return {
    folder,
    write,
    lineOf: (file, marker) => lineOf(readFileSync(join(folder, file), 'utf8'), marker),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function lineOf(text: string, marker: string): number {
  const at = text.split('\n').findIndex((line) => line.includes(marker));
  if (at < 0) throw new Error(`"${marker}" stands nowhere in ${text}`);
  return at + 1;
}
