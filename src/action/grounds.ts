import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { getInput, setSecret } from '@actions/core';
import { databaseOf, mountedUrl } from './database.ts';
import { secretsOf, urlsIn } from './secrets.ts';

/** Where a step runs. */
export interface Grounds {
  readonly workspace: string;
  readonly temporary: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Every text that may not be printed; GitHub is told of them. */
  readonly secrets: readonly string[];
}

/** Masks what is secret, and says where the step runs: the first thing of all. */
export function grounds(): Grounds {
  const environment = process.env;
  const { GITHUB_WORKSPACE: workspace = process.cwd(), RUNNER_TEMP: temporary = tmpdir() } = environment;
  const url = getInput('database-url');
  const directory = getInput('working-directory');
  const urls = [url, ...urlsIn(environment), mountedUrl(environment, workspace)];
  const secrets = [...new Set(urls.flatMap(secretsOf))].toSorted((one, other) => other.length - one.length);
  for (const secret of secrets) setSecret(secret);
  const own = Object.entries(environment).filter(([name, value]) => value !== undefined && !name.startsWith('INPUT_'));
  const database = databaseOf({ url, environment, workspace, temporary, directory });
  return {
    workspace,
    temporary,
    secrets,
    environment: { ...(Object.fromEntries(own) as Record<string, string>), ...database },
  };
}

/** The command line that comes with the Action, beside this file. */
export const BUNDLED = fileURLToPath(new URL('./cli.js', import.meta.url));
