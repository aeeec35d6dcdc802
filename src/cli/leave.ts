// its own, whatever stands in its place while a step runs
const { exit } = process;

/**
 * Ends the process now. `process.exit` waits for the threads of libuv, and one that looks a name up cannot be stopped: with a name server that
 * is away it sits there for many seconds. Then the process replaces itself (execve, Node 22.15) or, where it cannot and is not the first of
 * a container, dies of the signal that `exitCode` stands for.
 */
export function leave(exitCode: number): never {
  if (process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) {
    const { execve } = process as { execve?: (file: string, args: readonly string[], env: object) => void };
    execve?.call(process, process.execPath, [process.execPath, '-e', `process.exitCode = ${exitCode}`], {});
    const signal = exitCode === 143 ? 'SIGTERM' : exitCode === 130 ? 'SIGINT' : null;
    if (signal !== null && process.pid !== 1) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  }
  return exit.call(process, exitCode);
}
