import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getInput, setSecret } from '@actions/core';
import { databaseOf, mountedUrl } from './database.ts';
import { secretsOf, urlsIn } from './secrets.ts';

/** Where a step runs. */
export interface Grounds {
  readonly workspace: string;
  readonly temporary: string;
  /** What the command line is given. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether nobody has named a database, so that it is a file of the job. */
  readonly unnamed: boolean;
  /** The file of the job summary; undefined where there is none. */
  readonly summaryFile: string | undefined;
  /** Every text that may not be printed; GitHub is told of them. */
  readonly secrets: readonly string[];
}

// A revision is none of GitHub's: it gets neither tokens of the runner nor the files by which a step speaks to it.
const OF_THE_ACTION = /^(?:INPUT_|STATE_|ACTIONS_|GITHUB_(?:OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$)/;

/** Masks what is secret, and says where the step runs: the first thing of all. */
export function grounds(): Grounds {
  const environment = process.env;
  const { GITHUB_WORKSPACE: workspace = process.cwd(), RUNNER_TEMP: temporary = tmpdir() } = environment;
  const url = getInput('database-url');
  const directory = getInput('working-directory');
  const urls = [url, ...urlsIn(environment), mountedUrl(environment, resolve(workspace, directory))];
  const secrets = [...new Set(urls.flatMap(secretsOf))].toSorted((one, other) => other.length - one.length);
  for (const secret of secrets) setSecret(secret);
  const own = Object.entries(environment).filter(([name, value]) => value !== undefined && !OF_THE_ACTION.test(name));
  const database = databaseOf({ url, environment, workspace, temporary, directory });
  return {
    workspace,
    temporary,
    secrets,
    unnamed: url === '' && database.WINDLASS_URL !== undefined,
    summaryFile: environment.GITHUB_STEP_SUMMARY,
    environment: { ...(Object.fromEntries(own) as Record<string, string>), ...database },
  };
}

/** The command line that comes with the Action, beside this file. */
export const BUNDLED = fileURLToPath(new URL('./cli.js', import.meta.url));
