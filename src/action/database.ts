import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Environment } from './secrets.ts';

/** What a step says of its database, not checked yet. */
export interface Asked {
  /** The input `database-url`. */
  readonly url: string;
  readonly environment: Environment;
  readonly workspace: string;
  /** The folder that is emptied after each job. */
  readonly temporary: string;
  /** The input `working-directory`. */
  readonly directory: string;
}

/**
 * The variables that lead Windlass to the database: the input, else what the step's environment names, else a SQLite file among the job's temporary files, one
 * for each working directory, so that later steps find it again.
 */
export function databaseOf({ url, environment, workspace, temporary, directory }: Asked): Record<string, string> {
  if (url !== '') return { WINDLASS_URL: url, DATABASE_URL: url, DATABASE_URL_FILE: '' };
  const { WINDLASS_URL, DATABASE_URL, DATABASE_URL_FILE } = environment;
  if (WINDLASS_URL || DATABASE_URL || DATABASE_URL_FILE) return {};
  const name = createHash('sha256')
    .update(relative(workspace, resolve(workspace, directory)))
    .digest('hex')
    .slice(0, 8);
  const file = `sqlite:${join(temporary, `windlass-${name}.db`)}`;
  return { WINDLASS_URL: file, DATABASE_URL: file };
}

/** The URL in the file that DATABASE_URL_FILE names; empty where there is none. */
export function mountedUrl({ DATABASE_URL_FILE: file = '' }: Environment, directory: string): string {
  if (file === '') return '';
  const path = resolve(directory, file);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}
