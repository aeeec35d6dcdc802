import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { cancel, type Patience } from './cancel.ts';
import { commandFiles, type Written } from './files.ts';
import type { Job } from './job.ts';
import { annotationProblems, summaryProblems } from './limits.ts';
import { type Annotation, listen } from './listener.ts';

/** What a program of a step is started with. */
export interface StepProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The only outputs allowed; null allows all (a `run` step). */
  readonly outputs: readonly string[] | null;
}

/** How a step ended. */
export interface StepResult extends Omit<Written, 'problems'> {
  readonly exitCode: number | null;
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  /** The log as GitHub shows it, masks applied. */
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly groups: readonly string[];
  /** The signal that ended a cancelled step. */
  readonly endedBy: NodeJS.Signals | null;
}

/** A step under way. */
export interface RunningStep {
  readonly child: ChildProcess;
  /** Waits until the log has that text. */
  hears(text: string): Promise<void>;
  /** Cancels as GitHub does; the result comes by `ended`. */
  cancel(patience?: Patience): Promise<NodeJS.Signals>;
  /** The result; throws `Refused` when the step did what GitHub would not take. */
  readonly ended: Promise<StepResult>;
}

/** What a step must not do on GitHub: each as a sentence. */
export class Refused extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[], log: string) {
    super(`the runner refuses this step:\n  ${problems.join('\n  ')}\n--- its log ---\n${log}`);
    this.problems = problems;
  }
}

/** Starts a program as a step of the job. Standard input is a pipe that nobody writes to or closes: who asks a question waits for ever. */
export function startStep(job: Job, program: StepProgram): RunningStep {
  const files = commandFiles(job.temp, randomUUID());
  const listener = listen(job.workspace, job);
  const child = spawn(program.command, program.args, {
    cwd: program.cwd,
    env: { ...job.variables(), ...job.env, ...files.variables, ...program.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let endedBy: NodeJS.Signals | null = null;
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      listener.take(line);
      for (const look of waiting) look();
    });
  const concluded = (exitCode: number | null): StepResult => {
    const { problems, ...written } = files.read();
    const { log: lines, annotations, groups } = listener.heard;
    const log = lines.join('\n');
    const result = {
      ...written,
      exitCode,
      annotations,
      groups,
      endedBy,
      log,
      conclusion: conclusion(exitCode, endedBy),
    };
    const all = [...listener.heard.problems, ...problems, ...refusals(job, program, result)];
    if (all.length > 0) throw new Refused(all, log);
    Object.assign(job.env, written.env);
    job.path.unshift(...written.path);
    return result;
  };
  const ended = new Promise<StepResult>((resolve, reject) => {
    child.once('error', reject);
    // 'close' comes when nobody holds the streams any more, as the runner waits, too
    child.once('close', (exitCode) => {
      try {
        resolve(concluded(exitCode));
      } catch (error) {
        reject(error);
      }
    });
  });
  ended.catch(() => undefined); // who only waits by `hears` learns it there
  return {
    child,
    ended,
    hears: (text) => heard(text, () => listener.heard.log, waiting, ended),
    cancel: async (patience) => {
      endedBy = 'SIGINT'; // so that a result that comes at once knows it was cancelled
      endedBy = await cancel(child, patience);
      return endedBy;
    },
  };
}

function conclusion(exitCode: number | null, endedBy: NodeJS.Signals | null): StepResult['conclusion'] {
  if (endedBy !== null) return 'cancelled';
  return exitCode === 0 ? 'success' : 'failure';
}

function refusals(job: Job, { outputs }: StepProgram, result: Pick<StepResult, 'annotations' | 'summary' | 'outputs'>) {
  const undeclared = Object.keys(result.outputs).filter((name) => outputs !== null && !outputs.includes(name));
  const shown = { 'the summary': result.summary, ...result.outputs };
  return [
    ...undeclared.map((name) => `the output ${name} is not declared in action.yml`),
    ...annotationProblems(result.annotations, job.workspace),
    ...summaryProblems(result.summary),
    ...Object.entries(shown).flatMap(([name, text]) =>
      job.forbidden.some((secret) => text.includes(secret)) ? [`a secret stands in ${name}`] : [],
    ),
  ];
}

function heard(text: string, log: () => readonly string[], waiting: Set<() => void>, ended: Promise<StepResult>) {
  return new Promise<void>((resolve, reject) => {
    const look = () => {
      if (!log().some((line) => line.includes(text))) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
    const missed = () => reject(new Error(`it ended without "${text}":\n${log().join('\n')}`));
    ended.then(missed, missed);
  });
}
