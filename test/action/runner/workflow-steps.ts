import { join } from 'node:path';
import { startAction } from './action.ts';
import type { Job } from './job.ts';
import { type StepResult, startStep } from './step.ts';

/** A step as a workflow writes it. */
export interface StepYaml {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: boolean;
}

/** What a step runs with. */
export interface Around {
  readonly job: Job;
  /** A value with its expressions and the places of services resolved. */
  said(value: unknown): string;
  readonly action: string;
  /** `defaults.run.working-directory` of its job. */
  readonly folder: string | undefined;
}

/** A step that has run, and what it wants done when the job is over. */
export interface Ran {
  readonly result: StepResult;
  readonly post: (() => Promise<StepResult | null>) | null;
}

/** Actions of others for which nothing has to be done: the checkout is there, and so is Node. */
const STAND_INS = new Set(['actions/checkout', 'actions/setup-node']);

/** Runs one step. Throws for an action for which this runner has no stand-in. */
export async function runOf(step: StepYaml, around: Around): Promise<Ran> {
  const env = resolved(step.env, around);
  if (step.run !== undefined) return { result: await runScript(step, env, around), post: null };
  const uses = step.uses ?? '';
  const [name = ''] = uses.split('@');
  const given = resolved(step.with, around);
  if (STAND_INS.has(name)) return { result: await startStep(around.job, nothing(around)).ended, post: null };
  const folder = uses.startsWith('./') ? join(around.job.workspace, uses) : around.action;
  if (!uses.startsWith('./') && !/^[\w-]+\/windlass$/.test(name))
    throw new Error(`this runner has no stand-in for ${uses}`);
  const action = await startAction(around.job, folder, { with: given, env });
  return { result: await action.ended, post: action.post };
}

// Without `shell` GitHub runs `bash -e`, with `shell: bash` also pipefail.
function runScript(step: StepYaml, env: Readonly<Record<string, string>>, around: Around): Promise<StepResult> {
  const { job, said, folder = '.' } = around;
  const strict = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const args = [...strict, '-c', said(step.run)];
  const cwd = join(job.workspace, said(step['working-directory'] ?? folder));
  return startStep(job, { command: 'bash', args, cwd, env, outputs: null }).ended;
}

function nothing({ job }: Around) {
  return { command: 'true', args: [], cwd: job.workspace, env: {}, outputs: null };
}

function resolved(values: Readonly<Record<string, unknown>> | undefined, { said }: Around): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, said(value)]));
}
