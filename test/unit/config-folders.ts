import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadSettings, type Surroundings } from '../../src/cli/load-config.ts';
import type { DatabaseTarget } from '../../src/dialects/target.ts';
import { MigratorError } from '../../src/errors.ts';
import { requireDatabase, type Settings } from '../../src/settings/settings.ts';

/** A project's files by path, and what the process brings. */
export interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Surroundings['env'];
  readonly flags?: Parameters<typeof loadSettings>[1];
}

/** What is refused, and how. */
export interface Refused extends Given {
  readonly exit: number;
  readonly words: RegExp;
}

/** The settings of a project, and the folder it was written to. */
export interface Loaded {
  readonly cwd: string;
  readonly settings: Settings;
  readonly warnings: readonly string[];
  readonly database: () => DatabaseTarget;
}

/** Project folders that are removed together. */
export class ConfigFolders {
  readonly #folders: string[] = [];

  /** A new folder with these files. */
  write(files: Given['files']): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'windlass-config-')));
    this.#folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  /** The settings of a project with these files. */
  async load({ files, env = {}, flags = {} }: Given): Promise<Loaded> {
    const cwd = this.write(files);
    const { settings, warnings } = await loadSettings({ cwd, env }, flags);
    return { cwd, settings, warnings, database: () => requireDatabase(settings) };
  }

  /** That loading these files, or asking for their database, is refused in those words, with a remedy and without the password. */
  async assertRefused({ exit, words, ...input }: Refused): Promise<void> {
    const error = await this.load(input)
      .then(({ database }) => database())
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    assert.ok(error instanceof MigratorError, String(error));
    assert.match(error.message, words);
    assert.equal(error.exitCode, exit);
    assert.notEqual(error.remedy, '');
    assert.doesNotMatch(`${error.message} ${error.remedy}`, /Sekret9/);
  }

  remove(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true });
  }
}
