import { relative } from 'node:path';
import { setImmediate as tick } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ConfigInvalid, sentenceOf } from '../errors.ts';
import { frameIn } from '../revisions/frame.ts';

/** What model files do to the process while they load, each told of the file that did it: only the process hears of it. */
export class ModelGuard {
  readonly #directory: string;
  readonly #signal: AbortSignal;
  #loading: readonly string[] = [];

  /** `signal`: once it is aborted the process may end. */
  constructor(directory: string, signal: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
  }

  /** That file is imported now; those before it are done with when others have had their turn. */
  begins(file: string, fresh: boolean): void {
    this.#loading = fresh ? [file] : [...this.#loading, file];
  }

  /**
   * Does `work`; what a model file rejects, throws later or ends with process.exit() meanwhile becomes CONFIG_INVALID with its name. What comes from
   * elsewhere is thrown as it is.
   */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let fail: (reason: unknown) => void = () => undefined;
    const failure = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const heard = (reason: unknown) => fail(this.#named(reason));
    const { exit } = process;
    process.on('unhandledRejection', heard);
    process.on('uncaughtException', heard);
    process.exit = (code) => {
      if (this.#signal.aborted || this.#loading.length === 0) return exit(code);
      const error = new ConfigInvalid(
        `${this.#culprit(new Error().stack)} called process.exit() while the models were loading`,
        'a model file must only say what its models are: leave that out',
      );
      fail(error);
      throw error;
    };
    try {
      return await Promise.race([this.#settled(work), failure]);
    } finally {
      process.exit = exit;
      process.off('unhandledRejection', heard);
      process.off('uncaughtException', heard);
    }
  }

  // A rejection is known to be unhandled only when the turn is over.
  async #settled<T>(work: () => Promise<T>): Promise<T> {
    const result = await work();
    await tick();
    return result;
  }

  #named(reason: unknown): unknown {
    const stack = (reason as Error | null)?.stack;
    if (
      typeof stack === 'string' &&
      ![this.#directory, pathToFileURL(this.#directory).href].some((root) => stack.includes(root))
    )
      return reason;
    const words = sentenceOf(reason).split('\n')[0];
    return new ConfigInvalid(`${this.#culprit(stack)} threw while the models were loading: ${words}`, 'mend the file', {
      cause: reason,
    });
  }

  // The innermost place in the project that the stack knows, else what was being imported.
  #culprit(stack: string | undefined): string {
    const own = frameIn(stack, this.#directory)?.path;
    if (own !== undefined) return relative(this.#directory, own);
    return this.#loading.map((file) => relative(this.#directory, file)).join(' or ');
  }
}
