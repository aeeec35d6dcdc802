import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PASSWORD } from '../../support/postgres.ts';
import type { Secrets } from './listener.ts';
import { end, processesWith } from './processes.ts';

/** A job on a hosted runner: what its steps share. */
export interface Job extends Secrets {
  /** The checkout: GITHUB_WORKSPACE. */
  readonly workspace: string;
  /** RUNNER_TEMP, emptied after the job. */
  readonly temp: string;
  /** What earlier steps have set by GITHUB_ENV, and the job by `env`. */
  readonly env: Record<string, string>;
  /** Folders that come first on PATH: setup-node's, and what steps added by GITHUB_PATH. */
  readonly path: string[];
  /** The `GITHUB_*`, `RUNNER_*` and other variables that every step gets. */
  variables(): Readonly<Record<string, string>>;
  /** Ends what steps left running, as GitHub does, and says how many that were. */
  close(): number;
}

/** What a job may be given. */
export interface JobOptions {
  /** Registered as masks from the start: `secrets.*` of a workflow. */
  readonly secrets?: readonly string[];
  /** What must never show; default: the password of the tests' servers in every spelling. */
  readonly forbidden?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of the `node` that setup-node has put on PATH; default: this process's. */
  readonly node?: string;
}

/** Every spelling of a password that a URL or a log may hold. */
export function spellings(password: string): readonly string[] {
  return [...new Set([password, encodeURIComponent(password), encodeURI(password)])];
}

/** Opens a job in that workspace. */
export function openJob(workspace: string, options: JobOptions = {}): Job {
  const temp = mkdtempSync(join(tmpdir(), 'windlass-runner-'));
  const tracking = `github_${randomUUID()}`;
  const event = join(temp, '_github_workflow', 'event.json');
  mkdirSync(dirname(event));
  writeFileSync(
    event,
    JSON.stringify({ pull_request: { number: 7, head: { ref: 'feature' }, base: { ref: 'main' } } }),
  );
  const path = [options.node ?? dirname(process.execPath)];
  return {
    ...{ workspace, temp, path, env: { ...options.env } },
    masks: new Set(options.secrets),
    forbidden: options.forbidden ?? spellings(PASSWORD),
    variables: () => ({
      ...inherited(),
      ...github(workspace, event),
      ...{
        RUNNER_TEMP: temp,
        RUNNER_OS: 'Linux',
        RUNNER_ARCH: 'X64',
        RUNNER_NAME: 'test',
        RUNNER_TRACKING_ID: tracking,
      },
      RUNNER_TOOL_CACHE: join(temp, 'tools'),
      PATH: [...path, process.env.PATH ?? ''].join(delimiter),
    }),
    close: () => {
      const orphans = processesWith(`RUNNER_TRACKING_ID=${tracking}`);
      for (const orphan of orphans) end(orphan, 'SIGKILL');
      rmSync(temp, { recursive: true, force: true });
      return orphans.length;
    },
  };
}

// Nothing of the tests' own environment but what a machine has.
function inherited(): Record<string, string> {
  const { HOME = '/', LANG = 'C.UTF-8', TMPDIR } = process.env;
  return { HOME, LANG, ...(TMPDIR === undefined ? {} : { TMPDIR }) };
}

// https://docs.github.com/actions/reference/workflows-and-actions/variables
function github(workspace: string, event: string): Record<string, string> {
  return {
    ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace, GITHUB_EVENT_PATH: event },
    ...{
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_REF_NAME: '7/merge',
      GITHUB_REF_TYPE: 'branch',
    },
    ...{ GITHUB_BASE_REF: 'main', GITHUB_HEAD_REF: 'feature', GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567' },
    ...{
      GITHUB_REPOSITORY: 'owner/project',
      GITHUB_REPOSITORY_OWNER: 'owner',
      GITHUB_WORKFLOW: 'ci',
      GITHUB_JOB: 'migrations',
    },
    ...{
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: 'https://api.github.com',
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_NUMBER: '1',
    },
    ...{ GITHUB_RUN_ATTEMPT: '1', GITHUB_ACTOR: 'octocat', GITHUB_RETENTION_DAYS: '90' },
  };
}
