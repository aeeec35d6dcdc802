import { join } from 'node:path';
import type { Job } from './job.ts';
import { type ActionMetadata, readAction } from './metadata.ts';
import { node24 } from './node-24.ts';
import { Refused, type RunningStep, type StepResult, startStep } from './step.ts';

/** An action of a job, with its `with`. */
export interface StartedAction extends RunningStep {
  readonly metadata: ActionMetadata;
  /** Runs the post step with the state that the main step has saved; null when it has none. */
  post(): Promise<StepResult | null>;
}

/** How both steps of an action ended. */
export interface ActionResult extends StepResult {
  readonly post: StepResult | null;
}

/** What a step of a workflow says beside `with`. */
export interface ActionStep {
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the action of that folder as a step of the job, under Node 24. Throws `Refused` for inputs that action.yml does not have. */
export async function startAction(job: Job, folder: string, step: ActionStep = {}): Promise<StartedAction> {
  const metadata = readAction(folder);
  if (metadata.using !== 'node24') throw new Error(`this runner knows "using: node24", and not ${metadata.using}`);
  const unknown = Object.keys(step.with ?? {}).filter((name) => !(name in metadata.inputs));
  if (unknown.length > 0) throw new Refused([`Unexpected input(s): ${unknown.join(', ')}`], '');
  const node = await node24();
  const env = {
    ...step.env,
    ...inputVariables({ ...metadata.inputs, ...step.with }),
    GITHUB_ACTION: '__self',
  };
  const program = (script: string, more: Readonly<Record<string, string>> = {}) => ({
    ...{ command: node, args: [join(folder, script)], cwd: job.workspace, env: { ...env, ...more } },
    outputs: metadata.outputs,
  });
  const main = startStep(job, program(metadata.main));
  return {
    ...main,
    metadata,
    post: async () => {
      const { state } = await main.ended;
      if (metadata.post === null) return null;
      return startStep(job, program(metadata.post, stateVariables(state))).ended;
    },
  };
}

/** Runs an action and its post step to their ends. */
export async function runAction(job: Job, folder: string, step: ActionStep = {}): Promise<ActionResult> {
  const action = await startAction(job, folder, step);
  const result = await action.ended;
  return { ...result, post: await action.post() };
}

/** `INPUT_WORKING-DIRECTORY` and its like: upper case, blanks made underscores, hyphens kept. */
export function inputVariables(inputs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

function stateVariables(state: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}
