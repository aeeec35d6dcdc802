import { parse } from 'yaml';
import { holds, interpolate, type Scope } from './expressions.ts';
import { type Job, openJob } from './job.ts';
import { type Machine, machine } from './machine.ts';
import { type Service, type ServiceYaml, startService } from './services.ts';
import type { StepResult } from './step.ts';
import { runOf, type StepYaml } from './workflow-steps.ts';

/** How a step of a workflow ended. */
export interface StepOutcome {
  readonly name: string;
  readonly outcome: 'success' | 'failure' | 'cancelled' | 'skipped';
  /** Null when it was skipped. */
  readonly result: StepResult | null;
}

/** How a job of a workflow ended. */
export interface JobOutcome {
  readonly conclusion: 'success' | 'failure';
  readonly steps: readonly StepOutcome[];
  /** The post steps, in the order they ran. */
  readonly posts: readonly (StepResult | null)[];
  /** How many processes the steps left running. */
  readonly orphans: number;
  /** Calls of GitHub's API by `gh`. */
  readonly calls: ReturnType<Machine['calls']>;
}

/** Where a workflow runs. */
export interface WorkflowOptions {
  readonly workspace: string;
  /** The checkout of this repository's action, as `OWNER/windlass@v1` gives it. */
  readonly action: string;
  /** What `npm ci` installs: a node_modules folder. */
  readonly packages: string;
  /** Which job; default: the only one. */
  readonly job?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly matrix?: Readonly<Record<string, string>>;
}

interface Defaults {
  readonly run?: { readonly 'working-directory'?: string };
}
interface JobYaml {
  readonly steps: readonly StepYaml[];
  readonly env?: Readonly<Record<string, unknown>>;
  readonly services?: Readonly<Record<string, ServiceYaml>>;
  readonly defaults?: Defaults;
  readonly container?: unknown;
}
interface WorkflowYaml {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly defaults?: Defaults;
  readonly jobs: Readonly<Record<string, JobYaml>>;
}

/** Interprets one job of a workflow on this machine: its services, its steps, then the post steps backwards. */
export async function runWorkflow(text: string, options: WorkflowOptions): Promise<JobOutcome> {
  const workflow = parse(text) as WorkflowYaml;
  const names = Object.keys(workflow.jobs);
  const name = options.job ?? (names.length === 1 ? names[0] : undefined);
  const yaml = workflow.jobs[name ?? ''];
  if (yaml === undefined) throw new Error(`the workflow has the jobs ${names.join(', ')}: say which`);
  if (yaml.container !== undefined) throw new Error('this runner knows no containers for jobs');
  const job = openJob(options.workspace, { secrets: Object.values(options.secrets ?? {}) });
  const services: Record<string, Service> = {};
  try {
    for (const [id, service] of Object.entries(yaml.services ?? {})) services[id] = await startService(service);
    const outcome = await runSteps(
      job,
      { ...yaml, defaults: yaml.defaults ?? workflow.defaults ?? {} },
      { ...workflow.env, ...yaml.env },
      services,
      options,
    );
    return { ...outcome, orphans: job.close() };
  } finally {
    job.close();
    for (const service of Object.values(services)) await service.stop();
  }
}

async function runSteps(
  job: Job,
  yaml: JobYaml,
  env: Readonly<Record<string, unknown>>,
  services: Readonly<Record<string, Service>>,
  options: WorkflowOptions,
): Promise<Omit<JobOutcome, 'orphans'>> {
  const programs = machine(job.temp, options.packages);
  job.path.unshift(programs.programs);
  const steps: StepOutcome[] = [];
  const posts: (() => Promise<StepResult | null>)[] = [];
  const byId: Record<string, unknown> = {};
  const state = { failed: false };
  const scope = (): Scope => ({
    ...{ failed: state.failed, cancelled: false },
    contexts: { ...contexts(job, options), job: { services }, steps: byId, env: job.env },
  });
  const said = (value: unknown) =>
    Object.values(services).reduce((found, service) => service.found(found), interpolate(String(value), scope()));
  for (const [key, value] of Object.entries(env)) job.env[key] = said(value);
  for (const step of yaml.steps) {
    const title = step.name ?? step.uses ?? step.run ?? '';
    if (!holds(step.if, scope())) {
      steps.push({ name: title, outcome: 'skipped', result: null });
      continue;
    }
    const { result, post } = await runOf(step, {
      job,
      said,
      action: options.action,
      folder: yaml.defaults?.run?.['working-directory'],
    });
    if (post !== null) posts.unshift(post);
    steps.push({ name: title, outcome: result.conclusion, result });
    if (step.id !== undefined)
      byId[step.id] = { outputs: result.outputs, outcome: result.conclusion, conclusion: result.conclusion };
    if (result.conclusion !== 'success' && step['continue-on-error'] !== true) state.failed = true;
  }
  const ends: (StepResult | null)[] = [];
  for (const post of posts) ends.push(await post());
  return { conclusion: state.failed ? 'failure' : 'success', steps, posts: ends, calls: programs.calls() };
}

function contexts(job: Job, options: WorkflowOptions): Readonly<Record<string, unknown>> {
  const { GITHUB_REPOSITORY: repository, GITHUB_REF: ref, GITHUB_SHA: sha } = job.variables();
  const event = { number: 7, pull_request: { number: 7, head: { repo: { full_name: repository } } } };
  return {
    github: {
      ...{ repository, ref, sha, workspace: job.workspace, event_name: 'pull_request', event, token: 'ghs_test' },
    },
    secrets: { GITHUB_TOKEN: 'ghs_test', ...options.secrets },
    runner: { os: 'Linux', temp: job.temp },
    matrix: options.matrix ?? {},
  };
}
