import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Which signal. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

const AGAIN_MS = 25;

/**
 * Hands the signals of a cancelled job on. GitHub sends them to the entry process alone, SIGINT first and SIGTERM 7.5 s later, and @actions/exec neither takes an
 * AbortSignal (actions/toolkit#1469) nor hands out its child: so the command line writes its process id into a file.
 */
export class Stopping {
  readonly pidFile: string;
  #signal: StopSignal | null = null;
  #pending: NodeJS.Timeout | null = null;

  constructor(temporary: string) {
    this.pidFile = join(temporary, `windlass-${process.pid}.pid`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.#stop(signal));
  }

  /** The signal that has come; null: none. */
  get signal(): StopSignal | null {
    return this.#signal;
  }

  /** The child has ended. */
  ended(): void {
    if (this.#pending !== null) clearInterval(this.#pending);
    this.#pending = null;
    rmSync(this.pidFile, { force: true }); // another process may get that id
  }

  #stop(signal: StopSignal): void {
    this.#signal = signal;
    if (this.#pending !== null) clearInterval(this.#pending);
    // a child that has just begun has not written its id yet
    if (!this.#hand(signal)) this.#pending = setInterval(() => this.#hand(signal) && this.#stopTrying(), AGAIN_MS);
  }

  #stopTrying(): void {
    if (this.#pending !== null) clearInterval(this.#pending);
    this.#pending = null;
  }

  #hand(signal: StopSignal): boolean {
    try {
      process.kill(Number(readFileSync(this.pidFile, 'utf8')), signal);
      return true;
    } catch {
      return false; // there is none, or it has ended meanwhile
    }
  }
}
