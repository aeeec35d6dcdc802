import { randomUUID } from 'node:crypto';
import { endGroup, startGroup } from '@actions/core';
import type { MigratorEvent } from '../events.ts';
import { prettyReporter } from '../reporters/pretty.ts';
import type { ErrorDocument } from './documents.ts';
import { program } from './program.ts';
import type { Stopping } from './stopping.ts';
import type { Tool } from './tool.ts';

/** How one call of the command line went. */
export interface Called<Document = unknown> {
  readonly args: readonly string[];
  readonly exitCode: number;
  /** What it answered; null after an error. */
  readonly document: Document | null;
  readonly error: ErrorDocument | null;
  readonly events: readonly MigratorEvent[];
}

/** What every call is made with. */
export interface Calling {
  readonly tool: Tool;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly stopping: Stopping;
  readonly write: (text: string) => void;
}

/**
 * Runs the command line and answers its document. What it logs is JSON lines, shown as a person reads them. Standard input is closed: it can ask nobody. Secrets
 * are masked by itself, and again by GitHub.
 */
export async function call<Document>(calling: Calling, args: readonly string[]): Promise<Called<Document>> {
  const { tool, directory, environment, stopping, write } = calling;
  const answer: Buffer[] = [];
  const log = new Log(write);
  startGroup(`windlass ${args.join(' ')}`);
  const commands = randomUUID(); // what a revision prints is no command to GitHub
  write(`::stop-commands::${commands}\n`);
  let exitCode: number;
  try {
    exitCode = await program(tool.node, [tool.bin, ...args, '--json', '--log', 'json'], {
      cwd: directory,
      env: { ...environment, WINDLASS_PID_FILE: stopping.pidFile },
      listeners: { stdout: (data) => void answer.push(data), stderr: (data) => log.take(data) },
    });
    log.end();
  } finally {
    stopping.ended();
    write(`::${commands}::\n`);
    endGroup();
  }
  return concluded<Document>({ args, exitCode, text: Buffer.concat(answer).toString(), events: log.events });
}

function concluded<Document>({
  args,
  exitCode,
  text,
  events,
}: Omit<Called, 'document' | 'error'> & { text: string }): Called<Document> {
  const parsed = parsedOr(text);
  const error = (parsed as { error?: ErrorDocument } | null)?.error ?? null;
  if (error !== null) return { args, exitCode, document: null, error, events };
  if (parsed !== null) return { args, exitCode, document: parsed as Document, error: null, events };
  const how = exitCode === null || exitCode > 128 ? 'was killed' : `ended with ${exitCode}`; // nobody but the system does: memory, mostly
  const message = `windlass ${args[0]} ${how} and gave no answer`;
  const silent = { code: 'INTERNAL', message, remedy: 'look at its log above' };
  return { args, exitCode: exitCode || 70, document: null, error: silent, events };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // it was ended before it could say anything
  }
}

// Takes JSON lines apart; whatever else is there (a console.log of a revision) is shown as it is.
class Log {
  readonly events: MigratorEvent[] = [];
  readonly #write: (text: string) => void;
  readonly #show: (event: MigratorEvent) => void;
  #rest: Buffer = Buffer.alloc(0);
  #failed = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
    const { report } = prettyReporter(write, { colour: false, verbose: false });
    this.#show = report;
  }

  take(data: Buffer): void {
    const all = Buffer.concat([this.#rest, data]); // a character may stand in two pieces
    const end = all.lastIndexOf(0x0a) + 1;
    this.#rest = all.subarray(end);
    for (const line of all.subarray(0, end).toString().split('\n')) if (line !== '') this.#line(line);
  }

  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest.toString());
  }

  #line(line: string): void {
    // what a revision prints may be JSON, too
    const event = line.startsWith('{"time":') ? (parsedOr(line) as (MigratorEvent & { kind: string }) | null) : null;
    if (event === null || typeof event.kind !== 'string') {
      if (!this.#failed) this.#write(`${line}\n`); // behind an error comes its stack, for who asked for it
      return;
    }
    if ((event.kind as string) === 'error') {
      this.#failed = true;
      const { code, message, remedy } = event as unknown as ErrorDocument;
      this.#write(`${code}: ${message}\n  → ${remedy}\n`);
      return;
    }
    this.events.push(event);
    this.#show(event);
  }
}
