import { type ExecOptions, exec } from '@actions/exec';

// @actions/exec 3.0 hands it to `stdin.end`: a function ends the stream without a write. An empty Buffer is written, and where the program has ended already, that
// is an EPIPE which nobody listens for.
const NOTHING = (() => undefined) as unknown as Buffer;

/** Runs a program with its standard input closed; its exit status. */
export async function program(file: string, args: readonly string[], options: ExecOptions): Promise<number> {
  return exec(`"${file}"`, [...args], { input: NOTHING, silent: true, ignoreReturnCode: true, ...options });
}
