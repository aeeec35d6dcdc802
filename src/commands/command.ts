import type { MigratorEvent } from '../events.ts';
import type { Migrator, RunSummary } from '../migrator.ts';
import type { Settings } from '../settings/settings.ts';

/** One option as commander writes it: `-m, --message <text>`. */
export interface CommandOption {
  readonly flags: string;
  readonly description: string;
}

/** How the command line is run again in a process of its own. */
export interface Again {
  /** What is added to it. */
  readonly options: readonly string[];
  /** Options that are left out of it, by their long names. */
  readonly without: readonly string[];
  /** Is told what it reports. */
  readonly heard: (event: MigratorEvent) => void;
  /** Stops it. */
  readonly until: AbortSignal;
}

/** Runs the command line again beside this process; answers its `--json` document. Throws what it fails of. */
export type Alongside = (again: Again) => Promise<unknown>;

/** What a command is given to work with. */
export interface CommandContext {
  /** Positional arguments, in order. */
  readonly args: readonly string[];
  /** Options by their camel-case names. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly json: boolean;
  readonly settings: Settings;
  readonly migrator: Migrator;
  readonly report: (event: MigratorEvent) => void;
  /** Asks yes or no on the terminal; null where nobody can answer: no terminal, `--json`, CI. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Opens a file in the user's editor; resolves when it is closed. */
  readonly edit: (path: string) => Promise<void>;
  readonly alongside: Alongside;
}

/** A command's answer. */
export interface Answer {
  /** The document that `--json` prints. */
  readonly json: unknown;
  /** The lines that a person reads. */
  readonly text: readonly string[];
  /** True for what comes from the user's own files alone and has to stay as it is: nothing in it is masked. */
  readonly exact?: boolean;
  /** What the run did, when the command was one: the last line of a log of JSON lines says it in short. */
  readonly run?: RunSummary;
  /** 1 when the answer is no; 0 when absent. */
  readonly exitCode?: number;
}

/** One command: everything that help, documentation, completion and the parser need to know of it. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** As commander writes it: `<target>`, `[target]`, `<revision...>`. */
  readonly arguments: string;
  readonly options: readonly CommandOption[];
  readonly examples: readonly string[];
  /** Whether it takes the options of a connection. */
  readonly connects: boolean;
  run(context: CommandContext): Promise<Answer>;
}
