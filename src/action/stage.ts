import { type Called, type Calling, call } from './command-line.ts';
import { errorFinding } from './finding.ts';
import type { Inputs } from './inputs.ts';
import type { Story } from './story.ts';

/** What a stage works with. */
export interface Stage {
  readonly inputs: Inputs;
  readonly story: Story;
  /** A folder of this step's own for files. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the command line; throws Ended once the job is cancelled. */
  ask<Document>(args: readonly string[]): Promise<Called<Document>>;
  /** Likewise, and an error is a finding that ends the step. */
  demand<Document>(args: readonly string[]): Promise<Document>;
}

/** Nothing more is to be done: why stands among the findings. */
export class Ended extends Error {}

/** The stage on that database. Every call waits for it as long as the inputs say. */
export function stageOf(given: Omit<Stage, 'ask' | 'demand'>, calling: Calling): Stage {
  const { inputs, story } = given;
  const { config, waitTimeout, lockTimeout } = inputs;
  const common = [
    ...(config === null ? [] : [`--config=${config}`]),
    '--wait',
    waitTimeout,
    '--lock-timeout',
    lockTimeout,
  ];
  const ask = async <Document>(args: readonly string[]): Promise<Called<Document>> => {
    if (calling.stopping.signal === null) {
      const called = await call<Document>(calling, [...args, ...common]);
      story.calls.push({ ...called, args });
      return called;
    }
    throw interrupted(story, calling.stopping.signal === 'SIGINT' ? 130 : 143);
  };
  const demand = async <Document>(args: readonly string[]): Promise<Document> => {
    const called = await ask<Document>(args);
    return called.document ?? end(story, called);
  };
  return { ...given, ask, demand };
}

/** Makes the error of a call a finding, and ends the step. */
export function end(story: Story, { error, exitCode }: Called): never {
  if (error !== null) story.findings.push(errorFinding(error, exitCode));
  throw new Ended();
}

function interrupted(story: Story, exitCode: number): Ended {
  const message = 'the job was cancelled between two calls of the command line';
  story.findings.push(errorFinding({ code: 'INTERRUPTED', message, remedy: 'run the job again' }, exitCode));
  return new Ended();
}

/** What the command line has warned of. */
export function warningsOf(events: Called['events']): readonly string[] {
  return events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
}
